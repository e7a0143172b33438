// The list of instances as it stands in the URL.
import { DB_TYPES, oneOf, positive, type DbType } from './ledgerView'

export const STATES = ['active', 'inactive', 'deleted'] as const
export const INSTANCE_SORTS = ['name', 'db_type', 'host', 'database_count', 'collected_at'] as const

export type InstancesView = {
  search?: string
  type?: DbType
  status?: (typeof STATES)[number]
  sort?: (typeof INSTANCE_SORTS)[number]
  order?: 'asc' | 'desc'
  page?: number
  /** The instance whose details are open. */
  open?: number
}

type Loose = { [K in keyof InstancesView]: InstancesView[K] | undefined }

/** Reads a URL's search; unknown fields and values are dropped. */
export function readInstances(given: Record<string, unknown>): InstancesView {
  const text =
    typeof given.search === 'string' || typeof given.search === 'number' ? String(given.search) : ''
  return compactInstances({
    search: text.trim() === '' ? undefined : text,
    type: oneOf(DB_TYPES, given.type),
    status: oneOf(STATES, given.status),
    sort: oneOf(INSTANCE_SORTS, given.sort),
    order: oneOf(['asc', 'desc'], given.order),
    page: positive(given.page),
    open: positive(given.open),
  })
}

/** A view without the fields that are not set. */
export function compactInstances(view: Loose): InstancesView {
  const kept: InstancesView = {}
  if (view.search) kept.search = view.search
  if (view.type) kept.type = view.type
  if (view.status) kept.status = view.status
  if (view.sort) kept.sort = view.sort
  if (view.order) kept.order = view.order
  if (view.page && view.page > 1) kept.page = view.page
  if (view.open) kept.open = view.open
  return kept
}

/** The parameters of the API for this view, without its page. */
export function instanceParams({ search, type, status, sort, order }: InstancesView) {
  return { search, db_type: type, status, sort, order }
}
