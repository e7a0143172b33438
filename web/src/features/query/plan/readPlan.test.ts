import { expect, test } from 'vitest'
import { JsonText, type Cell } from '../../../lib/cells'
import type { Result } from '../types'
import { costliest, explainSql, readPlan } from './readPlan'

const result = (names: string[], rows: Cell[][]): Result => ({
  sql: '',
  columns: names.map((name) => ({ name, dataType: 'text' })),
  rows,
  truncated: false,
  truncatedBy: undefined,
  elapsedMs: 1,
  at: new Date(0),
})

test('reads a plan of PostgreSQL and finds the costly step', () => {
  const plan = {
    'Node Type': 'Hash Join',
    'Total Cost': 120,
    'Plan Rows': 10,
    'Hash Cond': '(o.customer_id = c.id)',
    Plans: [
      { 'Node Type': 'Seq Scan', 'Relation Name': 'orders', 'Total Cost': 100, 'Plan Rows': 19000 },
      { 'Node Type': 'Hash', 'Total Cost': 5, 'Plan Rows': 4 },
    ],
  }
  const read = readPlan(
    result(['QUERY PLAN'], [[new JsonText(JSON.stringify([{ Plan: plan }]))]]),
    'postgresql',
  )
  expect(read).toMatchObject({ title: 'Hash Join', own: 15, detail: '(o.customer_id = c.id)' })
  expect(read && costliest(read)).toMatchObject({ title: 'Seq Scan', detail: 'orders', rows: 19000 })
})

test('reads a plan of MySQL', () => {
  const plan = {
    query_block: {
      select_id: 1,
      cost_info: { query_cost: '52.10' },
      ordering_operation: {
        nested_loop: [
          {
            table: {
              table_name: 'o',
              access_type: 'ALL',
              rows_examined_per_scan: 500,
              cost_info: { prefix_cost: '50.10' },
            },
          },
          {
            table: {
              table_name: 'c',
              access_type: 'eq_ref',
              key: 'PRIMARY',
              cost_info: { prefix_cost: '52.10' },
            },
          },
        ],
      },
    },
  }
  const read = readPlan(result(['EXPLAIN'], [[JSON.stringify(plan)]]), 'mysql')
  expect(read?.title).toBe('ordering operation')
  expect(read?.children.map((node) => [node.title, node.detail, node.rows])).toEqual([
    ['o', 'ALL', 500],
    ['c', 'eq_ref · PRIMARY', undefined],
  ])
})

test('reads a plan of SQLite and marks the scan of a whole table', () => {
  const rows = [
    [2, 0, 0, 'SCAN o'],
    [5, 0, 0, 'SEARCH c USING INTEGER PRIMARY KEY (rowid=?)'],
  ]
  const read = readPlan(result(['id', 'parent', 'notused', 'detail'], rows), 'sqlite')
  expect(read?.children.map((node) => node.title)).toEqual(['SCAN o', 'SEARCH c'])
  expect(read && costliest(read)).toMatchObject({ title: 'SCAN o' })
})

test.each(['not json', '5', '[]', 'null'])('finds no tree in %s', (text) => {
  expect(readPlan(result(['x'], [[text]]), 'postgresql')).toBeUndefined()
})

test('asks for the plan and never for the statement itself', () => {
  expect(explainSql('SELECT 1; ', 'postgresql')).toBe('EXPLAIN (FORMAT JSON) SELECT 1')
  expect(explainSql('SELECT 1', 'sqlite')).toBe('EXPLAIN QUERY PLAN SELECT 1')
})
