// The address of a database, put together from fields and taken apart again. Users and passwords are percent-encoded.

export type UrlParts = {
  engine: 'postgresql' | 'mysql' | 'sqlite'
  host: string
  port: string
  database: string
  user: string
  password: string
}

export const PORTS = { postgresql: '5432', mysql: '3306', sqlite: '' } as const

export function joinUrl(parts: UrlParts): string {
  if (parts.engine === 'sqlite') return `sqlite://${parts.database}`
  const user = encodeURIComponent(parts.user)
  const login = parts.password === '' ? user : `${user}:${encodeURIComponent(parts.password)}`
  // An IPv6 address stands in brackets.
  const host = parts.host.includes(':') && !parts.host.startsWith('[') ? `[${parts.host}]` : parts.host
  const port = parts.port === '' ? '' : `:${parts.port}`
  return `${parts.engine}://${login === '' ? '' : `${login}@`}${host}${port}/${encodeURIComponent(parts.database)}`
}
