import { expect, test } from 'vitest'
import { rowsIn } from '../../../lib/cells'
import { fits, inTime, pieParts, proposeChart } from './propose'

test('proposes by types', () => {
  expect(proposeChart(['date', 'decimal', 'integer'], ['day', 'revenue', 'id'], rowsIn([]))).toEqual({
    kind: 'line',
    x: 0,
    y: [1],
  })
  expect(proposeChart(['text', 'integer'], ['city', 'orders'], rowsIn([]))).toEqual({
    kind: 'bar',
    x: 0,
    y: [1],
  })
  expect(proposeChart(['decimal', 'decimal'], ['price', 'weight'], rowsIn([]))).toEqual({
    kind: 'scatter',
    x: 0,
    y: [1],
  })
  expect(proposeChart(['text', 'json'], ['a', 'b'], rowsIn([]))).toBeUndefined()
})

test('sees months in texts and numbers without a declared type', () => {
  const rows = [
    ['2025-01', 12.5],
    ['2025-02', 13],
  ]
  expect(proposeChart(['text', 'other'], ['month', 'revenue'], rowsIn(rows))).toEqual({
    kind: 'line',
    x: 0,
    y: [1],
  })
})

test('puts small parts of a pie together', () => {
  const parts = pieParts(
    [9, 1, 8, 2, 7, 3, 6, 0].map((value) => ({ name: String(value), value })),
    'others',
  )
  expect(parts.map(({ name, value }) => [name, value])).toEqual([
    ['9', 9],
    ['8', 8],
    ['7', 7],
    ['6', 6],
    ['3', 3],
    ['others', 3],
  ])
})

test('forgets settings that no longer fit', () => {
  expect(fits({ kind: 'bar', x: 3, y: [1] }, 2)).toBe(false)
  expect(fits({ kind: 'bar', x: 0, y: [1] }, 2)).toBe(true)
})

test('time runs from left to right, whichever way the rows were sorted', () => {
  expect(inTime(['2025-03', '2025-01', '2025-02'], [[3, null, 2]])).toEqual({
    labels: ['2025-01', '2025-02', '2025-03'],
    series: [[null, 2, 3]],
  })
})
