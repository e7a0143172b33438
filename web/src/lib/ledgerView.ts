// The ledger's view as it stands in the URL: filters, order, page. What is no value of a field is left out.

export const DB_TYPES = ['postgresql', 'mysql', 'sqlite'] as const
export const SYNC_STATES = ['completed', 'running', 'failed', 'pending'] as const
export const SORTS = ['instance', 'name', 'size', 'collected_at'] as const

export type DbType = (typeof DB_TYPES)[number]
export type SyncState = (typeof SYNC_STATES)[number]
export type SortKey = (typeof SORTS)[number]

export type LedgerSearch = {
  search?: string
  type?: DbType
  instance?: number
  tags?: string[]
  status?: SyncState
  sort?: SortKey
  order?: 'asc' | 'desc'
  page?: number
}

type Sort = { by: string; descending: boolean }

export const LIMIT = 20

export function oneOf<T extends string>(values: readonly T[], given: unknown): T | undefined {
  return values.find((value) => value === given)
}

export function positive(given: unknown): number | undefined {
  const number = Number(given)
  return Number.isSafeInteger(number) && number > 0 ? number : undefined
}

/** Reads a URL's search; unknown fields and values are dropped. */
export function readSearch(given: Record<string, unknown>): LedgerSearch {
  const text =
    typeof given.search === 'string' || typeof given.search === 'number' ? String(given.search) : ''
  const tags = Array.isArray(given.tags) ? given.tags.filter((tag) => typeof tag === 'string') : []
  const page = positive(given.page)
  return compact({
    search: text.trim() === '' ? undefined : text,
    type: oneOf(DB_TYPES, given.type),
    instance: positive(given.instance),
    tags: tags.length > 0 ? tags : undefined,
    status: oneOf(SYNC_STATES, given.status),
    sort: oneOf(SORTS, given.sort),
    order: oneOf(['asc', 'desc'], given.order),
    page: page === 1 ? undefined : page,
  })
}

type Loose = { [K in keyof LedgerSearch]: LedgerSearch[K] | undefined }

/** A search without the fields that are not set. */
export function compact(search: Loose): LedgerSearch {
  const kept: LedgerSearch = {}
  if (search.search) kept.search = search.search
  if (search.type) kept.type = search.type
  if (search.instance) kept.instance = search.instance
  if (search.tags && search.tags.length > 0) kept.tags = search.tags
  if (search.status) kept.status = search.status
  if (search.sort) kept.sort = search.sort
  if (search.order) kept.order = search.order
  if (search.page && search.page > 1) kept.page = search.page
  return kept
}

/** Another filter begins at the first page again. */
export function withFilter(search: LedgerSearch, filter: Loose): LedgerSearch {
  return compact({ ...search, ...filter, page: undefined })
}

/** How many filters are set. */
export function countFilters({ search, type, instance, tags, status }: LedgerSearch): number {
  return [search, type, instance, tags, status].filter((filter) => filter !== undefined).length
}

export function sortOf({ sort, order }: LedgerSearch): Sort {
  return { by: sort ?? 'instance', descending: order === 'desc' }
}

export function withSort(search: LedgerSearch, sort: Sort): LedgerSearch {
  const by = oneOf(SORTS, sort.by)
  return withFilter(search, { sort: by, order: sort.descending ? 'desc' : 'asc' })
}

/** The parameters of the API for this view, without its page. */
export function filterParams(search: LedgerSearch) {
  return {
    search: search.search,
    db_type: search.type,
    instance_id: search.instance,
    tags: search.tags,
    sync_status: search.status,
    sort: search.sort,
    order: search.order,
  }
}
