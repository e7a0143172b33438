import { renderHook, waitFor } from '@testing-library/react'
import { http, HttpResponse } from 'msw'
import { expect, test } from 'vitest'
import { server } from '../../test/server'
import { startRun, stopRun, useRun } from './runs'

const LONG = { limit: 100_000, timeoutSeconds: 30 }
const HEAD = '{"head":{"sql":"SELECT 1","columns":[{"name":"n","dataType":"int8"}]}}\n{"n":1}\n'

/** A body that begins and then breaks off when it is told to. */
function brokenAnswer(broken: Promise<void>) {
  const body = new ReadableStream({
    start: async (control) => {
      control.enqueue(new TextEncoder().encode(HEAD))
      await broken
      control.error(new TypeError('network error'))
    },
  })
  return new HttpResponse(body, { headers: { 'content-type': 'application/x-ndjson' } })
}

test('a stop in the middle of a long answer says whether the statement is gone', async () => {
  let breakOff = () => {}
  const broken = new Promise<void>((done) => {
    breakOff = done
  })
  server.use(
    http.get('/api/v1/auth/csrf-token', () => HttpResponse.json({ data: { csrf_token: 't' } })),
    http.post('/api/v1/query/shop', () => brokenAnswer(broken)),
    http.delete('/api/v1/queries/:id', ({ params }) => {
      breakOff()
      return HttpResponse.json({ id: params.id, cancelled: true, confirmed: false })
    }),
  )
  const { result } = renderHook(() => useRun('a'))
  const running = startRun('a', 'shop', { sql: 'SELECT 1', offset: 0 }, LONG)
  await waitFor(() => {
    expect(result.current?.state).toBe('running')
  })
  await stopRun('a')
  await running
  expect(result.current).toMatchObject({
    state: 'failed',
    ended: 'unconfirmed',
    error: { code: 'cancelled' },
  })
})

/** How the query ended, if it is the one that was asked for. */
function endFor(isIt: boolean) {
  return isIt
    ? { outcome: 'failed', truncated: false, errorCode: 'query_failed', error: 'division by zero' }
    : null
}

test('why a long answer broke off is asked afterwards', async () => {
  let id = ''
  server.use(
    http.get('/api/v1/auth/csrf-token', () => HttpResponse.json({ data: { csrf_token: 't' } })),
    http.post('/api/v1/query/shop', ({ request }) => {
      id = request.headers.get('x-query-id') ?? ''
      return brokenAnswer(Promise.resolve())
    }),
    http.get('/api/v1/queries/:id', ({ params }) =>
      HttpResponse.json({ id, state: 'ended', end: endFor(params.id === id) }),
    ),
  )
  const { result } = renderHook(() => useRun('b'))
  await startRun('b', 'shop', { sql: 'SELECT 1', offset: 4 }, LONG)
  expect(result.current).toMatchObject({
    state: 'failed',
    offset: 4,
    error: { code: 'query_failed', message: 'division by zero' },
  })
})

test('an answer that broke off for no known reason is not shown as whole', async () => {
  server.use(
    http.get('/api/v1/auth/csrf-token', () => HttpResponse.json({ data: { csrf_token: 't' } })),
    http.post('/api/v1/query/shop', () => brokenAnswer(Promise.resolve())),
    http.get('/api/v1/queries/:id', () => HttpResponse.json({ state: 'running', end: null })),
  )
  const { result } = renderHook(() => useRun('c'))
  await startRun('c', 'shop', { sql: 'SELECT 1', offset: 0 }, LONG)
  expect(result.current).toMatchObject({ state: 'failed', error: { code: 'cut_off' } })
})
