// The audit log's filters as they stand in the URL.
import { positive } from './ledgerView'

export type AuditView = {
  action?: string
  actor?: string
  outcome?: 'done' | 'refused' | 'failed'
  from?: string
  until?: string
  page?: number
}

type Loose = { [K in keyof AuditView]: AuditView[K] | undefined }

const DAY = /^\d{4}-\d{2}-\d{2}$/

function text(given: unknown): string | undefined {
  return typeof given === 'string' && given.trim() !== '' ? given.trim() : undefined
}

/** Reads a URL's search; unknown fields and values are dropped. */
export function readAudit(given: Record<string, unknown>): AuditView {
  const day = (value: unknown) => (typeof value === 'string' && DAY.test(value) ? value : undefined)
  const { outcome } = given
  return compactAudit({
    action: text(given.action),
    actor: text(given.actor),
    outcome: outcome === 'done' || outcome === 'refused' || outcome === 'failed' ? outcome : undefined,
    from: day(given.from),
    until: day(given.until),
    page: positive(given.page),
  })
}

export function compactAudit(view: Loose): AuditView {
  const kept: AuditView = {}
  if (view.action) kept.action = view.action
  if (view.actor) kept.actor = view.actor
  if (view.outcome) kept.outcome = view.outcome
  if (view.from) kept.from = view.from
  if (view.until) kept.until = view.until
  if (view.page && view.page > 1) kept.page = view.page
  return kept
}
