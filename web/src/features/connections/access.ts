// The calls about who may see a connection.
import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query'
import { api } from '../../api/client'
import type { components } from '../../api/schema.gen'

export type Access = components['schemas']['AccessResponse']
export type Grant = components['schemas']['GrantBody']

export const accessQuery = (name: string) =>
  queryOptions({
    queryKey: ['access', name],
    queryFn: ({ signal }) => api.get('/api/v1/dbs/{name}/access', { path: { name }, signal }),
  })

export function useSaveAccess(name: string) {
  const client = useQueryClient()
  return useMutation({
    mutationFn: (body: components['schemas']['PutAccessRequest']) =>
      api.put('/api/v1/dbs/{name}/access', { path: { name }, body }),
    onSuccess: () => client.invalidateQueries({ queryKey: ['access', name] }),
  })
}
