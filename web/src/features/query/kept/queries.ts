// Saved queries and the history: their calls, with what each makes stale.
import { infiniteQueryOptions, queryOptions, useMutation, useQueryClient } from '@tanstack/react-query'
import { api } from '../../../api/client'
import type { components } from '../../../api/schema.gen'

export type SavedQuery = components['schemas']['SavedQueryResponse']
export type SavedQueryInput = components['schemas']['SavedQueryRequest']
export type HistoryEntry = components['schemas']['HistoryEntryResponse']

export const savedQueriesQuery = (connection: string | undefined, search: string, page: number) =>
  queryOptions({
    queryKey: ['saved', connection, search, page],
    queryFn: async ({ signal }) =>
      (
        await api.get('/api/v1/saved-queries', {
          query: { search, page, limit: 50, ...(connection === undefined ? {} : { db_name: connection }) },
          signal,
        })
      ).data,
  })

export const historyQuery = (connection: string, search: string) =>
  infiniteQueryOptions({
    queryKey: ['history', connection, search],
    staleTime: 0,
    initialPageParam: '',
    queryFn: ({ pageParam, signal }) =>
      api.get('/api/v1/dbs/{name}/history', {
        path: { name: connection },
        query: { ...(search === '' ? {} : { search }), ...(pageParam === '' ? {} : { before: pageParam }) },
        signal,
      }),
    getNextPageParam: (last) => last.next ?? undefined,
  })

type Saving = { id: number | undefined; input: SavedQueryInput }

export function useSaveQuery(onSaved: (query: SavedQuery) => void) {
  const client = useQueryClient()
  return useMutation({
    mutationFn: async ({ id, input }: Saving) =>
      id === undefined
        ? (await api.post('/api/v1/saved-queries', { body: input })).data
        : (await api.put('/api/v1/saved-queries/{id}', { path: { id }, body: input })).data,
    onSuccess: async (query) => {
      await client.invalidateQueries({ queryKey: ['saved'] })
      onSaved(query)
    },
  })
}

export function useDeleteQuery() {
  const client = useQueryClient()
  return useMutation({
    mutationFn: (id: number) => api.delete('/api/v1/saved-queries/{id}', { path: { id } }),
    onSuccess: () => client.invalidateQueries({ queryKey: ['saved'] }),
  })
}
