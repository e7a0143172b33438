// The queries under way and the last outcome of each tab. Leaving the page does not end a query; Stop does.
import { useSyncExternalStore } from 'react'
import { ApiError } from '../../api/error'
import { newId } from '../../lib/newId'
import { cancelQuery, runQuery } from './queries'
import type { Settings } from './tabs'
import type { Result } from './types'

/** Whether the statement is known to be gone from the server. */
export type Ended = 'gone' | 'unconfirmed' | 'finished'

export type Run =
  | { state: 'running'; id: string; sql: string; offset: number; startedAt: number; stopping: boolean }
  | { state: 'done'; sql: string; result: Result }
  | { state: 'failed'; sql: string; offset: number; error: unknown; ended?: Ended }

const runs = new Map<string, Run>()
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
  put(tab, { state: 'running', id, sql, offset, startedAt: Date.now(), stopping: false })
  const isMine = () => {
    const now = runs.get(tab)
    return now?.state === 'running' && now.id === id
  }
  try {
    const result = await runQuery({ connection, sql, id, question, ...settings })
    if (isMine()) put(tab, { state: 'done', sql, result })
  } catch (error) {
    if (isMine()) put(tab, { state: 'failed', sql, offset, error, ...endOf(error) })
  }
}

/** Ends the running query of a tab and learns whether it is gone. */
export async function stopRun(tab: string): Promise<void> {
  const run = runs.get(tab)
  if (run?.state !== 'running' || run.stopping) return
  put(tab, { ...run, stopping: true })
  const outcome = await cancelQuery(run.id).catch((error: unknown) => error)
  const now = runs.get(tab)
  if (now?.state !== 'running' || now.id !== run.id) return
  // The query's own answer tells the end, unless cancelling itself failed.
  if (outcome instanceof Error) put(tab, { ...now, stopping: false })
}

function endOf(error: unknown): { ended?: Ended } {
  if (!(error instanceof ApiError) || error.code !== 'cancelled') return {}
  return { ended: error.params.confirmed === 'false' ? 'unconfirmed' : 'gone' }
}

/** Forgets the outcome of a closed tab. */
export function forgetRun(tab: string): void {
  runs.delete(tab)
}
