// A tab as the part of an address behind the `#`.

export type LinkedSql = { title: string; sql: string }

/** `#q=…`: UTF-8 in base64 that is safe in addresses. */
export function encodeLink({ title, sql }: LinkedSql): string {
  const bytes = new TextEncoder().encode(JSON.stringify([title, sql]))
  let binary = ''
  for (const byte of bytes) binary += String.fromCharCode(byte)
  return `#q=${btoa(binary).replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '')}`
}

/** What a link holds; `undefined` when it holds nothing readable. */
export function decodeLink(hash: string): LinkedSql | undefined {
  const coded = /^#q=([\w-]+)$/.exec(hash)?.[1]
  if (coded === undefined) return undefined
  try {
    const binary = atob(coded.replaceAll('-', '+').replaceAll('_', '/'))
    const bytes = Uint8Array.from(binary, (letter) => letter.charCodeAt(0))
    const read: unknown = JSON.parse(new TextDecoder().decode(bytes))
    if (!Array.isArray(read)) return undefined
    const [title, sql]: unknown[] = read
    return typeof title === 'string' && typeof sql === 'string' ? { title, sql } : undefined
  } catch {
    return undefined
  }
}
