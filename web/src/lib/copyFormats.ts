// Cells as the text that other programs take. Numbers are written as the server sent them, never grouped.
import { cellJson, cellText, isNumeric, type Cell, type Row } from './cells'

export type CopyFormat = 'tsv' | 'tsvHeads' | 'csv' | 'json' | 'markdown' | 'insert' | 'in'

export type Dialect = 'postgresql' | 'mysql' | 'sqlite'

type Cells = { columns: readonly string[]; rows: readonly Row[]; dialect: Dialect; table: string }

export function copyAs(format: CopyFormat, cells: Cells): string {
  switch (format) {
    case 'tsv':
      return tsv(cells.rows)
    case 'tsvHeads':
      return `${cells.columns.map(tsvField).join('\t')}\n${tsv(cells.rows)}`
    case 'csv':
      return csv(cells)
    case 'json':
      return json(cells)
    case 'markdown':
      return markdown(cells)
    case 'insert':
      return insert(cells)
    case 'in':
      return inList(cells)
  }
}

function tsv(rows: readonly Row[]): string {
  return rows.map((row) => row.map((cell) => tsvField(cellText(cell))).join('\t')).join('\n')
}

/** Spreadsheets read quotes around a field that holds a tab or a line break. */
function tsvField(text: string): string {
  return /[\t\n\r]/.test(text) ? quoted(text) : text
}

function csv({ columns, rows }: Cells): string {
  const field = (cell: Cell) => {
    // NULL is an empty field, the empty text is `""`, as in the server's own CSV.
    if (cell === null) return ''
    const text = cellText(cell)
    return text === '' || /[",\n\r]/.test(text) ? quoted(text) : text
  }
  return [columns.map(field), ...rows.map((row) => row.map(field))].map((line) => line.join(',')).join('\r\n')
}

function quoted(text: string): string {
  return `"${text.replaceAll('"', '""')}"`
}

function json({ columns, rows }: Cells): string {
  const lines = rows.map((row) => {
    const members = row.map((cell, index) => `${JSON.stringify(columns[index])}: ${cellJson(cell)}`)
    return `  { ${members.join(', ')} }`
  })
  return `[\n${lines.join(',\n')}\n]`
}

function markdown({ columns, rows }: Cells): string {
  const field = (text: string) =>
    text.replaceAll('\\', '\\\\').replaceAll('|', '\\|').replace(/\r?\n/g, '<br>')
  const line = (fields: readonly string[]) => `| ${fields.map(field).join(' | ')} |`
  const body = rows.map((row) => line(row.map((cell) => (cell === null ? 'NULL' : cellText(cell)))))
  return [line(columns), `| ${columns.map(() => '---').join(' | ')} |`, ...body].join('\n')
}

function insert({ columns, rows, dialect, table }: Cells): string {
  const names = columns.map((name) => quoteName(name, dialect)).join(', ')
  const values = rows.map((row) => `  (${row.map((cell) => sqlLiteral(cell, dialect)).join(', ')})`)
  return `INSERT INTO ${table} (${names}) VALUES\n${values.join(',\n')};`
}

/** Each value once; NULL never equals anything, so it is left out. */
function inList({ rows, dialect }: Cells): string {
  const literals = rows.flat().filter((cell) => cell !== null)
  return `IN (${[...new Set(literals.map((cell) => sqlLiteral(cell, dialect)))].join(', ')})`
}

export function quoteName(name: string, dialect: Dialect): string {
  if (/^[a-z_][a-z0-9_]*$/.test(name)) return name
  return dialect === 'mysql' ? `\`${name.replaceAll('`', '``')}\`` : `"${name.replaceAll('"', '""')}"`
}

export function sqlLiteral(cell: Cell, dialect: Dialect): string {
  if (cell === null) return 'NULL'
  if (isNumeric(cell)) return cellText(cell)
  if (typeof cell === 'boolean') return cell ? 'TRUE' : 'FALSE'
  const doubled = cellText(cell).replaceAll("'", "''")
  // MySQL reads a backslash as an escape unless its mode says otherwise; the doubled form holds in the usual one.
  return `'${dialect === 'mysql' ? doubled.replaceAll('\\', '\\\\') : doubled}'`
}
