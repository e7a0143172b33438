// The values of a result, as exact as the server sent them. JavaScript's numbers hold 53 bits; where one would
// lose a digit its text is kept instead. JSON values stay text until somebody looks at one.

/** A number that JavaScript can't hold: its digits as they came. */
export class ExactNumber {
  readonly text: string
  constructor(text: string) {
    this.text = text
  }
}

/** A JSON value or an array: its text as it came. */
export class JsonText {
  readonly text: string
  constructor(text: string) {
    this.text = text
  }
}

export type Cell = null | boolean | number | string | ExactNumber | JsonText
export type Row = readonly Cell[]

/** The rows of a result, whichever way they are kept. */
export interface Rows {
  readonly length: number
  cell: (row: number, column: number) => Cell
}

/** Rows that are there as lists. */
export function rowsIn(rows: readonly Row[]): Rows {
  return { length: rows.length, cell: (row, column) => rows[row]?.[column] ?? null }
}

/** One column from its first row on. */
export function columnOf(rows: Rows, column: number, most: number = rows.length): Cell[] {
  return Array.from({ length: Math.min(most, rows.length) }, (_, row) => rows.cell(row, column))
}

export function isNumeric(cell: Cell): cell is number | ExactNumber {
  return typeof cell === 'number' || cell instanceof ExactNumber
}

/** What a cell copies as: NULL is empty, everything else its plain text. */
export function cellText(cell: Cell): string {
  if (cell === null) return ''
  if (cell instanceof ExactNumber || cell instanceof JsonText) return cell.text
  return String(cell)
}

/** What a cell is in a JSON document. */
export function cellJson(cell: Cell): string {
  if (cell instanceof ExactNumber || cell instanceof JsonText) return cell.text
  return JSON.stringify(cell)
}
