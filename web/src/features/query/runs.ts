// The queries under way and the last outcome of each tab. Leaving the page does not end a query; Stop does.
import { useSyncExternalStore } from 'react'
import { ApiError } from '../../api/error'
import { newId } from '../../lib/newId'
import { cancelQuery, endOf, runQuery } from './queries'
import type { Settings } from './tabs'
import type { Result } from './types'

/** Whether the statement is known to be gone from the server. */
export type Ended = 'gone' | 'unconfirmed' | 'finished'

export type Run =
  | {
      state: 'running'
      id: string
      sql: string
      offset: number
      startedAt: number
      stopping: boolean
      /** Rows that have come so far, of a long answer. */
      rows: number
    }
  | { state: 'done'; sql: string; result: Result }
  | { state: 'failed'; sql: string; offset: number; error: unknown; ended?: Ended }

const runs = new Map<string, Run>()
const stops = new Map<string, Promise<Ended | undefined>>()
const listeners = new Set<() => void>()

function put(tab: string, run: Run): void {
  runs.set(tab, run)
  for (const listener of listeners) listener()
}

export function useRun(tab: string): Run | undefined {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    () => runs.get(tab),
  )
}

type Statement = { sql: string; offset: number; question?: string | undefined }

/** Runs a statement for a tab; `offset` is where it begins in the editor, to mark errors there. */
export async function startRun(
  tab: string,
  connection: string,
  statement: Statement,
  settings: Settings,
): Promise<void> {
  if (runs.get(tab)?.state === 'running') return
  const id = newId()
  const { sql, offset, question } = statement
  put(tab, { state: 'running', id, sql, offset, startedAt: Date.now(), stopping: false, rows: 0 })
  const mine = () => {
    const now = runs.get(tab)
    return now?.state === 'running' && now.id === id ? now : undefined
  }
  let told = 0
  const onRows = (rows: number) => {
    const now = mine()
    if (!now || Date.now() - told < 200) return
    told = Date.now()
    put(tab, { ...now, rows })
  }
  try {
    const result = await runQuery({ connection, sql, id, question, onRows, ...settings })
    if (mine()) put(tab, { state: 'done', sql, result })
  } catch (error) {
    const why = await reasonOf(error, id, settings.timeoutSeconds)
    if (mine()) put(tab, { state: 'failed', sql, offset, ...why })
  } finally {
    stops.delete(id)
  }
}

/** Ends the running query of a tab and learns whether it is gone. */
export async function stopRun(tab: string): Promise<void> {
  const run = runs.get(tab)
  if (run?.state !== 'running' || run.stopping) return
  put(tab, { ...run, stopping: true })
  const stop = cancelQuery(run.id).then(
    ({ cancelled, confirmed }): Ended => (cancelled ? (confirmed ? 'gone' : 'unconfirmed') : 'finished'),
    () => undefined,
  )
  stops.set(run.id, stop)
  const ended = await stop
  const now = runs.get(tab)
  if (now?.state !== 'running' || now.id !== run.id) return
  // The query's own answer tells the end, unless cancelling itself failed.
  if (ended === undefined) put(tab, { ...now, stopping: false })
}

/** Why there is no result: an answer that broke off in the middle says it only afterwards. */
async function reasonOf(
  error: unknown,
  id: string,
  limitSeconds: number,
): Promise<{ error: unknown; ended?: Ended }> {
  if (error instanceof ApiError && error.status > 0) {
    if (error.code !== 'cancelled') return { error }
    return { error, ended: error.params.confirmed === 'false' ? 'unconfirmed' : 'gone' }
  }
  const ended = await stops.get(id)
  if (ended !== undefined) return { error: new ApiError(409, { code: 'cancelled' }), ended }
  const end = await endOf(id).catch(() => undefined)
  const code = end?.errorCode
  if (!code) return { error: error instanceof ApiError ? error : new ApiError(0, { code: 'cut_off' }) }
  const params = { limitSeconds, confirmed: !/not confirmed/.test(end.error ?? ''), why: end.error ?? '' }
  return { error: new ApiError(200, { code, detail: end.error ?? '', params }) }
}

/** Forgets the outcome of a closed tab. */
export function forgetRun(tab: string): void {
  runs.delete(tab)
}
