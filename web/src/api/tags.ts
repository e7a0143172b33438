// The tags: what the filters of the ledger and the form of an instance share.
import { queryOptions } from '@tanstack/react-query'
import { api } from './client'

export const tagsQuery = queryOptions({
  queryKey: ['tags'],
  staleTime: 60_000,
  queryFn: async ({ signal }) => (await api.get('/api/v1/tags', { signal })).data.items,
})
