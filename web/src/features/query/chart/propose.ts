// Which chart a result suggests, by its types: time and number make a line, text and number make bars.
import { cellText, columnOf, type Rows } from '../../../lib/cells'
import type { Kind } from '../grid/types'

export const CHART_KINDS = ['line', 'bar', 'stacked', 'area', 'scatter', 'pie'] as const
export type ChartKind = (typeof CHART_KINDS)[number]

/** Columns by their place in the result. */
export type ChartSettings = { kind: ChartKind; x: number; y: readonly number[] }

const TIMES: readonly Kind[] = ['date', 'timestamp', 'instant']
/** More parts than this nobody can tell apart. */
const PIE_PARTS = 6

/** `undefined` when there is no number to draw. */
export function proposeChart(
  kinds: readonly Kind[],
  names: readonly string[],
  rows: Rows,
): ChartSettings | undefined {
  const numbers = kinds.flatMap((kind, index) => (isNumber(kind, rows, index) ? [index] : []))
  const measures = numbers.filter((index) => !/(^|_)(id|no|code|year|month)$/i.test(names[index] ?? ''))
  const time = kinds.findIndex((kind) => TIMES.includes(kind))
  const monthLike = kinds.findIndex((_, index) => !numbers.includes(index) && isMonths(rows, index))
  const text = kinds.findIndex(
    (kind, index) => !numbers.includes(index) && (kind === 'text' || kind === 'other'),
  )
  const y = measures.length > 0 ? measures : numbers
  const [first, second] = y
  if (first === undefined) return undefined
  if (time >= 0 || monthLike >= 0) return { kind: 'line', x: time >= 0 ? time : monthLike, y: alike(y, rows) }
  if (text >= 0) return { kind: 'bar', x: text, y: y.slice(0, 1) }
  const other = numbers.find((index) => index !== first)
  if (second !== undefined) return { kind: 'scatter', x: first, y: [second] }
  return other === undefined ? { kind: 'bar', x: 0, y: [first] } : { kind: 'line', x: other, y: [first] }
}

/** Values that one axis can show: none that would lie flat on it beside the largest. */
function alike(measures: readonly number[], rows: Rows): number[] {
  const peaks = measures.map((index) =>
    Math.max(0, ...columnOf(rows, index, 2_000).map((cell) => Math.abs(Number(cellText(cell))) || 0)),
  )
  const highest = Math.max(...peaks)
  return measures.filter((_, place) => (peaks[place] ?? 0) >= highest * 0.05).slice(0, 4)
}

/** Settings from before, if they still fit this result. */
export function fits(settings: ChartSettings | undefined, columns: number): settings is ChartSettings {
  return (
    settings !== undefined &&
    settings.x < columns &&
    settings.y.length > 0 &&
    settings.y.every((y) => y < columns)
  )
}

function isNumber(kind: Kind, rows: Rows, index: number): boolean {
  if (kind === 'integer' || kind === 'decimal') return true
  if (kind !== 'other') return false
  // SQLite's expressions have no declared type: what the cells are decides.
  const first = columnOf(rows, index, 2_000).find((cell) => cell !== null)
  return typeof first === 'number'
}

/** Texts such as `2026-11` or `2026-11-20`. */
function isMonths(rows: Rows, index: number): boolean {
  const sample = columnOf(rows, index, 20).map(cellText)
  return sample.length > 0 && sample.every((text) => /^\d{4}-\d{2}(-\d{2})?$/.test(text))
}

export function isTimeKind(kind: Kind): boolean {
  return TIMES.includes(kind)
}

/** Points in the order of their labels, which ISO makes the order of time. */
export function inTime<T>(labels: readonly string[], series: readonly (readonly T[])[]) {
  const order = labels.map((_, index) => index)
  order.sort((a, b) => compare(labels[a] ?? '', labels[b] ?? '') || a - b)
  return {
    labels: order.map((index) => labels[index] ?? ''),
    series: series.map((values) => order.flatMap((index) => values.slice(index, index + 1))),
  }
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}

/** A pie's parts: the largest, and the rest as one. */
export function pieParts(points: readonly { name: string; value: number }[], others: string) {
  const sorted = points.filter(({ value }) => value > 0).sort((a, b) => b.value - a.value)
  if (sorted.length <= PIE_PARTS) return sorted
  const rest = sorted.slice(PIE_PARTS - 1).reduce((sum, { value }) => sum + value, 0)
  return [...sorted.slice(0, PIE_PARTS - 1), { name: others, value: rest }]
}
