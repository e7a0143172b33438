import { expect, test } from 'vitest'
import { tablesOf } from './sqlTables'

const read = (sql: string) => tablesOf(sql).map(({ schema, table, alias }) => [schema, table, alias])

test('finds tables and aliases', () => {
  expect(
    read('SELECT o.id FROM shop.orders AS o JOIN "Order Items" i ON i.order_id = o.id, `b` WHERE x'),
  ).toEqual([
    ['shop', 'orders', 'o'],
    [undefined, 'Order Items', 'i'],
  ])
  expect(read('select * from a, b bb, public.c left join d on true')).toEqual([
    [undefined, 'a', undefined],
    [undefined, 'b', 'bb'],
    ['public', 'c', undefined],
    [undefined, 'd', undefined],
  ])
})

test('reads half-written statements and looks into subqueries', () => {
  expect(read('SELECT  FROM 订单 o WHERE o.')).toEqual([[undefined, '订单', 'o']])
  expect(read('SELECT * FROM (SELECT 1 FROM inner_one) x JOIN ')).toEqual([
    [undefined, 'inner_one', undefined],
  ])
})

test('takes no words from comments and texts', () => {
  expect(read("SELECT 'from x' -- from y\n /* join z */ FROM t")).toEqual([[undefined, 't', undefined]])
})
