// The calls of the audit page.
import { keepPreviousData, queryOptions } from '@tanstack/react-query'
import { api } from '../../api/client'
import type { components } from '../../api/schema.gen'
import type { AuditView } from '../../lib/auditView'

export type Line = components['schemas']['AuditLineResponse']

/** The API takes moments; a day of the filter is a day in this browser's zone. */
function moments({ from, until }: AuditView) {
  const end = until === undefined ? undefined : new Date(`${until}T00:00:00`)
  end?.setDate(end.getDate() + 1)
  return {
    from: from === undefined ? undefined : new Date(`${from}T00:00:00`).toISOString(),
    until: end?.toISOString(),
  }
}

export function auditParams(view: AuditView) {
  return { action: view.action, actor: view.actor, outcome: view.outcome, ...moments(view) }
}

export const auditQuery = (view: AuditView) =>
  queryOptions({
    queryKey: ['audit', view],
    placeholderData: keepPreviousData,
    queryFn: async ({ signal }) => {
      const { from, until, ...rest } = auditParams(view)
      const query = {
        ...strip(rest),
        ...strip({ from, until }),
        page: view.page ?? 1,
        limit: 50,
      }
      return (await api.get('/api/v1/audit', { query, signal })).data
    },
  })

/** Without what is not set: the generated types tell absent and undefined apart. */
function strip<T extends Record<string, string | undefined>>(given: T): { [K in keyof T]?: string } {
  const kept: { [K in keyof T]?: string } = {}
  for (const key in given) {
    const value = given[key]
    if (value !== undefined) kept[key] = value
  }
  return kept
}
