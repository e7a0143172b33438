// The plan of each tab's statement, as the server reads it. Nothing of the statement runs.
import { useSyncExternalStore } from 'react'
import { api } from '../../../api/client'
import type { components } from '../../../api/schema.gen'

type Explained = components['schemas']['ExplainResponse']
export type PlanReading = components['schemas']['PlanResponse']
export type PlanStep = components['schemas']['PlanStepResponse']

export type Plan =
  | { state: 'asking'; sql: string }
  | { state: 'done'; sql: string; plan: PlanReading | undefined }
  | { state: 'failed'; sql: string; offset: number; error: unknown }

const plans = new Map<string, Plan>()
const stops = new Map<string, AbortController>()
const listeners = new Set<() => void>()

function put(tab: string, plan: Plan | undefined): void {
  if (plan) plans.set(tab, plan)
  else plans.delete(tab)
  for (const listener of listeners) listener()
}

export function usePlan(tab: string): Plan | undefined {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    () => plans.get(tab),
  )
}

/** Asks for the plan of a statement; `offset` is where it begins in the editor. */
export async function askPlan(
  tab: string,
  connection: string,
  { sql, offset }: { sql: string; offset: number },
): Promise<void> {
  stopPlan(tab)
  const control = new AbortController()
  stops.set(tab, control)
  put(tab, { state: 'asking', sql })
  try {
    const { plan } = await explain(connection, { sql, words: false }, control.signal)
    if (stops.get(tab) === control) put(tab, { state: 'done', sql, plan: plan ?? undefined })
  } catch (error) {
    if (stops.get(tab) === control) put(tab, { state: 'failed', sql, offset, error })
  }
}

/** Waits no longer for a plan. */
export function stopPlan(tab: string): void {
  const control = stops.get(tab)
  if (!control || plans.get(tab)?.state !== 'asking') return
  stops.delete(tab)
  control.abort()
  put(tab, undefined)
}

/** Forgets the plan of a closed tab. */
export function forgetPlan(tab: string): void {
  stops.get(tab)?.abort()
  stops.delete(tab)
  plans.delete(tab)
}

type Question = { sql: string; words: boolean; language?: string }

export function explain(connection: string, body: Question, signal?: AbortSignal): Promise<Explained> {
  const path = { name: connection }
  return api.post('/api/v1/query/{name}/explain', { path, body, ...(signal ? { signal } : {}) })
}
