import { screen } from '@testing-library/react'
import { expect, test } from 'vitest'
import { renderPage } from '../../test/render'
import { Elsewhere } from './Elsewhere'

const way = { label: 'Example Ltd', path: '/api/v1/auth/oidc/start' }

test('leads to the provider and back to where one was going', () => {
  renderPage(<Elsewhere way={way} then="/databases?page=2" problem={undefined} />)
  expect(screen.getByRole('link', { name: 'Sign in with Example Ltd' })).toHaveAttribute(
    'href',
    '/api/v1/auth/oidc/start?return_to=%2Fdatabases%3Fpage%3D2',
  )
})

test('is not there without a provider', () => {
  renderPage(<Elsewhere way={null} then={undefined} problem={undefined} />)
  expect(screen.queryByRole('link')).toBeNull()
})

test.each([
  ['no_role', 'None of your groups may use this server.'],
  ['unreachable', 'The identity provider cannot be reached.'],
])('says what went wrong: %s', (problem, said) => {
  renderPage(<Elsewhere way={way} then={undefined} problem={problem} />)
  expect(screen.getByRole('alert')).toHaveTextContent(said)
})

test('says nothing that only the address says', () => {
  renderPage(<Elsewhere way={way} then={undefined} problem="call 555-0100 now" />)
  expect(screen.queryByRole('alert')).toBeNull()
})
