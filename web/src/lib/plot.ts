// The geometry of the size chart: days to the right, bytes upwards, ticks at round values.

export type Point = { date: string; size_bytes: number }
export type Range = Point & { low_bytes: number; high_bytes: number }
export type Plot = {
  right: number
  bottom: number
  x: (date: string) => number
  y: (bytes: number) => number
  yTicks: number[]
  xTicks: { date: string; label: string }[]
}

type Series = { history: readonly Point[]; forecast: readonly Range[]; limit?: number | undefined }

const DAY_MS = 86_400_000
/** Room for the sizes at the right, the months below, a label above. */
const MARGIN = { right: 72, bottom: 24, top: 16 }

/** Days since 1970 of `YYYY-MM-DD`. */
export function dayNumber(date: string): number {
  return Math.round(Date.parse(`${date}T00:00:00Z`) / DAY_MS)
}

/** The scales for a chart of this size; nothing without a reading. */
export function frame({ history, forecast, limit }: Series, width: number, height: number): Plot | undefined {
  const first = history[0]
  const last = forecast.at(-1) ?? history.at(-1)
  if (!first || !last) return undefined
  const [from, to] = [dayNumber(first.date), Math.max(dayNumber(last.date), dayNumber(first.date) + 1)]
  const sizes = [...history, ...forecast].map(({ size_bytes }) => size_bytes)
  const highs = forecast.map(({ high_bytes }) => high_bytes)
  const lows = forecast.map(({ low_bytes }) => low_bytes)
  const top = Math.max(...sizes, ...highs, ...nearLimit(limit, Math.max(...sizes, ...highs)))
  const low = Math.min(...sizes, ...lows)
  // Noise must not look like a mountain: the range is at least 2 % of the value.
  const span = Math.max(top - low, top * 0.02, 1)
  const bottomValue = Math.max(0, low - span * 0.08)
  const topValue = top + span * 0.08
  const [right, bottom] = [width - MARGIN.right, height - MARGIN.bottom]
  return {
    right,
    bottom,
    x: (date) => ((dayNumber(date) - from) / (to - from)) * right,
    y: (bytes) => bottom - ((bytes - bottomValue) / (topValue - bottomValue)) * (bottom - MARGIN.top),
    yTicks: ticks(bottomValue, topValue),
    xTicks: months(from, to, Math.max(2, Math.floor(right / 80))),
  }
}

/** A limit far above everything would flatten the line: it is drawn when it is in sight. */
function nearLimit(limit: number | undefined, top: number): number[] {
  return limit !== undefined && limit <= top * 3 ? [limit] : []
}

/** Four or five round values, in steps of 1, 2 or 5 of a binary unit. */
export function ticks(low: number, high: number): number[] {
  const unit = 1024 ** Math.max(0, Math.floor(Math.log(Math.max(high, 1)) / Math.log(1024)))
  const rough = (high - low) / unit / 5
  const power = 10 ** Math.floor(Math.log10(rough))
  const step = ([1, 2, 5, 10].find((factor) => factor * power >= rough) ?? 10) * power * unit
  const found: number[] = []
  for (let value = Math.ceil(low / step) * step; value <= high; value += step) found.push(value)
  return found
}

/** The first of each month, thinned to as many as there is room for. */
function months(from: number, to: number, most: number): { date: string; label: string }[] {
  const found: { date: string; label: string }[] = []
  const day = new Date(from * DAY_MS)
  day.setUTCDate(1)
  for (;;) {
    day.setUTCMonth(day.getUTCMonth() + 1)
    if (day.getTime() > to * DAY_MS) break
    const date = day.toISOString().slice(0, 10)
    found.push({ date, label: date.slice(0, 7) })
  }
  const every = Math.max(1, Math.ceil(found.length / Math.min(most, 8)))
  // A label is centred on its day: one at the very edge would be cut.
  const room = (to - from) * 0.04
  return found.filter(({ date }, index) => index % every === 0 && dayNumber(date) - from >= room)
}

export function linePath(plot: Plot, points: readonly Point[]): string {
  return points
    .map(({ date, size_bytes }, i) => `${i === 0 ? 'M' : 'L'}${at(plot.x(date))} ${at(plot.y(size_bytes))}`)
    .join(' ')
}

export function bandPath(plot: Plot, forecast: readonly Range[]): string {
  if (forecast.length === 0) return ''
  const up = forecast.map(({ date, high_bytes }) => `${at(plot.x(date))} ${at(plot.y(high_bytes))}`)
  const down = forecast.map(({ date, low_bytes }) => `${at(plot.x(date))} ${at(plot.y(low_bytes))}`)
  return `M${[...up, ...down.reverse()].join(' L')} Z`
}

function at(value: number): string {
  return value.toFixed(1)
}
