// The tables of a connection. Names come first, in one short answer; columns and keys follow. A large answer is read
// in pieces between which the page can draw and take keys.
import { queryOptions } from '@tanstack/react-query'
import { skipSpace, skipValue, stringOf } from '../lib/exactJson'
import { api } from './client'
import type { components } from './schema.gen'

export type TableInfo = components['schemas']['TableResponse']
export type TableName = components['schemas']['TableNameResponse']
export type ColumnInfo = components['schemas']['ColumnResponse']
export type Metadata = components['schemas']['MetadataResponse']

/** How long one piece may take, in milliseconds: less than a key press may. */
const PIECE_MS = 8

/** Names and comments only. */
export const tableNamesQuery = (name: string) =>
  queryOptions({
    queryKey: ['table names', name],
    staleTime: 600_000,
    queryFn: ({ signal }) => api.get('/api/v1/dbs/{name}/metadata/tables', { path: { name }, signal }),
  })

/** The whole metadata: schemas, tables, columns, keys. */
export const metadataQuery = (name: string) =>
  queryOptions({
    queryKey: ['metadata', name],
    staleTime: 600_000,
    // Equal parts of two readings are not looked for: with 10,000 tables that would be felt.
    structuralSharing: false,
    queryFn: async ({ signal }) =>
      readMetadata(await api.getRaw('/api/v1/dbs/{name}/metadata', { path: { name }, signal })),
  })

/** Has the database read anew. */
export async function refreshMetadata(name: string): Promise<Metadata> {
  return readMetadata(await api.postRaw('/api/v1/dbs/{name}/metadata/refresh', { path: { name } }))
}

async function readMetadata(response: Response): Promise<Metadata> {
  return inPieces(metadataIn(await response.text()))
}

/** Runs a reader to its end, giving way whenever a piece has taken its time. */
async function inPieces<T>(reader: Generator<undefined, T>): Promise<T> {
  for (;;) {
    const until = performance.now() + PIECE_MS
    do {
      const { done, value } = reader.next()
      if (done) return value
    } while (performance.now() < until)
    await new Promise((go) => setTimeout(go))
  }
}

/** Reads an answer table by table. The server's word is taken for the document's types, as for every answer. */
export function* metadataIn(text: string): Generator<undefined, Metadata> {
  const whole: Metadata = { name: '', schemas: [], tables: [], lastRefreshed: null }
  let at = skipSpace(text, skipSpace(text, 0) + 1)
  while (text[at] === '"') {
    const keyEnd = skipValue(text, at)
    const key = stringOf(text, at, keyEnd)
    const from = skipSpace(text, skipSpace(text, keyEnd) + 1)
    if (key === 'tables' && text[from] === '[') at = yield* tablesIn(text, from, whole.tables)
    else {
      at = skipValue(text, from)
      Object.assign(whole, { [key]: JSON.parse(text.slice(from, at)) })
      yield
    }
    at = skipSpace(text, at)
    if (text[at] === ',') at = skipSpace(text, at + 1)
  }
  if (text[at] !== '}') throw new SyntaxError('The metadata has no end')
  return whole
}

function* tablesIn(text: string, start: number, tables: TableInfo[]): Generator<undefined, number> {
  let at = skipSpace(text, start + 1)
  while (text[at] !== ']') {
    const end = skipValue(text, at)
    tables.push(JSON.parse(text.slice(at, end)))
    at = skipSpace(text, end)
    if (text[at] === ',') at = skipSpace(text, at + 1)
    yield
  }
  return at + 1
}
