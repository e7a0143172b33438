// The calls of the pages about people and programs.
import { keepPreviousData, queryOptions, useMutation, useQueryClient } from '@tanstack/react-query'
import { api } from '../../api/client'
import type { components } from '../../api/schema.gen'

export type Person = components['schemas']['UserResponse']
export type Token = components['schemas']['TokenResponse']
export type NewToken = components['schemas']['CreateTokenRequest']

export const ROLES = ['viewer', 'analyst', 'operator', 'admin'] as const
export const PERMISSIONS = ['view', 'query', 'export', 'create', 'update', 'delete', 'admin'] as const

/** As many as a team has; the server pages beyond. */
const LIMIT = 200

export const usersQuery = queryOptions({
  queryKey: ['users'],
  queryFn: async ({ signal }) => (await api.get('/api/v1/users', { query: { limit: LIMIT }, signal })).data,
})

export const tokensQuery = (all: boolean) =>
  queryOptions({
    queryKey: ['tokens', all],
    placeholderData: keepPreviousData,
    queryFn: async ({ signal }) => {
      const query = { limit: LIMIT, ...(all ? { all } : {}) }
      return (await api.get('/api/v1/tokens', { query, signal })).data
    },
  })

function useStale(key: string) {
  const client = useQueryClient()
  return () => client.invalidateQueries({ queryKey: [key] })
}

/** Makes an account; the password that comes back is shown once. */
export function useAddUser() {
  const stale = useStale('users')
  return useMutation({
    mutationFn: async (body: { username: string; role: string }) =>
      (await api.post('/api/v1/users', { body })).data,
    onSuccess: stale,
  })
}

export function useChangeUser() {
  const stale = useStale('users')
  return useMutation({
    mutationFn: ({ id, ...body }: { id: number; role?: string; is_active?: boolean }) =>
      api.put('/api/v1/users/{id}', { path: { id }, body }),
    onSuccess: stale,
  })
}

/** A new password, shown once; it ends every session of the account. */
export function useResetPassword() {
  const stale = useStale('users')
  return useMutation({
    mutationFn: async (id: number) =>
      (await api.post('/api/v1/users/{id}/actions/reset-password', { path: { id }, body: {} })).data,
    onSuccess: stale,
  })
}

export function useEndSessions() {
  return useMutation({
    mutationFn: (id: number) => api.delete('/api/v1/users/{id}/sessions', { path: { id } }),
  })
}

export function useAddToken() {
  const stale = useStale('tokens')
  return useMutation({
    mutationFn: async (body: NewToken) => (await api.post('/api/v1/tokens', { body })).data,
    onSuccess: stale,
  })
}

export function useRevokeToken() {
  const stale = useStale('tokens')
  return useMutation({
    mutationFn: (id: number) => api.delete('/api/v1/tokens/{id}', { path: { id } }),
    onSuccess: stale,
  })
}
