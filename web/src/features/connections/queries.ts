// The calls of the connections page, with what each makes stale.
import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query'
import { api } from '../../api/client'
import { connectionsQuery } from '../../api/connections'
import { metadataQuery, tableNamesQuery } from '../../api/metadata'

export const safetyQuery = (name: string) =>
  queryOptions({
    queryKey: ['safety', name],
    queryFn: ({ signal }) => api.get('/api/v1/dbs/{name}/safety', { path: { name }, signal }),
  })

export type ConnectionInput = { name: string; url: string; sslDisabled: boolean }

export function useSaveConnection(onSaved: (name: string) => void) {
  const client = useQueryClient()
  return useMutation({
    mutationFn: ({ name, url, sslDisabled }: ConnectionInput) =>
      api.put('/api/v1/dbs/{name}', { path: { name }, body: { url, sslDisabled } }),
    onSuccess: async (_, { name }) => {
      client.removeQueries({ queryKey: metadataQuery(name).queryKey })
      client.removeQueries({ queryKey: tableNamesQuery(name).queryKey })
      client.removeQueries({ queryKey: safetyQuery(name).queryKey })
      await client.invalidateQueries({ queryKey: connectionsQuery.queryKey })
      onSaved(name)
    },
  })
}

/** Tries what would be saved; nothing is. */
export function useTestConnection() {
  return useMutation({
    mutationFn: ({ name, url, sslDisabled }: ConnectionInput) =>
      api.post('/api/v1/dbs/{name}/actions/test-connection', { path: { name }, body: { url, sslDisabled } }),
  })
}

export function useDeleteConnection(onDeleted: (name: string) => void) {
  const client = useQueryClient()
  return useMutation({
    mutationFn: (name: string) => api.delete('/api/v1/dbs/{name}', { path: { name } }),
    onSuccess: async (_, name) => {
      await client.invalidateQueries({ queryKey: connectionsQuery.queryKey })
      onDeleted(name)
    },
  })
}
