// Sorting the fetched rows here. NULL comes last, numbers by value, text by the reader's language.
import { cellText, isNumeric, type Cell, type Row } from '../../../lib/cells'
import type { Kind } from './types'

export type ColumnSort = { column: number; descending: boolean }

/** The order in which rows are shown. */
export function sortedOrder(
  rows: readonly Row[],
  { column, descending }: ColumnSort,
  kind: Kind,
): Uint32Array {
  const order = Uint32Array.from(rows, (_, index) => index)
  const compare = comparison(kind)
  const direction = descending ? -1 : 1
  return order.sort((a, b) => {
    const left = rows[a]?.[column] ?? null
    const right = rows[b]?.[column] ?? null
    if (left === null || right === null) return left === right ? a - b : left === null ? 1 : -1
    return direction * compare(left, right) || a - b
  })
}

function comparison(kind: Kind): (a: Cell, b: Cell) => number {
  if (kind === 'text' || kind === 'other') {
    const collator = new Intl.Collator(undefined, { numeric: true })
    return (a, b) => byNumber(a, b) ?? collator.compare(cellText(a), cellText(b))
  }
  return (a, b) => byNumber(a, b) ?? (cellText(a) < cellText(b) ? -1 : cellText(a) > cellText(b) ? 1 : 0)
}

/** Decimals come as text: they are compared as numbers too, and by length where those can't tell them apart. */
function byNumber(a: Cell, b: Cell): number | undefined {
  const left = numberOf(a)
  const right = numberOf(b)
  if (left === undefined || right === undefined) return undefined
  if (left !== right) return left - right
  return isNumeric(a) && isNumeric(b) ? exactly(cellText(a), cellText(b)) : 0
}

function exactly(a: string, b: string): number {
  if (a === b || !/^-?\d+$/.test(a) || !/^-?\d+$/.test(b)) return 0
  return BigInt(a) < BigInt(b) ? -1 : 1
}

function numberOf(cell: Cell): number | undefined {
  if (typeof cell === 'boolean' || cell === null) return undefined
  const text = cellText(cell)
  return /^-?\d+(\.\d+)?([eE][+-]?\d+)?$/.test(text) ? Number(text) : undefined
}
