// The workbench's calls: run, cancel.
import { api } from '../../api/client'
import { send } from '../../api/transport'
import { readResult } from './readResult'
import type { Settings } from './tabs'
import type { Result } from './types'

type Wanted = Settings & { connection: string; sql: string; id: string; question?: string | undefined }

export async function runQuery({
  connection,
  sql,
  id,
  question,
  limit,
  timeoutSeconds,
}: Wanted): Promise<Result> {
  const response = await api.postRaw('/api/v1/query/{name}', {
    path: { name: connection },
    headers: { 'x-query-id': id, accept: 'application/json' },
    body: { sql, limit, timeoutSeconds, ...(question ? { naturalQuery: question } : {}) },
  })
  return readResult(await response.text())
}

export async function cancelQuery(id: string): Promise<void> {
  await send({ method: 'DELETE', path: `/api/v1/queries/${id}` })
}
