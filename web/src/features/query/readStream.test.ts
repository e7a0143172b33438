import { expect, test } from 'vitest'
import { ApiError } from '../../api/error'
import { readStream } from './readStream'

const HEAD =
  '{"head":{"sql":"SELECT 1 LIMIT 9","columns":[{"name":"n","dataType":"int8"},{"name":"t","dataType":"text"}]}}\n'
const SUMMARY = '{"summary":{"rowCount":3,"truncated":true,"truncatedBy":"rows","executionTimeMs":7}}\n'
const ROWS = '{"n":1,"t":"a\\nb"}\n{"n":2,"t":"订单"}\n{"n":3,"t":null}\n'

/** The bytes of a text in pieces of some length: in the middle of lines and of letters. */
function answer(text: string, length: number): Response {
  const bytes = new TextEncoder().encode(text)
  return new Response(
    new ReadableStream({
      start: (control) => {
        for (let at = 0; at < bytes.length; at += length) control.enqueue(bytes.slice(at, at + length))
        control.close()
      },
    }),
  )
}

test.each([1, 7, 64, 10_000])('reads an answer that comes in pieces of %i bytes', async (length) => {
  const seen: number[] = []
  const result = await readStream(answer(HEAD + ROWS + SUMMARY, length), {
    onRows: (rows) => seen.push(rows),
  })
  expect(result).toMatchObject({
    sql: 'SELECT 1 LIMIT 9',
    truncatedBy: 'rows',
    truncated: true,
    elapsedMs: 7,
  })
  expect(result.columns.map(({ dataType }) => dataType)).toEqual(['int8', 'text'])
  expect([0, 1, 2].map((row) => result.rows.cell(row, 1))).toEqual(['a\nb', '订单', null])
  expect(result.rows.length).toBe(3)
  expect(Math.max(...seen)).toBeLessThanOrEqual(3)
})

test('reads an answer without rows', async () => {
  const none = SUMMARY.replace('true,"truncatedBy":"rows"', 'false,"truncatedBy":null')
  const result = await readStream(answer(HEAD + none, 50), { onRows: () => undefined })
  expect([result.rows.length, result.truncated, result.truncatedBy]).toEqual([0, false, undefined])
})

test.each([
  ['without its end', HEAD + ROWS],
  ['in the middle of a row', HEAD + ROWS.slice(0, -9)],
  ['before its columns', HEAD.slice(0, 40)],
  ['without columns', ROWS + SUMMARY],
  ['empty', ''],
])('says that an answer was cut: %s', async (_, text) => {
  const reading = readStream(answer(text, 30), { onRows: () => undefined })
  await expect(reading).rejects.toThrow(ApiError)
  await expect(reading).rejects.toMatchObject({ code: 'cut_off' })
})

test('stops reading what is more than a page keeps, and says so', async () => {
  const result = await readStream(answer(HEAD + ROWS.repeat(100) + SUMMARY, 200), {
    onRows: () => undefined,
    most: 500,
  })
  expect(result).toMatchObject({ truncated: true, truncatedBy: 'memory' })
  expect(result.rows.length).toBeGreaterThan(10)
  expect(result.rows.length).toBeLessThan(100)
})
