import { expect, test } from 'vitest'
import { metadataIn } from './metadata'

function read(text: string) {
  const reader = metadataIn(text)
  let steps = 0
  for (;;) {
    const { done, value } = reader.next()
    if (done) return { value, steps }
    steps += 1
  }
}

test('reads the metadata table by table, whatever stands around them', () => {
  const table = (tableName: string) => ({ schemaName: 'a"]', tableName, columns: [{ name: '[{' }] })
  const whole = {
    name: 'shop',
    schemas: ['a"]', '订单'],
    tables: [table('t1'), table('t2'), table('t3')],
    lastRefreshed: '2026-11-20T10:00:00Z',
    more: { later: [1, null] },
  }
  for (const text of [JSON.stringify(whole), JSON.stringify(whole, null, 2)]) {
    const { value, steps } = read(text)
    expect(value).toEqual(whole)
    expect(steps).toBe(7)
  }
  expect(read('{"tables":[]}').value.tables).toEqual([])
})

test.each(['', '{', '{"tables":[{', '{"tables":[{}', '{"name":"x"'])(
  'refuses what was cut off: %s',
  (text) => {
    expect(() => read(text)).toThrow(SyntaxError)
  },
)
