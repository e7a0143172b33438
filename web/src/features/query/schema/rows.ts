// The tree as the flat list of rows that is shown, and what a search leaves of it.
import type { ColumnInfo } from '../../../api/metadata'
import type { Schema, SchemaTable } from './model'

export type TreeRow =
  | { kind: 'schema'; id: string; level: 1; name: string; count: number; open: boolean }
  | { kind: 'table'; id: string; level: number; table: SchemaTable; open: boolean }
  | {
      kind: 'column'
      id: string
      level: number
      table: SchemaTable
      column: ColumnInfo
      foreign: string | undefined
    }

export function schemaId(name: string): string {
  return `s:${name}`
}

export function tableId(table: SchemaTable): string {
  return `t:${table.schema}.${table.name}`
}

/** The rows to show; with a search, what it finds is open. */
export function treeRows(schema: Schema, open: ReadonlySet<string>, search: string): TreeRow[] {
  const wanted = search.trim().toLowerCase()
  const rows: TreeRow[] = []
  const levels = schema.schemas.length > 1 ? 1 : 0
  const names = levels === 1 ? schema.schemas : [undefined]
  const bySchema = grouped(schema.tables)
  for (const name of names) {
    const all = name === undefined ? schema.tables : (bySchema.get(name) ?? [])
    const tables = wanted === '' ? all : all.filter((table) => matchesTable(table, wanted))
    if (wanted !== '' && tables.length === 0) continue
    if (name !== undefined) {
      const isOpen = wanted !== '' || open.has(schemaId(name))
      rows.push({ kind: 'schema', id: schemaId(name), level: 1, name, count: tables.length, open: isOpen })
      if (!isOpen) continue
    }
    for (const table of tables) pushTable(rows, table, levels + 1, open, wanted)
  }
  return rows
}

function pushTable(
  rows: TreeRow[],
  table: SchemaTable,
  level: number,
  open: ReadonlySet<string>,
  wanted: string,
): void {
  const columns =
    wanted === '' || matches(table.name, table.comment, wanted) ? [] : matchingColumns(table, wanted)
  const isOpen = open.has(tableId(table))
  rows.push({ kind: 'table', id: tableId(table), level, table, open: isOpen || columns.length > 0 })
  for (const column of isOpen ? table.columns : columns) {
    const reference = table.info?.foreignKeys.find((key) => key.columns.includes(column.name))
    const foreign = reference && `${reference.referencedTable}.${reference.referencedColumns.join(', ')}`
    rows.push({
      kind: 'column',
      id: `${tableId(table)}.${column.name}`,
      level: level + 1,
      table,
      column,
      foreign,
    })
  }
}

/** All that a search looks at, in small letters: made once a table, so that a key press only compares. */
const haystacks = new WeakMap<SchemaTable, string>()

function matchesTable(table: SchemaTable, wanted: string): boolean {
  let haystack = haystacks.get(table)
  if (haystack === undefined) {
    const parts = [
      table.name,
      table.comment,
      ...table.columns.flatMap(({ name, comment }) => [name, comment]),
    ]
    haystack = parts.filter(Boolean).join('\n').toLowerCase()
    haystacks.set(table, haystack)
  }
  return haystack.includes(wanted)
}

function matchingColumns(table: SchemaTable, wanted: string): ColumnInfo[] {
  return table.columns.filter((column) => matches(column.name, column.comment, wanted))
}

function matches(name: string, comment: string | null | undefined, wanted: string): boolean {
  return name.toLowerCase().includes(wanted) || (comment?.toLowerCase().includes(wanted) ?? false)
}

function grouped(tables: readonly SchemaTable[]): Map<string, SchemaTable[]> {
  const groups = new Map<string, SchemaTable[]>()
  for (const table of tables) {
    const group = groups.get(table.schema)
    if (group) group.push(table)
    else groups.set(table.schema, [table])
  }
  return groups
}
