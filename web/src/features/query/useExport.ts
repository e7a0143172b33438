// Exports run the statement again on the server and stream it: to a file on disk where the browser can, else
// through its memory. Whether a limit cut the file off is asked afterwards: most formats can't say it.
import { useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api } from '../../api/client'
import { ApiError } from '../../api/error'
import { errorText } from '../../i18n/errorText'
import { useSession } from '../../api/session'
import { newId } from '../../lib/newId'
import { formatBytes, formatCount } from '../../lib/format'
import { saveStream } from '../../lib/saveStream'
import { toast, toastError } from '../../ui/toast'
import { endOf, MOST_OF_A_PAGE, type QueryEnd } from './queries'
import { useSettings } from './tabs'

const TYPES = {
  csv: 'text/csv',
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  json: 'application/vnd.weir.rows+json',
  ndjson: 'application/x-ndjson',
} as const
export type ExportFormat = keyof typeof TYPES
export const EXPORT_FORMATS = ['csv', 'xlsx', 'json', 'ndjson'] as const

/** What the server lets a holder of `export` take, unless it is set otherwise; others get what JSON gets. */
const MOST = 1_000_000
const LONGEST_SECONDS = 300

export type Exports = {
  state: string | undefined
  /** How many rows a file may have. */
  most: number
  start: (format: ExportFormat) => void
  stop: () => void
}

export function useExport(connection: string, sql: string): Exports {
  const { t } = useTranslation('query')
  const { t: tShared } = useTranslation('shared')
  const { may } = useSession()
  const { timeoutSeconds } = useSettings()
  const [state, setState] = useState<string>()
  const running = useRef<AbortController>(undefined)
  const most = may('export') ? MOST : MOST_OF_A_PAGE

  const tell = (bytes: number, end: QueryEnd | undefined) => {
    const size = formatBytes(bytes)
    const count = end?.rowCount ?? undefined
    if (count === undefined) toast(t('export.doneUnknown', { size }))
    else if (!end?.truncated)
      toast(t('export.done', { size, rows: t('result.rows', { count, shown: formatCount(count) }) }))
    else
      toastError(
        t(end.truncatedBy === 'bytes' ? 'export.cutBySize' : 'export.cut', { rows: formatCount(count) }),
      )
  }
  const start = (format: ExportFormat) => {
    const control = new AbortController()
    running.current = control
    const stamp = new Date().toISOString().slice(0, 19).replace(/[-:]/g, '').replace('T', '_')
    const id = newId()
    const open = () =>
      openExport({ connection, sql, format, limit: most, id, signal: control.signal }, timeoutSeconds)
    setState(t('export.starting'))
    void saveStream(`${connection}_${stamp}.${format}`, TYPES[format], open, (bytes) => {
      setState(t('export.progress', { size: formatBytes(bytes) }))
    })
      .then(async (bytes) => {
        if (bytes !== undefined) tell(bytes, await endOf(id).catch(() => undefined))
      })
      .catch(async (error: unknown) => {
        if (control.signal.aborted) toast(t('export.stopped'))
        else if (error instanceof ApiError) toastError(errorText(error, tShared))
        else {
          // The body broke off in the middle: why is told afterwards.
          const end = await endOf(id).catch(() => undefined)
          toastError(t('export.failed', { why: end?.error ? `${end.error}. ` : '' }))
        }
      })
      .finally(() => {
        setState(undefined)
      })
  }
  return { state, most, start, stop: () => running.current?.abort() }
}

type Wanted = {
  connection: string
  sql: string
  format: ExportFormat
  limit: number
  id: string
  signal: AbortSignal
}

/** A server that is set to give less says so, and is asked for that. */
async function openExport(wanted: Wanted, timeoutSeconds: number): Promise<Response> {
  const { connection, sql, format, limit, id, signal } = wanted
  try {
    return await api.postRaw('/api/v1/query/{name}', {
      path: { name: connection },
      headers: { accept: TYPES[format], 'x-query-id': id },
      body: { sql, limit, timeoutSeconds: Math.max(timeoutSeconds, LONGEST_SECONDS) },
      signal,
    })
  } catch (error) {
    const allowed = error instanceof ApiError ? mostOf(error) : undefined
    if (allowed === undefined || allowed >= limit) throw error
    return openExport({ ...wanted, limit: allowed }, timeoutSeconds)
  }
}

/** `limit: must be between 1 and 5000` → 5000 */
function mostOf(error: ApiError): number | undefined {
  if (error.params.field !== 'limit') return undefined
  const most = /between 1 and (\d+)/.exec(error.message)?.[1]
  return most === undefined ? undefined : Number(most)
}
