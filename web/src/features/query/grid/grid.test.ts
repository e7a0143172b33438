import { expect, test } from 'vitest'
import { ExactNumber, rowsIn } from '../../../lib/cells'
import { visibleBlanks } from './Cell'
import { boundsOf, move, type Selection } from './selection'
import { sortedOrder } from './sort'
import { kindOf } from './types'
import { places } from './widths'

test.each([
  ['int8', 'postgresql', 'integer'],
  ['bigint unsigned', 'mysql', 'integer'],
  ['INTEGER', 'sqlite', 'integer'],
  ['interval', 'postgresql', 'other'],
  ['numeric(10,2)', 'postgresql', 'decimal'],
  ['varchar(50)', 'mysql', 'text'],
  ['timestamp', 'mysql', 'instant'],
  ['timestamp', 'postgresql', 'timestamp'],
  ['timestamptz', 'postgresql', 'instant'],
  ['text[]', 'postgresql', 'array'],
  ['jsonb', 'postgresql', 'json'],
  ['longblob', 'mysql', 'bytes'],
  ['point', 'postgresql', 'other'],
  ['', 'sqlite', 'other'],
])('%s of %s is %s', (dataType, dialect, kind) => {
  expect(kindOf(dataType, dialect)).toBe(kind)
})

test('makes blanks at the ends and line breaks visible', () => {
  expect(visibleBlanks('  a b \nc ')).toBe('··a b ⏎c·')
})

test('sorts numbers by value, exactly, with NULL last in both directions', () => {
  const big = (text: string) => [new ExactNumber(text)]
  const rows = rowsIn([big('9007199254740993'), [null], big('9007199254740992'), [5], ['10.50']])
  expect([...sortedOrder(rows, { column: 0, descending: false }, 'integer')]).toEqual([3, 4, 2, 0, 1])
  expect([...sortedOrder(rows, { column: 0, descending: true }, 'integer')]).toEqual([0, 2, 4, 3, 1])
})

test('moves within the grid and extends with Shift', () => {
  const size = { rows: 100, columns: 3, page: 20 }
  const start: Selection = { from: { row: 0, column: 0 }, to: { row: 0, column: 0 } }
  expect(move(start, 'ArrowUp', false, false, size)?.to).toEqual({ row: 0, column: 0 })
  expect(move(start, 'ArrowDown', true, false, size)?.to).toEqual({ row: 99, column: 0 })
  const extended = move(start, 'PageDown', false, true, size)
  expect(extended && boundsOf(extended)).toEqual({ top: 0, bottom: 20, left: 0, right: 0 })
  expect(move(start, 'a', false, false, size)).toBeUndefined()
})

test('gives Chinese the room it needs', () => {
  expect(places('订单')).toBeGreaterThan(places('ab'))
})
