// The registered connections: what the workbench, the palette and their own page share.
import { queryOptions } from '@tanstack/react-query'
import { api } from './client'
import type { components } from './schema.gen'

export type Connection = components['schemas']['ConnectionResponse']

export const connectionsQuery = queryOptions({
  queryKey: ['connections'],
  queryFn: async ({ signal }) => (await api.get('/api/v1/dbs', { signal })).databases,
})
