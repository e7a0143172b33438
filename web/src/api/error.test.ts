import { expect, test } from 'vitest'
import { ApiError, errorOf } from './error'

const answer = (body: string, init: ResponseInit) => errorOf(new Response(body, init))

test('reads a failure of the query dialect', async () => {
  const body = JSON.stringify({
    detail: 'no such column',
    code: 'query_failed',
    params: { n: 1 },
    position: 8,
  })
  const error = await answer(body, { status: 400 })
  expect(error).toBeInstanceOf(ApiError)
  expect(error).toMatchObject({
    status: 400,
    code: 'query_failed',
    message: 'no such column',
    position: 8,
    params: { n: '1' },
  })
})

test('reads a failure of the ledger dialect', async () => {
  const body = JSON.stringify({
    message_code: 'RESOURCE_NOT_FOUND',
    message: '没有',
    error_id: 'e1',
    suggestions: ['a'],
  })
  const error = await answer(body, { status: 404 })
  expect(error).toMatchObject({
    code: 'RESOURCE_NOT_FOUND',
    message: '没有',
    errorId: 'e1',
    suggestions: ['a'],
  })
})

test.each(['', '<html>', '[]', 'null', '"x"'])('makes an error of any other body: %s', async (body) => {
  expect(await answer(body, { status: 502 })).toMatchObject({
    status: 502,
    code: 'http_502',
    message: 'HTTP 502',
  })
})

test('knows when to try again', async () => {
  expect(await answer('{}', { status: 429, headers: { 'retry-after': '30' } })).toMatchObject({
    retryAfter: 30,
  })
})
