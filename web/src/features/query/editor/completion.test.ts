import { expect, test } from 'vitest'
import { bestOf } from './completion'

const tables = ['orders', 'order_items', 'customer_orders', 'outer_radii', 'people'].map((label) => ({
  completion: { label },
  name: label,
}))
const best = (word: string) => bestOf(tables, word).map(({ label }) => label)

test('offers first what begins with the word, then what holds it, then what has its letters', () => {
  expect(best('ord')).toEqual(['orders', 'order_items', 'customer_orders', 'outer_radii'])
  expect(best('cusord')).toEqual(['customer_orders'])
  expect(best('ITEM')).toEqual(['order_items'])
  expect(best('zz')).toEqual([])
  expect(best('')).toHaveLength(5)
})

test('offers a handful of ten thousand', () => {
  const many = Array.from({ length: 10_000 }, (_, index) => {
    const name = `customer_orders_${String(index)}`
    return { completion: { label: name }, name }
  })
  expect(bestOf(many, 'orders_4711').map(({ label }) => label)).toContain('customer_orders_4711')
  expect(bestOf(many, 'customer')).toHaveLength(80)
})
