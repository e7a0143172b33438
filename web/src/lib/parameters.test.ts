import { expect, test } from 'vitest'
import { fillIn, isValid, parametersOf, placesOf, type Parameter } from './parameters'

const SQL =
  'SELECT * FROM orders WHERE placed_at >= {{since}} AND total > {{ least }} AND city = {{城市}} -- {{since}}'
const known: Parameter[] = [
  { name: 'since', kind: 'date', default_value: '2026-01-01' },
  { name: 'least', kind: 'number', default_value: '5' },
]

test('finds every place once, in any script', () => {
  expect(placesOf(SQL)).toEqual(['since', 'least', '城市'])
  expect(parametersOf(SQL, known)[2]).toEqual({ name: '城市', kind: 'text', default_value: '' })
})

test('writes values as literals of their kind and nothing else', () => {
  const values = new Map([
    ['since', ' 2026-11-01'],
    ['least', '10.5'],
    ['城市', "O'Hara'; DROP TABLE x; --"],
  ])
  expect(fillIn(SQL, parametersOf(SQL, known), values, 'postgresql')).toBe(
    "SELECT * FROM orders WHERE placed_at >= '2026-11-01' AND total > 10.5 AND city = 'O''Hara''; DROP TABLE x; --' -- '2026-11-01'",
  )
})

test('refuses numbers and days that are none', () => {
  expect(['1', '-2.5', '1e5', '1; DROP', ''].map((value) => isValid('number', value))).toEqual([
    true,
    true,
    false,
    false,
    false,
  ])
  expect(['2026-11-20', '2026-13-40', "2026-11-20'", ''].map((value) => isValid('date', value))).toEqual([
    true,
    false,
    false,
    false,
  ])
})
