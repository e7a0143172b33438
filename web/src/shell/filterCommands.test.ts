import { expect, test } from 'vitest'
import { filterCommands } from './filterCommands'

const commands = [
  { kind: 'page', name: '数据库', also: ['Databases', 'shu ju ku'] },
  { kind: 'page', name: '审计日志', also: ['Audit log', 'shen ji ri zhi'] },
  { kind: 'action', name: '主题', also: ['theme', 'zhu ti'] },
  { kind: 'connection', name: 'shop', also: [] },
  { kind: 'database', name: '会员', also: ['pg-orders'] },
  { kind: 'table', name: 'order_items', also: ['订单明细'] },
] as const
const names = (typed: string) => filterCommands(typed, commands).map(({ name }) => name)

test.each([
  ['sjk', '数据库'],
  ['shujuku', '数据库'],
  ['databa', '数据库'],
  ['数据', '数据库'],
  ['sjrz', '审计日志'],
  ['hy', '会员'],
  ['订单', 'order_items'],
  ['oi', 'order_items'],
])('%s leads to %s first', (typed, name) => {
  expect(names(typed)[0]).toBe(name)
})

test('> keeps to actions, @ to databases and connections', () => {
  expect(names('>')).toEqual(['主题'])
  expect(names('> zhuti')).toEqual(['主题'])
  expect(names('@')).toEqual(['shop', '会员'])
  expect(names('@sh')).toEqual(['shop'])
})

test('what fits nothing finds nothing', () => {
  expect(names('qqqq')).toEqual([])
})
