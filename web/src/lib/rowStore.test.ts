import { expect, test } from 'vitest'
import { cellJson, ExactNumber, JsonText, type Cell } from './cells'
import { RowStore } from './rowStore'

function storeOf(columns: number, ...texts: string[]): RowStore {
  const store = new RowStore(columns)
  for (const text of texts) store.append(text)
  return store
}

function all(store: RowStore, columns: number): Cell[][] {
  return Array.from({ length: store.length }, (_, row) =>
    Array.from({ length: columns }, (__, column) => store.cell(row, column)),
  )
}

test('keeps every digit of large integers and every form of small ones', () => {
  const store = storeOf(5, '{"a":9223372036854775807,"b":42,"c":1.0,"d":-0.5,"e":1e400}')
  expect(all(store, 5)).toEqual([
    [new ExactNumber('9223372036854775807'), 42, new ExactNumber('1.0'), -0.5, new ExactNumber('1e400')],
  ])
})

test('reads texts with everything that JSON can escape', () => {
  const texts = ['', 'a"b', 'back\\slash', '\\"', 'line\nbreak', '华东', '😀', '\u0000', '}],[{']
  const store = storeOf(1, texts.map((text) => JSON.stringify({ t: text })).join(','))
  expect(all(store, 1).map(([cell]) => cell)).toEqual(texts)
})

test('keeps JSON as it came and knows null from text', () => {
  const store = storeOf(5, ' {"j": {"x":[1,"}"]}, "n": null, "t":true , "f":false,"l":[] } ')
  const [row] = all(store, 5)
  expect(row).toEqual([new JsonText('{"x":[1,"}"]}'), null, true, false, new JsonText('[]')])
  expect(row?.map(cellJson)).toEqual(['{"x":[1,"}"]}', 'null', 'true', 'false', '[]'])
})

test('finds each row in whichever piece it came', () => {
  const line = (number: number) => `{"a":${String(number)},"b":"${'x'.repeat(number % 7)}"}\n`
  const store = new RowStore(2)
  const numbers = Array.from({ length: 5_000 }, (_, number) => number)
  for (let at = 0; at < numbers.length; at += 137)
    store.append(
      numbers
        .slice(at, at + 137)
        .map(line)
        .join(''),
    )
  store.append('')
  expect(store.length).toBe(5_000)
  expect(numbers.every((number) => store.cell(number, 0) === number)).toBe(true)
  expect(store.cell(4_999, 1)).toBe('x')
  expect([store.cell(5_000, 0), store.cell(-1, 0), store.cell(0, 2)]).toEqual([null, null, null])
})

test('reads rows without columns', () => {
  expect(storeOf(0, '{}\n{}\n').length).toBe(2)
})

test.each(['{"a":', '{"a":"x', '{"a":1', '{"a" 1}', '[1]', '{"a":1,"b":2}', '{}', 'x'])(
  'refuses what is no row of one column: %s',
  (text) => {
    expect(() => storeOf(1, text)).toThrow(SyntaxError)
  },
)
