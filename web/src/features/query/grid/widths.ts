// How wide columns begin: as wide as their head and first rows need, within reason.
import { cellText, columnOf, type Rows } from '../../../lib/cells'

const LETTER = 7.4
const PADDING = 26
const LEAST = 64
const MOST = 340
const SAMPLE = 200

/** Chinese, Japanese, Korean and full-width letters take two places. */
export function places(text: string): number {
  let sum = 0
  for (const letter of text.slice(0, 120)) sum += letter > '\u2e7f' ? 1.75 : 1
  return sum
}

export function fitColumn(head: string, rows: Rows, index: number, most: number = MOST): number {
  let widest = places(head) + 4
  for (const cell of columnOf(rows, index, SAMPLE)) {
    widest = Math.max(widest, cell === null ? 5 : places(cellText(cell)) * 1.04)
  }
  return Math.round(Math.min(Math.max(widest * LETTER + PADDING, LEAST), most))
}

export function fitColumns(heads: readonly string[], rows: Rows): number[] {
  return heads.map((head, index) => fitColumn(head, rows, index))
}
