import { screen, waitFor } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { http, HttpResponse } from 'msw'
import { expect, test, vi } from 'vitest'
import { server } from '../../test/server'
import { renderPage } from '../../test/render'
import { SignInForm } from './SignInForm'
import { isOwnPath } from './ownPath'

const user = { id: 1, username: 'lin', role: 'analyst', is_active: true, has_password: true }
const me = { user, permissions: ['view', 'query'], must_change_password: true }
const login = (answer: () => Response) => [
  http.get('/api/v1/auth/me', () => HttpResponse.json({ data: me })),
  http.get('/api/v1/auth/csrf-token', () => HttpResponse.json({ data: { csrf_token: 't' } })),
  http.post('/api/v1/auth/login', answer),
]

async function tryToSignIn() {
  const onDone = vi.fn()
  renderPage(<SignInForm onDone={onDone} />)
  await userEvent.type(screen.getByLabelText('User name'), 'lin')
  await userEvent.type(screen.getByLabelText('Password'), 'secret')
  await userEvent.click(screen.getByRole('button', { name: 'Sign in' }))
  return onDone
}

test('hands over who signed in', async () => {
  server.use(...login(() => HttpResponse.json({ data: { user } })))
  const onDone = await tryToSignIn()
  await waitFor(() => {
    expect(onDone).toHaveBeenCalledWith({
      id: 1,
      username: 'lin',
      role: 'analyst',
      permissions: ['view', 'query'],
      mustChangePassword: true,
      hasPassword: true,
    })
  })
})

test('says that the password is wrong and keeps the name', async () => {
  server.use(...login(() => HttpResponse.json({ message_code: 'INVALID_CREDENTIALS' }, { status: 401 })))
  await tryToSignIn()
  expect(await screen.findByRole('alert')).toHaveTextContent('Wrong user name or password.')
  expect(screen.getByLabelText('User name')).toHaveValue('lin')
})

test('says when to try again after too many tries', async () => {
  server.use(...login(() => HttpResponse.json({}, { status: 429, headers: { 'retry-after': '42' } })))
  await tryToSignIn()
  expect(await screen.findByRole('alert')).toHaveTextContent('Try again in 42 s.')
})

test('asks for what is missing before it asks the server', async () => {
  renderPage(<SignInForm onDone={vi.fn()} />)
  await userEvent.click(screen.getByRole('button', { name: 'Sign in' }))
  expect(screen.getByText('Enter your user name.')).toBeInTheDocument()
  expect(screen.getByLabelText('User name')).toHaveFocus()
})

test.each([
  ['/databases?page=2', true],
  ['//evil.example', false],
  ['/\\evil.example', false],
  ['https://evil.example', false],
  [undefined, false],
])('after signing in goes to %s: %s', (then, own) => {
  expect(isOwnPath(then)).toBe(own)
})
