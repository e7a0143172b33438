// The calls of the ledger page.
import { keepPreviousData, queryOptions } from '@tanstack/react-query'
import { api, search as searchText } from '../../api/client'
import type { components } from '../../api/schema.gen'
import { filterParams, LIMIT, type LedgerSearch } from '../../lib/ledgerView'

export type LedgerItem = components['schemas']['LedgerItem']

/** Where pages begin, as the server told when the page before was read: no page then costs more than the first. */
const places = new Map<string, string>()
const placeOf = (view: LedgerSearch, page: number) => JSON.stringify([filterParams(view), page])

/** One page of the ledger, with thirty daily sizes and the counts beside the filters. */
export const ledgerQuery = (view: LedgerSearch) =>
  queryOptions({
    queryKey: ['ledger', view],
    placeholderData: keepPreviousData,
    queryFn: async ({ signal }) => {
      const page = view.page ?? 1
      const after = places.get(placeOf(view, page))
      const query = {
        ...filterParams(view),
        ...(after === undefined ? { page } : { after }),
        limit: LIMIT,
        include: ['trend', 'counts'],
      }
      const { data } = await api.get('/api/v1/databases/ledgers', { query, signal })
      if (data.next) places.set(placeOf(view, page + 1), data.next)
      return { ...data, page }
    },
  })

export const instanceOptionsQuery = queryOptions({
  queryKey: ['instanceOptions'],
  staleTime: 60_000,
  queryFn: async ({ signal }) => (await api.get('/api/v1/instances/options', { signal })).data.instances,
})

/** Where a browser downloads this view, all rows of it. */
export function exportAddress(view: LedgerSearch, format: 'csv' | 'xlsx', lang: string): string {
  return `/api/v1/databases/ledgers/exports${searchText({ ...filterParams(view), format, lang })}`
}
