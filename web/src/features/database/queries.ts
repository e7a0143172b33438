// The calls of a database's page.
import { keepPreviousData, queryOptions, useMutation, useQueryClient } from '@tanstack/react-query'
import { api } from '../../api/client'
import type { components } from '../../api/schema.gen'

export type TableSize = components['schemas']['TableSizeResponse']
export type Capacity = components['schemas']['CapacityResponseFull']

/** How many tables the page shows at once. */
export const TABLES = 200

export const databaseQuery = (id: number) =>
  queryOptions({
    queryKey: ['database', id],
    queryFn: async ({ signal }) =>
      (await api.get('/api/v1/databases/{database_id}', { path: { database_id: id }, signal })).data,
  })

/** The server that it is on: its address, its tags. */
export const instanceOfQuery = (id: number) =>
  queryOptions({
    queryKey: ['instance', id],
    queryFn: async ({ signal }) =>
      (await api.get('/api/v1/instances/{instance_id}', { path: { instance_id: id }, signal })).data,
  })

/** History, trend, forecast, and the tables that grew most. */
export const capacityQuery = (id: number) =>
  queryOptions({
    queryKey: ['capacity', id],
    queryFn: async ({ signal }) =>
      (await api.get('/api/v1/capacity/databases/{database_id}', { path: { database_id: id }, signal })).data,
  })

/** The latest snapshot of table sizes, largest first. */
export const tableSizesQuery = (id: number, name: string, page: number) =>
  queryOptions({
    queryKey: ['tableSizes', id, name, page],
    placeholderData: keepPreviousData,
    queryFn: async ({ signal }) => {
      const query = { table_name: name, page, limit: TABLES }
      const path = { database_id: id }
      return (await api.get('/api/v1/databases/{database_id}/tables/sizes', { path, query, signal })).data
    },
  })

/** Reads the tables of the database now. */
export function useRefresh(id: number) {
  const client = useQueryClient()
  return useMutation({
    mutationFn: () =>
      api.post('/api/v1/databases/{database_id}/tables/sizes/actions/refresh', { path: { database_id: id } }),
    onSuccess: () =>
      Promise.all(
        ['tableSizes', 'capacity', 'database'].map((key) =>
          client.invalidateQueries({ queryKey: [key, id] }),
        ),
      ),
  })
}

/** Sets or removes the limit that the forecast is held against. */
export function useSetLimit(id: number, onSaved: () => void) {
  const client = useQueryClient()
  return useMutation({
    mutationFn: (limit: number | null) =>
      api.put('/api/v1/databases/{database_id}', { path: { database_id: id }, body: { limit_bytes: limit } }),
    onSuccess: async () => {
      await Promise.all(
        ['capacity', 'database'].map((key) => client.invalidateQueries({ queryKey: [key, id] })),
      )
      onSaved()
    },
  })
}
