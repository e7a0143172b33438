// The registered connections and their metadata: what the workbench, the palette and their own page share.
import { queryOptions } from '@tanstack/react-query'
import { api } from './client'
import type { components } from './schema.gen'

export type Connection = components['schemas']['ConnectionResponse']
export type TableInfo = components['schemas']['TableResponse']
export type TableName = components['schemas']['TableNameResponse']
export type ColumnInfo = components['schemas']['ColumnResponse']
export type Metadata = components['schemas']['MetadataResponse']

export const connectionsQuery = queryOptions({
  queryKey: ['connections'],
  queryFn: async ({ signal }) => (await api.get('/api/v1/dbs', { signal })).databases,
})

/** The whole metadata: schemas, tables, columns, keys. */
export const metadataQuery = (name: string) =>
  queryOptions({
    queryKey: ['metadata', name],
    staleTime: 600_000,
    queryFn: ({ signal }) => api.get('/api/v1/dbs/{name}/metadata', { path: { name }, signal }),
  })
