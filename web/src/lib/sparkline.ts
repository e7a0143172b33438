// The path of a sparkline. The range shown is at least 2 % of the value, so noise does not look like a mountain.

export type SparkPath = { line: string; area: string }

export function sparkPath(values: readonly number[], width: number, height: number): SparkPath | undefined {
  if (values.length < 2) return undefined
  const low = Math.min(...values)
  const high = Math.max(...values)
  const range = Math.max(high - low, Math.abs(high) * 0.02, 1)
  const base = (high + low) / 2 - range / 2
  const points = values.map((value, index) => {
    const x = (index / (values.length - 1)) * width
    const y = height - 1 - ((value - base) / range) * (height - 2)
    return `${x.toFixed(1)} ${y.toFixed(1)}`
  })
  const line = `M${points.join('L')}`
  return { line, area: `${line}L${String(width)} ${String(height)}L0 ${String(height)}Z` }
}
