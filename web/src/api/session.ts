// Who is signed in, and what they may.
import { queryOptions, useQuery } from '@tanstack/react-query'
import { api } from './client'
import { ApiError } from './error'
import type { components } from './schema.gen'
import { forgetCsrfToken } from './transport'

export type Role = 'viewer' | 'analyst' | 'operator' | 'admin'
export type Permission = 'view' | 'query' | 'export' | 'create' | 'update' | 'delete' | 'admin'

export type User = {
  id: number
  username: string
  role: Role
  permissions: readonly string[]
  /** Somebody else chose the password: nothing goes before it is changed. */
  mustChangePassword: boolean
  /** Signs in with a name and a password, not at an identity provider. */
  hasPassword: boolean
}

type Me = components['schemas']['MeResponse']

/** The smallest role that has the permission, to name in "the … role is needed". */
export function roleFor(permission: Permission): Role {
  if (permission === 'view') return 'viewer'
  if (permission === 'admin') return 'admin'
  return permission === 'query' || permission === 'export' ? 'analyst' : 'operator'
}

/** Only greys out what the server would refuse; the server decides. */
export function may(user: User | null | undefined, permission: Permission): boolean {
  return user?.permissions.some((held) => held === permission || held === 'admin') ?? false
}

/** The signed-in user; `null` when nobody is. */
export const sessionQuery = queryOptions({
  queryKey: ['session'],
  staleTime: 300_000,
  retry: false,
  queryFn: async (): Promise<User | null> => {
    try {
      return userOf((await api.get('/api/v1/auth/me', { quiet: true })).data)
    } catch (error) {
      if (error instanceof ApiError && error.status === 401) return null
      throw error
    }
  },
})

export function useSession(): { user: User | null; may: (permission: Permission) => boolean } {
  const { data } = useQuery(sessionQuery)
  return { user: data ?? null, may: (permission) => may(data, permission) }
}

export async function signIn(username: string, password: string): Promise<User> {
  await api.post('/api/v1/auth/login', { body: { username, password }, quiet: true })
  forgetCsrfToken()
  return userOf((await api.get('/api/v1/auth/me', { quiet: true })).data)
}

export async function signOut(): Promise<void> {
  await api.post('/api/v1/auth/logout', { quiet: true })
  forgetCsrfToken()
}

/** Callers without an account exist where the operator lets anybody in. */
function userOf({ user, permissions, must_change_password: mustChangePassword }: Me): User {
  if (!user) {
    const nobody = { id: 0, username: 'anonymous', role: 'viewer' } as const
    return { ...nobody, permissions, mustChangePassword, hasPassword: false }
  }
  const { id, username, role, has_password: hasPassword } = user
  return { id, username, role: roleOf(role), permissions, mustChangePassword, hasPassword }
}

function roleOf(role: string): Role {
  return role === 'admin' || role === 'operator' || role === 'analyst' ? role : 'viewer'
}
