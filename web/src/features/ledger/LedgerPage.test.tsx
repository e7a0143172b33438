import {
  createMemoryHistory,
  createRootRoute,
  createRoute,
  createRouter,
  RouterProvider,
} from '@tanstack/react-router'
import { screen, waitFor } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { http, HttpResponse } from 'msw'
import { expect, test } from 'vitest'
import type { components } from '../../api/schema.gen'
import { readSearch } from '../../lib/ledgerView'
import { renderPage } from '../../test/render'
import { server } from '../../test/server'
import { LedgerPage } from './LedgerPage'

type Ledger = components['schemas']['LedgerResponse']

const shop: Ledger['items'][number] = {
  id: 7,
  database_name: 'shop',
  instance: { id: 3, name: 'pg-prod-01', host: '10.0.0.5', db_type: 'postgresql' },
  db_type: 'postgresql',
  capacity: { size_bytes: 1024, size_mb: 0, label: '1 KB', collected_at: '2026-01-01T00:00:00Z' },
  sync_status: { value: 'completed', label: 'Fresh', variant: 'success' },
  tags: [],
  growth: {},
}
const counts: Ledger['counts'] = {
  by_db_type: [{ db_type: 'postgresql', count: 1 }],
  by_sync_status: [{ value: 'failed', label: 'Failed', count: 4 }],
}

/** Opens the page at an address of its own; `asked` collects what the server was asked. */
function open(path: string, items: Ledger['items']) {
  const asked: URLSearchParams[] = []
  server.use(
    http.get('/api/v1/databases/ledgers', ({ request }) => {
      asked.push(new URL(request.url).searchParams)
      const data = { items, total: items.length, page: 1, pages: 1, limit: 20, counts }
      return HttpResponse.json({ data })
    }),
    http.get('/api/v1/dbs', () => HttpResponse.json({ databases: [] })),
    http.get('/api/v1/instances/options', () => HttpResponse.json({ data: { instances: [] } })),
    http.get('/api/v1/tags', () => HttpResponse.json({ data: { items: [], total: 0 } })),
  )
  const root = createRootRoute()
  const signedIn = createRoute({ getParentRoute: () => root, id: 'signed-in' })
  const ledger = createRoute({
    getParentRoute: () => signedIn,
    path: '/databases',
    validateSearch: readSearch,
    component: LedgerPage,
  })
  const database = createRoute({ getParentRoute: () => signedIn, path: '/databases/$id' })
  const router = createRouter({
    routeTree: root.addChildren([signedIn.addChildren([ledger, database])]),
    history: createMemoryHistory({ initialEntries: [path] }),
  })
  renderPage(<RouterProvider router={router} />)
  return { asked, address: () => router.state.location.href }
}

test('a filter goes into the URL, to the server, and back to the first page', async () => {
  const { asked, address } = open('/databases?page=3', [shop])
  await userEvent.click(await screen.findByRole('button', { name: /PostgreSQL/ }))
  await waitFor(() => {
    expect(address()).toBe('/databases?type=postgresql')
  })
  await userEvent.click(screen.getByRole('button', { name: '4 failed' }))
  await waitFor(() => {
    expect(address()).toBe('/databases?type=postgresql&status=failed')
  })
  await waitFor(() => {
    const last = asked.at(-1)
    expect([last?.get('db_type'), last?.get('sync_status'), last?.get('page')]).toEqual([
      'postgresql',
      'failed',
      '1',
    ])
  })
})

test('what is typed is searched for without pressing anything', async () => {
  const { asked, address } = open('/databases', [shop])
  await userEvent.type(await screen.findByRole('searchbox'), 'orders')
  await waitFor(() => {
    expect(address()).toBe('/databases?search=orders')
  })
  await waitFor(() => {
    expect(asked.at(-1)?.get('search')).toBe('orders')
  })
})

test('the export has all rows of what is shown, in both formats', async () => {
  open('/databases?search=shop&type=postgresql&page=2', [shop])
  await userEvent.click(await screen.findByRole('button', { name: 'Export' }))
  for (const format of ['csv', 'xlsx']) {
    const link = await screen.findByRole('menuitem', { name: format.toUpperCase() })
    const address = new URL(link.getAttribute('href') ?? '', 'http://weir.example')
    expect(address.pathname).toBe('/api/v1/databases/ledgers/exports')
    expect(Object.fromEntries(address.searchParams)).toEqual({
      search: 'shop',
      db_type: 'postgresql',
      format,
      lang: 'en',
    })
  }
})

test('where nothing matches the filters can be cleared', async () => {
  const { address } = open('/databases?search=nothing', [])
  expect(await screen.findByText('Nothing matches these filters.')).toBeInTheDocument()
  await userEvent.click(screen.getByRole('button', { name: 'Clear filters' }))
  await waitFor(() => {
    expect(address()).toBe('/databases')
  })
})

test('an empty ledger says what to do next', async () => {
  open('/databases', [])
  expect(await screen.findByText('The ledger is empty.')).toBeInTheDocument()
  expect(screen.getByText(/Add an instance and sync it/)).toBeInTheDocument()
})
