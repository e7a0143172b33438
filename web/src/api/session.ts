// Who is signed in, and what they may. The only reader of the auth endpoints.
import { queryOptions, useQuery } from '@tanstack/react-query'
import { ApiError, isRecord } from './error'
import { forgetCsrfToken, send } from './transport'

export type Role = 'viewer' | 'analyst' | 'operator' | 'admin'
export type Permission = 'view' | 'query' | 'export' | 'create' | 'update' | 'delete' | 'admin'

export type User = { id: number | string; username: string; role: Role; mustChangePassword: boolean }

/** What each role may; the server decides, this only greys out what it would refuse. */
const MAY: Record<Role, readonly Permission[]> = {
  viewer: ['view'],
  analyst: ['view', 'query', 'export'],
  operator: ['view', 'query', 'export', 'create', 'update', 'delete'],
  admin: ['view', 'query', 'export', 'create', 'update', 'delete', 'admin'],
}

/** The smallest role that has the permission, to name in "the … role is needed". */
export function roleFor(permission: Permission): Role {
  if (permission === 'view') return 'viewer'
  if (permission === 'admin') return 'admin'
  return permission === 'query' || permission === 'export' ? 'analyst' : 'operator'
}

export function may(user: User | null | undefined, permission: Permission): boolean {
  return user ? MAY[user.role].includes(permission) : false
}

/** The signed-in user; `null` when nobody is. */
export const sessionQuery = queryOptions({
  queryKey: ['session'],
  staleTime: 300_000,
  retry: false,
  queryFn: async (): Promise<User | null> => {
    try {
      return userOf(await (await send({ method: 'GET', path: '/api/v1/auth/me', quiet: true })).json())
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
  const response = await send({
    method: 'POST',
    path: '/api/v1/auth/login',
    body: { username, password },
    quiet: true,
  })
  forgetCsrfToken()
  return userOf(await response.json())
}

export async function signOut(): Promise<void> {
  await send({ method: 'POST', path: '/api/v1/auth/logout', quiet: true })
  forgetCsrfToken()
}

export type PasswordChange = { old_password: string; new_password: string; confirm_password: string }

export async function changePassword(change: PasswordChange): Promise<void> {
  await send({ method: 'POST', path: '/api/v1/auth/change-password', body: change })
}

function userOf(body: unknown): User {
  const data = isRecord(body) && isRecord(body.data) ? body.data : {}
  const user = isRecord(data.user) ? data.user : data
  const { id, username, role } = user
  if (typeof username !== 'string' || (typeof id !== 'number' && typeof id !== 'string')) {
    throw new ApiError(502, { message: 'The server described no user' })
  }
  return { id, username, role: roleOf(role), mustChangePassword: user.must_change_password === true }
}

function roleOf(role: unknown): Role {
  return role === 'admin' || role === 'operator' || role === 'analyst' ? role : 'viewer'
}
