// The question of each tab: how far it is, and what came of it.
import { useSyncExternalStore } from 'react'
import { ask, type Draft, type Mending } from './askStream'

export type Step = 'linking' | 'drafting' | 'checking' | 'repairing' | 'ready'

export type Asking = {
  state: 'asking' | 'done' | 'failed'
  prompt: string
  step: Step
  tables: number | undefined
  /** What was mended, in both languages. */
  repairs: readonly { problem: string; problemZh: string }[]
  startedAt: number
  endedAt: number | undefined
  draft: Draft | undefined
  error: unknown
  /** Still beside the editor's text, to be accepted or not. */
  pending: boolean
  /** The statement that it mends. */
  failed: Mending | undefined
}

const asks = new Map<string, Asking>()
const stops = new Map<string, AbortController>()
const listeners = new Set<() => void>()

function change(tab: string, part: Partial<Asking>): void {
  const asking = asks.get(tab)
  if (!asking) return
  asks.set(tab, { ...asking, ...part })
  for (const listener of listeners) listener()
}

export function useAsking(tab: string): Asking | undefined {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    () => asks.get(tab),
  )
}

type Wanted = {
  tab: string
  connection: string
  prompt: string
  hasText: boolean
  failed?: Mending | undefined
}

/** Asks; what an earlier question of the tab drafted is followed up on. Gives the draft, if one came. */
export async function startAsk({
  tab,
  connection,
  prompt,
  hasText,
  failed,
}: Wanted): Promise<Draft | undefined> {
  stops.get(tab)?.abort()
  const control = new AbortController()
  stops.set(tab, control)
  const before = asks.get(tab)
  const previous =
    before?.draft?.status === 'ok' ? { prompt: before.prompt, sql: before.draft.generatedSql } : undefined
  const start: Asking = {
    state: 'asking',
    prompt,
    step: 'linking',
    tables: undefined,
    repairs: [],
    startedAt: Date.now(),
    endedAt: undefined,
    draft: undefined,
    error: undefined,
    pending: false,
    failed,
  }
  asks.set(tab, start)
  change(tab, {})
  try {
    for await (const event of ask(
      { connection, prompt, previous: failed ? undefined : previous, failed },
      control.signal,
    )) {
      if (stops.get(tab) !== control) return undefined
      if (event.kind === 'linked') change(tab, { step: 'drafting', tables: event.tables })
      else if (event.kind === 'validating') change(tab, { step: 'checking' })
      else if (event.kind === 'repair')
        change(tab, { step: 'repairing', repairs: [...(asks.get(tab)?.repairs ?? []), event] })
      else if (event.kind === 'result') {
        const isSql = event.draft.status === 'ok'
        change(tab, {
          state: 'done',
          step: 'ready',
          draft: event.draft,
          endedAt: Date.now(),
          pending: isSql && hasText,
        })
        return event.draft
      }
    }
  } catch (error) {
    if (control.signal.aborted) forgetAsk(tab)
    else change(tab, { state: 'failed', error, endedAt: Date.now() })
  }
  return undefined
}

export function stopAsk(tab: string): void {
  stops.get(tab)?.abort()
}

/** The draft was accepted or turned down. */
export function settleDraft(tab: string): void {
  change(tab, { pending: false })
}

export function forgetAsk(tab: string): void {
  asks.delete(tab)
  for (const listener of listeners) listener()
}

/** The editor's text with the draft in it: in place of the statement that it mends, else in place of all. */
export function acceptedText(text: string, { failed, draft }: Asking): string {
  const sql = draft?.generatedSql ?? ''
  if (!failed || !text.startsWith(failed.sql, failed.offset)) return sql
  return text.slice(0, failed.offset) + sql + text.slice(failed.offset + failed.sql.length)
}
