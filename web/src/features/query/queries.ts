// The workbench's calls: run, cancel, what became of a query.
import { api } from '../../api/client'
import type { components } from '../../api/schema.gen'
import { send } from '../../api/transport'
import { readResult } from './readResult'
import { readStream } from './readStream'
import type { Settings } from './tabs'
import type { Result } from './types'

/** More rows than this come as a stream, which is for those who may export. */
export const MOST_OF_A_PAGE = 10_000
/** As many as the grid takes at once. */
export const MOST_IN_THE_GRID = 100_000

type Wanted = Settings & {
  connection: string
  sql: string
  id: string
  question?: string | undefined
  /** How many rows have come, while a long answer comes. */
  onRows: (rows: number) => void
}

export async function runQuery({
  connection,
  sql,
  id,
  question,
  limit,
  timeoutSeconds,
  onRows,
}: Wanted): Promise<Result> {
  const isLong = limit > MOST_OF_A_PAGE
  const response = await api.postRaw('/api/v1/query/{name}', {
    path: { name: connection },
    query: isLong ? { head: '1' } : {},
    headers: { 'x-query-id': id, accept: isLong ? 'application/x-ndjson' : 'application/json' },
    body: { sql, limit, timeoutSeconds, ...(question ? { naturalQuery: question } : {}) },
  })
  return isLong ? readStream(response, { onRows }) : readResult(await response.text())
}

/** Ends a query: whether it was still running, and whether it is known to be gone. */
export async function cancelQuery(id: string): Promise<components['schemas']['CancelledQueryResponse']> {
  const response = await send({ method: 'DELETE', path: `/api/v1/queries/${id}` })
  // The server's word is taken for the document's types, as for every answer.
  return JSON.parse(await response.text())
}

export type QueryEnd = components['schemas']['QueryEndResponse']

/** How a query ended; it is written within a moment of the end. */
export async function endOf(id: string): Promise<QueryEnd | undefined> {
  for (const wait of [60, 250, 1_000]) {
    await new Promise((done) => setTimeout(done, wait))
    const { end } = await api.get('/api/v1/queries/{id}', { path: { id } })
    if (end) return end
  }
  return undefined
}
