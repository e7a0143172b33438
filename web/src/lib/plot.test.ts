import { describe, expect, test } from 'vitest'
import { bandPath, dayNumber, frame, linePath, ticks } from './plot'

const GB = 1024 ** 3
const day = (date: string, gb: number) => ({ date, size_bytes: gb * GB })

describe('the size chart', () => {
  test('puts the first day left, the last right, more bytes higher', () => {
    const plot = frame({ history: [day('2026-01-01', 10), day('2026-03-01', 20)], forecast: [] }, 700, 274)
    expect(plot?.x('2026-01-01')).toBe(0)
    expect(plot?.x('2026-03-01')).toBe(plot?.right)
    expect(plot?.y(20 * GB)).toBeLessThan(plot?.y(10 * GB) ?? 0)
    expect(plot?.xTicks.map(({ date }) => date)).toEqual(['2026-02-01', '2026-03-01'])
  })

  test('does not make a mountain of noise', () => {
    const plot = frame(
      { history: [day('2026-01-01', 100), day('2026-01-02', 100.001)], forecast: [] },
      700,
      274,
    )
    const rise = (plot?.y(100 * GB) ?? 0) - (plot?.y(100.001 * GB) ?? 0)
    expect(rise).toBeLessThan(5)
  })

  test('one reading has a frame, none has none', () => {
    expect(frame({ history: [day('2026-01-01', 1)], forecast: [] }, 700, 274)).toBeDefined()
    expect(frame({ history: [], forecast: [] }, 700, 274)).toBeUndefined()
  })

  test('a limit in sight is on the chart, one far away is not', () => {
    const history = [day('2026-01-01', 10), day('2026-01-30', 11)]
    expect(frame({ history, forecast: [], limit: 15 * GB }, 700, 274)?.y(15 * GB)).toBeGreaterThan(0)
    expect(frame({ history, forecast: [], limit: 900 * GB }, 700, 274)?.y(900 * GB)).toBeLessThan(0)
  })

  test('ticks are round in binary units', () => {
    expect(ticks(340 * GB, 560 * GB).map((bytes) => bytes / GB)).toEqual([350, 400, 450, 500, 550])
  })

  test('draws a line and a closed band', () => {
    const forecast = [{ ...day('2026-02-01', 12), low_bytes: 11 * GB, high_bytes: 13 * GB }]
    const plot = frame({ history: [day('2026-01-01', 10)], forecast }, 700, 274)
    if (!plot) throw new Error('no plot')
    expect(linePath(plot, [day('2026-01-01', 10), day('2026-02-01', 12)])).toMatch(/^M0\.0 .* L628\.0 /)
    expect(bandPath(plot, forecast)).toMatch(/^M.* Z$/)
    expect(dayNumber('1970-01-02')).toBe(1)
  })
})
