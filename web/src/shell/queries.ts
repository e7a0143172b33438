// What the palette asks the server for while somebody types.
import { queryOptions } from '@tanstack/react-query'
import { api } from '../api/client'

const FOUND = 8
/** Connections whose tables are looked through: the last used one first. */
export const TABLES_OF = 24
export const LAST_QUERIES = 20

/** Databases whose name, instance or host holds the text, among all of the ledger. */
export const findDatabases = (search: string) =>
  queryOptions({
    queryKey: ['palette', 'databases', search],
    queryFn: async ({ signal }) =>
      (await api.get('/api/v1/databases/ledgers', { query: { search, limit: FOUND }, signal })).data.items,
  })

/** The tables of a connection as they were last read; no database is contacted for a search. */
export const cachedTables = (connection: string) =>
  queryOptions({
    queryKey: ['palette', 'tables', connection],
    staleTime: 300_000,
    queryFn: async ({ signal }) =>
      (
        await api.get('/api/v1/dbs/{name}/metadata/tables', {
          path: { name: connection },
          query: { cached: true },
          signal,
        })
      ).tables,
  })

/** The last queries on a connection: the first page of its history. */
export const lastQueries = (connection: string) =>
  queryOptions({
    queryKey: ['palette', 'history', connection],
    queryFn: async ({ signal }) =>
      (await api.get('/api/v1/dbs/{name}/history', { path: { name: connection }, signal })).entries.slice(
        0,
        LAST_QUERIES,
      ),
  })
