import { expect, test } from 'vitest'
import { formatAgo, formatBytes, formatElapsed, formatPercent, formatShort } from './format'
import { fuzzyFilter, fuzzyScore } from './fuzzy'
import { sparkPath } from './sparkline'

test.each([
  [0, '0 B'],
  [900 * 1024, '900 KB'],
  [1023, '1023 B'],
  [47_921_000_000, '44.63 GB'],
  [5_629_499_534_213, '5.12 TB'],
  [-1024, '−1 KB'],
])('says %i bytes as %s', (bytes, said) => {
  expect(formatBytes(bytes)).toBe(said)
})

test('says counts, shares and durations in few letters', () => {
  expect([34, 860_000, 1_900_000, 12_400_000].map(formatShort)).toEqual(['34', '860 k', '1.9 M', '12 M'])
  expect([5.44, 0, -5.1].map(formatPercent)).toEqual(['+5.4%', '0.0%', '−5.1%'])
  expect([212, 6_200, 200_000].map(formatElapsed)).toEqual(['212 ms', '6.2 s', '3 min 20 s'])
})

test('says times relatively up to 48 hours, then the date', () => {
  const now = Date.parse('2026-11-20T12:00:00Z')
  expect(formatAgo('2026-11-20T11:47:00Z', 'en', now)).toBe('13 min ago')
  expect(formatAgo('2026-11-20T03:00:00Z', 'zh', now)).toBe('9小时前')
  expect(formatAgo('2026-11-01T12:00:00Z', 'en', now)).toBe('2026-11-01')
})

test('fits letters to names, whole words first', () => {
  expect(fuzzyScore('xyz', 'orders')).toBeUndefined()
  expect(fuzzyFilter('oi', ['foil', 'order_items', 'users'], (name) => name)).toEqual(['foil', 'order_items'])
  expect(fuzzyFilter('ord', ['records', 'orders'], (name) => name)[0]).toBe('orders')
})

test('a sparkline of noise stays flat', () => {
  expect(sparkPath([1], 84, 20)).toBeUndefined()
  const heights =
    sparkPath([1_000_000, 1_000_100], 84, 20)
      ?.line.match(/ ([\d.]+)/g)
      ?.map(Number) ?? []
  expect(Math.abs((heights[0] ?? 0) - (heights[1] ?? 0))).toBeLessThan(1)
})
