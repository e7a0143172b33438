import { screen } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { http, HttpResponse } from 'msw'
import { expect, test, vi } from 'vitest'
import { renderPage } from '../../test/render'
import { server } from '../../test/server'
import { ImportDialog } from './ImportDialog'
import type { ImportReport } from './queries'

const CSV = 'name,db_type,host\npg-01,postgresql,10.0.0.5\nora-01,oracle,10.0.0.6'

/** Answers like the server: the first line is good, the second is not. `got` collects what was sent. */
function answer(lines: (dryRun: boolean) => ImportReport['lines']) {
  const got: [string | null, string][] = []
  server.use(
    http.get('/api/v1/auth/csrf-token', () => HttpResponse.json({ data: { csrf_token: 't' } })),
    http.post('/api/v1/instances/imports', async ({ request }) => {
      const dryRun = new URL(request.url).searchParams.get('dry_run')
      got.push([dryRun, await request.text()])
      const made = lines(dryRun === 'true')
      const failed = made.filter(({ error }) => error != null).length
      const data = { dry_run: dryRun === 'true', created: made.length - failed, failed, lines: made }
      return HttpResponse.json({ data })
    }),
  )
  return got
}

async function paste() {
  renderPage(<ImportDialog opened onClose={vi.fn()} />)
  await userEvent.click(await screen.findByLabelText('or paste it here'))
  await userEvent.paste(CSV)
}

test('is tried first and imported after that, with a line a row', async () => {
  const got = answer((dryRun) => [
    { line: 2, name: 'pg-01', outcome: dryRun ? 'would_create' : 'created' },
    { line: 3, name: 'ora-01', outcome: 'failed', error: 'db_type is not known' },
  ])
  await paste()
  expect(screen.queryByRole('button', { name: /^Import/ })).not.toBeInTheDocument()
  await userEvent.click(screen.getByRole('button', { name: 'Try' }))
  expect(await screen.findByText('1 could be added, 1 not. Nothing was kept so far.')).toBeInTheDocument()
  expect(screen.getByText('db_type is not known')).toBeInTheDocument()
  await userEvent.click(screen.getByRole('button', { name: 'Import 1 instance' }))
  expect(await screen.findByText('1 added, 1 not.')).toBeInTheDocument()
  expect(got).toEqual([
    ['true', CSV],
    ['false', CSV],
  ])
})

test('another text has to be tried again', async () => {
  answer(() => [{ line: 2, name: 'pg-01', outcome: 'would_create' }])
  await paste()
  await userEvent.click(screen.getByRole('button', { name: 'Try' }))
  await screen.findByRole('button', { name: 'Import 1 instance' })
  await userEvent.type(screen.getByLabelText('or paste it here'), 'x')
  expect(screen.getByRole('button', { name: 'Try' })).toBeEnabled()
})

test('nothing can be imported when no line is good', async () => {
  answer(() => [{ line: 2, name: 'ora-01', outcome: 'failed', error: 'db_type is not known' }])
  await paste()
  await userEvent.click(screen.getByRole('button', { name: 'Try' }))
  expect(await screen.findByRole('button', { name: /^Import/ })).toBeDisabled()
})
