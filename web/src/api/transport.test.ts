import { http, HttpResponse } from 'msw'
import { beforeEach, expect, test, vi } from 'vitest'
import { server } from '../test/server'
import { forgetCsrfToken, onSessionEnd, send } from './transport'

const csrf = (token: () => string) =>
  http.get('/api/v1/auth/csrf-token', () => HttpResponse.json({ data: { csrf_token: token() } }))

beforeEach(() => {
  forgetCsrfToken()
  onSessionEnd(undefined)
})

test('sends the token with what changes something, and asks for it once', async () => {
  let given = 0
  const seen: (string | null)[] = []
  server.use(
    csrf(() => `t${String(++given)}`),
    http.post('/x', ({ request }) => {
      seen.push(request.headers.get('x-csrftoken'))
      return HttpResponse.json({})
    }),
  )
  await send({ method: 'POST', path: '/x', body: {} })
  await send({ method: 'POST', path: '/x', body: {} })
  expect(seen).toEqual(['t1', 't1'])
})

test('gets a new token when the old one is stale, and tries once more', async () => {
  let given = 0
  server.use(
    csrf(() => `t${String(++given)}`),
    http.post('/x', ({ request }) =>
      request.headers.get('x-csrftoken') === 't2'
        ? HttpResponse.json({ done: true })
        : HttpResponse.json({ message_code: 'CSRF_INVALID' }, { status: 403 }),
    ),
  )
  const response = await send({ method: 'POST', path: '/x' })
  expect(await response.json()).toEqual({ done: true })
})

test('asks to sign in again and then repeats what was wanted', async () => {
  let signedIn = false
  const signIn = vi.fn(() => {
    signedIn = true
    return Promise.resolve(true)
  })
  onSessionEnd(signIn)
  server.use(
    http.get('/x', () => (signedIn ? HttpResponse.json('mine') : new HttpResponse(null, { status: 401 }))),
  )
  expect(await (await send({ method: 'GET', path: '/x' })).json()).toBe('mine')
  expect(signIn).toHaveBeenCalledOnce()
})

test('a quiet request never opens the sign-in sheet', async () => {
  const signIn = vi.fn(() => Promise.resolve(true))
  onSessionEnd(signIn)
  server.use(http.get('/x', () => new HttpResponse(null, { status: 401 })))
  await expect(send({ method: 'GET', path: '/x', quiet: true })).rejects.toMatchObject({ status: 401 })
  expect(signIn).not.toHaveBeenCalled()
})

test('says that no answer came', async () => {
  server.use(http.get('/x', () => HttpResponse.error()))
  await expect(send({ method: 'GET', path: '/x' })).rejects.toMatchObject({ status: 0, code: 'offline' })
})
