// Which registered connection leads to a database of the ledger: same engine, host, port and name.

const PORTS = { postgresql: '5432', mysql: '3306', sqlite: '' } as const

type Engine = keyof typeof PORTS
type Known = { name: string; dbType: Engine; url: string }
export type Place = {
  database_name: string
  instance: { db_type: Engine; host: string; port?: number | null }
}

/** The name of the connection, the first by name where there are several. */
export function connectionOf(connections: readonly Known[], place: Place): string | undefined {
  const wanted = addressOf(place)
  return connections.find((known) => known.dbType === place.instance.db_type && urlAddress(known) === wanted)
    ?.name
}

function addressOf({ database_name, instance: { db_type, host, port } }: Place): string {
  if (db_type === 'sqlite') return `${host.replace(/\/+$/, '')}/${database_name}`
  return `${host.toLowerCase()}:${String(port ?? PORTS[db_type])}/${database_name}`
}

/** A masked password is no trouble: it stands before the host. */
function urlAddress({ dbType, url }: Known): string {
  const rest = url.replace(/^[a-z]+:\/\//i, '').replace(/[?#].*$/, '')
  if (dbType === 'sqlite') return decoded(rest)
  const slash = rest.indexOf('/')
  const authority = slash < 0 ? rest : rest.slice(0, slash)
  const database = slash < 0 ? '' : decoded(rest.slice(slash + 1))
  const place = authority.slice(authority.lastIndexOf('@') + 1)
  // An IPv6 address stands in brackets, and has colons of its own.
  const { host = '', port } = /^(?<host>\[[^\]]*\]|[^:]*)(?::(?<port>\d+))?$/.exec(place)?.groups ?? {}
  return `${host.replace(/^\[|\]$/g, '').toLowerCase()}:${port ?? PORTS[dbType]}/${database}`
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}
