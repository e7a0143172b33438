import { expect, test } from 'vitest'
import { ExactNumber, JsonText } from './cells'
import { copyAs, quoteName, type CopyFormat } from './copyFormats'
import { averageDecimals, groupDecimal, sumDecimals } from './decimal'

const columns = ['id', 'Name', 'note']
const rows = [
  [new ExactNumber('9007199254740993'), "O'Hara", null],
  [2, 'a|b\tc', ''],
  [3, new JsonText('{"x":1}'), true],
]
const as = (format: CopyFormat) =>
  copyAs(format, { columns, rows, dialect: 'postgresql', table: 'shop.people' })

test('copies for spreadsheets', () => {
  expect(as('tsv')).toBe(`9007199254740993\tO'Hara\t\n2\t"a|b\tc"\t\n3\t{"x":1}\ttrue`)
  expect(as('tsvHeads').split('\n')[0]).toBe('id\tName\tnote')
  expect(as('csv')).toBe(`id,Name,note\r\n9007199254740993,O'Hara,\r\n2,a|b\tc,""\r\n3,"{""x"":1}",true`)
})

test('copies for programs without losing a digit', () => {
  expect(as('json')).toBe(
    '[\n  { "id": 9007199254740993, "Name": "O\'Hara", "note": null },\n' +
      '  { "id": 2, "Name": "a|b\\tc", "note": "" },\n  { "id": 3, "Name": {"x":1}, "note": true }\n]',
  )
  expect(as('markdown').split('\n')[3]).toBe('| 2 | a\\|b\tc |  |')
})

test('copies as SQL, quoted for the dialect', () => {
  expect(as('insert')).toContain(
    `INSERT INTO shop.people (id, "Name", note) VALUES\n  (9007199254740993, 'O''Hara', NULL)`,
  )
  expect(copyAs('in', { columns: ['a'], rows: [[1], [1], [null], [2]], dialect: 'mysql', table: 't' })).toBe(
    'IN (1, 2)',
  )
  expect(quoteName('a`b', 'mysql')).toBe('`a``b`')
})

test('adds decimals exactly', () => {
  expect(sumDecimals(['0.1', '0.2'])).toBe('0.3')
  expect(sumDecimals(['31620.00', '5380.00', '64000.00', '6045.00'])).toBe('107045.00')
  expect(averageDecimals(['31620.00', '5380.00', '64000.00', '6045.00'])).toBe('26761.25')
  expect(sumDecimals(['9223372036854775807', '1'])).toBe('9223372036854775808')
  expect(averageDecimals(['-1', '-2'])).toBe('-1.50')
  expect(sumDecimals(['1e5'])).toBeUndefined()
  expect(['-18640.00', '999', '1234567', 'NaN', '-0.05'].map(groupDecimal)).toEqual([
    '-18,640.00',
    '999',
    '1,234,567',
    'NaN',
    '-0.05',
  ])
})
