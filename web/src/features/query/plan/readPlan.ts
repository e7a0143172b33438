// A query plan as one tree, whichever engine said it: PostgreSQL and MySQL in JSON, SQLite as rows.
import { isRecord } from '../../../api/error'
import { cellText, JsonText } from '../../../lib/cells'
import type { Result } from '../types'

export type PlanNode = {
  title: string
  /** What it works on: a table, an index, a condition. */
  detail: string
  rows: number | undefined
  /** The whole cost, with what is below. */
  cost: number | undefined
  /** Its own share. */
  own: number | undefined
  children: readonly PlanNode[]
}

/** The tree; `undefined` when the answer holds none. */
export function readPlan(result: Result, dialect: string): PlanNode | undefined {
  if (dialect === 'sqlite') return sqlitePlan(result)
  const cell = result.rows[0]?.[0] ?? null
  const text = cell instanceof JsonText ? cell.text : cellText(cell)
  let json: unknown
  try {
    json = JSON.parse(text)
  } catch {
    return undefined
  }
  const root: unknown = Array.isArray(json) ? json[0] : json
  if (!isRecord(root)) return undefined
  if (isRecord(root.Plan)) return postgresNode(root.Plan)
  return mysqlNode('query', isRecord(root.query_block) ? root.query_block : root)
}

function postgresNode(plan: Record<string, unknown>): PlanNode {
  const children = (Array.isArray(plan.Plans) ? plan.Plans : []).filter(isRecord).map(postgresNode)
  const words = [
    'Relation Name',
    'Index Name',
    'Join Type',
    'Hash Cond',
    'Index Cond',
    'Merge Cond',
    'Filter',
    'Sort Key',
    'Group Key',
  ]
  const detail = words.map((key) => plan[key]).filter((value) => value !== undefined)
  return finished({
    title: String(plan['Node Type']),
    detail: detail.map((value) => (Array.isArray(value) ? value.join(', ') : String(value))).join(' · '),
    rows: numberOf(plan['Plan Rows']),
    cost: numberOf(plan['Total Cost']),
    children,
  })
}

/** MySQL nests steps under the names of what they do; tables are the leaves. */
function mysqlNode(name: string, step: Record<string, unknown>): PlanNode {
  const children: PlanNode[] = []
  for (const [key, value] of Object.entries(step)) {
    if (key === 'table' && isRecord(value)) children.push(mysqlTable(value))
    else if (key === 'cost_info' || key === 'used_columns' || key === 'possible_keys') continue
    else if (Array.isArray(value))
      children.push(...value.filter(isRecord).map((item) => mysqlNode(key, item)))
    else if (isRecord(value)) children.push(mysqlNode(key, value))
  }
  const [only] = children
  // A step that only wraps one other tells nothing.
  if (only && children.length === 1 && (name === 'nested_loop' || name === 'query')) return only
  const info = isRecord(step.cost_info) ? step.cost_info : {}
  return finished({
    title: name.replaceAll('_', ' '),
    detail: '',
    rows: undefined,
    cost: numberOf(info.query_cost ?? info.sort_cost ?? step.cost),
    children,
  })
}

function mysqlTable(table: Record<string, unknown>): PlanNode {
  const info = isRecord(table.cost_info) ? table.cost_info : {}
  const words = [table.access_type, table.key, table.attached_condition].filter(
    (word) => typeof word === 'string',
  )
  return finished({
    title: String(table.table_name ?? table.message ?? '–'),
    detail: words.join(' · '),
    rows: numberOf(table.rows_examined_per_scan ?? table.rows),
    cost: numberOf(info.prefix_cost ?? info.read_cost ?? table.cost),
    children: [],
  })
}

/** SQLite's rows: id, parent, notused, detail. */
function sqlitePlan(result: Result): PlanNode | undefined {
  const names = result.columns.map((column) => column.name)
  const [id, parent, detail] = [names.indexOf('id'), names.indexOf('parent'), names.indexOf('detail')]
  if (id < 0 || parent < 0 || detail < 0) return undefined
  const below = (number: string): PlanNode[] =>
    result.rows
      .filter((row) => cellText(row[parent] ?? null) === number)
      .map((row) => {
        const [title = '', ...rest] = cellText(row[detail] ?? null).split(/ (?=USING|\()/)
        return finished({
          title,
          detail: rest.join(' '),
          rows: undefined,
          cost: undefined,
          children: below(cellText(row[id] ?? null)),
        })
      })
  const roots = below('0')
  const [only] = roots
  if (only && roots.length === 1) return only
  return finished({ title: 'QUERY PLAN', detail: '', rows: undefined, cost: undefined, children: roots })
}

function finished(node: Omit<PlanNode, 'own'>): PlanNode {
  const below = node.children.reduce((sum, child) => sum + (child.cost ?? 0), 0)
  return { ...node, own: node.cost === undefined ? undefined : Math.max(0, node.cost - below) }
}

/** The step that costs most by itself; without costs, a scan of a whole table. */
export function costliest(root: PlanNode): PlanNode | undefined {
  const all = flat(root)
  const priced = all.filter((node) => node.own !== undefined)
  if (priced.length > 0)
    return priced.reduce((most, node) => ((node.own ?? 0) > (most.own ?? 0) ? node : most))
  return all.find((node) => /^SCAN\b/.test(node.title) && !node.detail.includes('INDEX'))
}

function flat(node: PlanNode): PlanNode[] {
  return [node, ...node.children.flatMap(flat)]
}

function numberOf(value: unknown): number | undefined {
  const number = typeof value === 'string' ? Number(value) : value
  return typeof number === 'number' && Number.isFinite(number) ? number : undefined
}

/** The statement that asks for the plan in the form read here. Nothing of the statement itself runs. */
export function explainSql(sql: string, dialect: string): string {
  const bare = sql.trim().replace(/;\s*$/, '')
  if (dialect === 'sqlite') return `EXPLAIN QUERY PLAN ${bare}`
  return dialect === 'mysql' ? `EXPLAIN FORMAT=JSON ${bare}` : `EXPLAIN (FORMAT JSON) ${bare}`
}
