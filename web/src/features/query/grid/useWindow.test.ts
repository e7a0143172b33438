import { expect, test } from 'vitest'
import { inSight, type Span } from './useWindow'
import { arranged } from './useGrid'

const spans: Span[] = [0, 1, 2, 3].map((index) => ({ index, left: 46 + index * 100, width: 100 }))
const seen = (from: number, to: number) => inSight(spans, from, to, 46).map(({ index }) => index)

test('draws the columns that overlap the window and no others', () => {
  expect(seen(0, 250)).toEqual([0, 1, 2])
  expect(seen(100, 200)).toEqual([1])
  expect(seen(99, 201)).toEqual([0, 1, 2])
  expect(seen(390, 2_000)).toEqual([3])
  expect(seen(400, 2_000)).toEqual([])
})

test('shows frozen columns first and hidden ones not', () => {
  expect(arranged(4, new Set(), new Set())).toEqual([0, 1, 2, 3])
  expect(arranged(4, new Set([0]), new Set([3, 2]))).toEqual([2, 3, 1])
})
