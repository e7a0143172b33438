// Sorting the fetched rows here. NULL comes last, numbers by value, text by the reader's language.
import { cellText, columnOf, isNumeric, type Cell, type Rows } from '../../../lib/cells'
import type { Kind } from './types'

export type ColumnSort = { column: number; descending: boolean }

/** The order in which rows are shown. */
export function sortedOrder(rows: Rows, { column, descending }: ColumnSort, kind: Kind): Uint32Array {
  // Each value is read once, not at each comparison.
  const keys = columnOf(rows, column).map(keyOf)
  const order = Uint32Array.from(keys, (_, index) => index)
  const compare = comparison(kind)
  const direction = descending ? -1 : 1
  return order.sort((a, b) => {
    const left = keys[a]
    const right = keys[b]
    if (!left || !right) return left === right ? a - b : left ? -1 : 1
    return direction * compare(left, right) || a - b
  })
}

type Key = {
  text: string
  /** What it is worth as a number, if it is one. Decimals come as text. */
  number: number | undefined
  isWhole: boolean
}

function keyOf(cell: Cell): Key | undefined {
  if (cell === null) return undefined
  const text = cellText(cell)
  const isNumber = typeof cell !== 'boolean' && /^-?\d+(\.\d+)?([eE][+-]?\d+)?$/.test(text)
  return {
    text,
    number: isNumber ? Number(text) : undefined,
    isWhole: isNumeric(cell) && /^-?\d+$/.test(text),
  }
}

function comparison(kind: Kind): (a: Key, b: Key) => number {
  if (kind === 'text' || kind === 'other') {
    const collator = new Intl.Collator(undefined, { numeric: true })
    return (a, b) => byNumber(a, b) ?? collator.compare(a.text, b.text)
  }
  return (a, b) => byNumber(a, b) ?? (a.text < b.text ? -1 : a.text > b.text ? 1 : 0)
}

/** By value, and whole numbers by their digits where doubles can't tell them apart. */
function byNumber(a: Key, b: Key): number | undefined {
  if (a.number === undefined || b.number === undefined) return undefined
  if (a.number !== b.number) return a.number - b.number
  if (!a.isWhole || !b.isWhole || a.text === b.text) return 0
  return BigInt(a.text) < BigInt(b.text) ? -1 : 1
}
