// One's own password and sessions.
import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query'
import { api } from '../../api/client'
import { sessionQuery } from '../../api/session'
import { forgetCsrfToken } from '../../api/transport'

export const sessionsQuery = queryOptions({
  queryKey: ['sessions'],
  queryFn: async ({ signal }) => (await api.get('/api/v1/auth/sessions', { signal })).data.sessions,
})

export type PasswordChange = { old_password: string; new_password: string; confirm_password: string }

/** Every other session of the account ends; this browser gets a new one. */
export function useChangePassword(onChanged: () => void) {
  const client = useQueryClient()
  return useMutation({
    mutationFn: (body: PasswordChange) => api.post('/api/v1/auth/change-password', { body }),
    onSuccess: async () => {
      forgetCsrfToken()
      onChanged()
      await client.invalidateQueries({ queryKey: sessionsQuery.queryKey })
      await client.invalidateQueries({ queryKey: sessionQuery.queryKey })
    },
  })
}

export function useEndSession() {
  const client = useQueryClient()
  return useMutation({
    mutationFn: (id: string) => api.delete('/api/v1/auth/sessions/{id}', { path: { id } }),
    onSuccess: () => client.invalidateQueries({ queryKey: sessionsQuery.queryKey }),
  })
}

export function useEndAllSessions(onEnded: () => void) {
  return useMutation({ mutationFn: () => api.delete('/api/v1/auth/sessions'), onSuccess: onEnded })
}
