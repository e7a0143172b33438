// The call of the capacity page.
import { queryOptions } from '@tanstack/react-query'
import { api } from '../../api/client'
import type { components } from '../../api/schema.gen'

export type Overview = components['schemas']['CapacityOverviewResponse']
export type Growing = components['schemas']['GrowingDatabase']

export const overviewQuery = queryOptions({
  queryKey: ['overview'],
  queryFn: async ({ signal }) => (await api.get('/api/v1/capacity/overview', { signal })).data,
})
