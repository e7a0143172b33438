// Exports run the statement again on the server and stream it: to a file on disk where the browser can, else
// through its memory.
import { useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api } from '../../api/client'
import { errorText } from '../../i18n/errorText'
import { useSession } from '../../api/session'
import { formatBytes } from '../../lib/format'
import { saveStream } from '../../lib/saveStream'
import { toast, toastError } from '../../ui/toast'
import { useSettings } from './tabs'

const TYPES = { csv: 'text/csv', ndjson: 'application/x-ndjson' } as const
/** What the server lets a holder of `export` take; others get what JSON gets. */
const MOST = 1_000_000
const FEW = 10_000

export type Exports = {
  state: string | undefined
  start: (format: keyof typeof TYPES) => void
  stop: () => void
}

export function useExport(connection: string, sql: string): Exports {
  const { t } = useTranslation('query')
  const { t: tShared } = useTranslation('shared')
  const { may } = useSession()
  const { timeoutSeconds } = useSettings()
  const [state, setState] = useState<string>()
  const running = useRef<AbortController>(undefined)
  const start = (format: keyof typeof TYPES) => {
    const control = new AbortController()
    running.current = control
    const stamp = new Date().toISOString().slice(0, 19).replace(/[-:]/g, '').replace('T', '_')
    const open = () =>
      api.postRaw('/api/v1/query/{name}', {
        path: { name: connection },
        headers: { accept: TYPES[format] },
        body: { sql, limit: may('export') ? MOST : FEW, timeoutSeconds: Math.max(timeoutSeconds, 300) },
        signal: control.signal,
      })
    setState(t('export.starting'))
    void saveStream(`${connection}_${stamp}.${format}`, TYPES[format], open, (bytes) => {
      setState(t('export.progress', { size: formatBytes(bytes) }))
    })
      .then((bytes) => {
        if (bytes !== undefined) toast(t('export.done', { size: formatBytes(bytes) }))
      })
      .catch((error: unknown) => {
        if (control.signal.aborted) toast(t('export.stopped'))
        else toastError(errorText(error, tShared))
      })
      .finally(() => {
        setState(undefined)
      })
  }
  return { state, start, stop: () => running.current?.abort() }
}
