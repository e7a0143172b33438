import { expect, test } from 'vitest'
import { cellJson, ExactNumber, JsonText } from './cells'
import { membersOf, rowsOf } from './exactJson'

test('keeps every digit of large integers and every form of small ones', () => {
  const [row] = rowsOf('[{"a":9223372036854775807,"b":42,"c":1.0,"d":-0.5,"e":1e400}]', [
    'a',
    'b',
    'c',
    'd',
    'e',
  ])
  expect(row).toEqual([
    new ExactNumber('9223372036854775807'),
    42,
    new ExactNumber('1.0'),
    -0.5,
    new ExactNumber('1e400'),
  ])
})

test('reads texts with everything that JSON can escape', () => {
  const texts = ['', 'a"b', 'back\\slash', '\\"', 'line\nbreak', '华东', '😀', '\u0000', '}],[{']
  const rows = texts.map((text) => ({ t: text }))
  expect(rowsOf(JSON.stringify(rows), ['t']).map(([cell]) => cell)).toEqual(texts)
})

test('keeps JSON as it came and knows null from text', () => {
  const [row] = rowsOf('[ {"j": {"x":[1,"}"]}, "n": null, "t":true , "f":false,"l":[] } ]', [
    'j',
    'n',
    't',
    'f',
    'l',
  ])
  expect(row).toEqual([new JsonText('{"x":[1,"}"]}'), null, true, false, new JsonText('[]')])
  expect(row?.map(cellJson)).toEqual(['{"x":[1,"}"]}', 'null', 'true', 'false', '[]'])
})

test('finds values by key when they come in another order', () => {
  expect(rowsOf('[{"b":2,"a":1},{"a":3}]', ['a', 'b'])).toEqual([
    [1, 2],
    [3, null],
  ])
})

test('gives the members of an answer without reading them', () => {
  const members = membersOf('{"sql":"SELECT 1","result":{"rows":[]},"executionTimeMs":3}')
  expect([...members]).toEqual([
    ['sql', '"SELECT 1"'],
    ['result', '{"rows":[]}'],
    ['executionTimeMs', '3'],
  ])
  expect(rowsOf('[]', ['a'])).toEqual([])
})

test.each(['', '{"a":', '{"a":"x', '[{"a":1', '{"a" 1}', '[1]'])('refuses what was cut off: %s', (text) => {
  expect(() => (text.startsWith('[') ? rowsOf(text, ['a']) : membersOf(text))).toThrow(SyntaxError)
})
