// The typed door to the server: paths, parameters, bodies and answers come from the OpenAPI document.
import type { paths } from './schema.gen'
import { send } from './transport'

type Method = 'get' | 'put' | 'post' | 'delete' | 'patch'
type Operation = { parameters: unknown; responses: unknown; requestBody?: unknown }

/** The paths that have the method. */
export type PathsOf<M extends Method> = {
  [P in keyof paths]: paths[P] extends Record<M, Operation> ? P : never
}[keyof paths]
type OperationOf<M extends Method, P extends PathsOf<M>> = paths[P] extends Record<M, infer O> ? O : never

type PathParams<O> = O extends { parameters: { path: infer T } } ? { path: T } : { path?: undefined }
type QueryParams<O> = O extends { parameters: { query?: infer T } } ? { query?: T } : { query?: undefined }
type Body<O> = O extends { requestBody: { content: { 'application/json': infer T } } }
  ? { body: T }
  : O extends { requestBody?: { content: { 'application/json': infer T } } }
    ? { body?: T }
    : { body?: undefined }
type Json<T> = T extends { content: { 'application/json': infer B } } ? B : undefined
type Answers<O> = O extends { responses: infer R } ? R : never

/** What an operation answers when it succeeds. */
export type Answer<M extends Method, P extends PathsOf<M>> = {
  [S in keyof Answers<OperationOf<M, P>> & (200 | 201 | 202 | 204)]: Json<Answers<OperationOf<M, P>>[S]>
}[keyof Answers<OperationOf<M, P>> & (200 | 201 | 202 | 204)]

type More = { signal?: AbortSignal; headers?: Record<string, string>; quiet?: boolean }
type Options<O> = PathParams<O> & QueryParams<O> & Body<O> & More
type Arguments<O> =
  PathParams<O> extends { path: object }
    ? [Options<O>]
    : Body<O> extends { body: object }
      ? [Options<O>]
      : [Options<O>?]
type Loose = More & { path?: unknown; query?: unknown; body?: unknown }

async function call(method: string, path: string, options: Loose = {}): Promise<Response> {
  const { path: params, query, ...rest } = options
  return send({ ...rest, method: method.toUpperCase(), path: fill(path, params) + search(query) })
}

async function json<T>(response: Response): Promise<T> {
  const text = await response.text()
  // The one place where the server's word is taken for the document's types.
  return JSON.parse(text === '' ? 'null' : text)
}

export const api = {
  get: async <P extends PathsOf<'get'>>(path: P, ...[options]: Arguments<OperationOf<'get', P>>) =>
    json<Answer<'get', P>>(await call('get', path, options)),
  put: async <P extends PathsOf<'put'>>(path: P, ...[options]: Arguments<OperationOf<'put', P>>) =>
    json<Answer<'put', P>>(await call('put', path, options)),
  post: async <P extends PathsOf<'post'>>(path: P, ...[options]: Arguments<OperationOf<'post', P>>) =>
    json<Answer<'post', P>>(await call('post', path, options)),
  patch: async <P extends PathsOf<'patch'>>(path: P, ...[options]: Arguments<OperationOf<'patch', P>>) =>
    json<Answer<'patch', P>>(await call('patch', path, options)),
  delete: async <P extends PathsOf<'delete'>>(path: P, ...[options]: Arguments<OperationOf<'delete', P>>) =>
    json<Answer<'delete', P>>(await call('delete', path, options)),
  /** The answer itself, for bodies that are read in pieces. */
  getRaw: <P extends PathsOf<'get'>>(path: P, ...[options]: Arguments<OperationOf<'get', P>>) =>
    call('get', path, options),
  /** The answer itself, for bodies that are read as they come or whose numbers must keep every digit. */
  postRaw: <P extends PathsOf<'post'>>(path: P, ...[options]: Arguments<OperationOf<'post', P>>) =>
    call('post', path, options),
}

/** Puts parameters into a path's braces. */
export function fill(path: string, params: unknown): string {
  const values = new Map(Object.entries(params ?? {}).map(([key, value]) => [key, String(value)]))
  return path.replace(/\{(\w+)\}/g, (_, key: string) => encodeURIComponent(values.get(key) ?? ''))
}

/** A query string; lists repeat their key, what is missing is left out. */
export function search(query: unknown): string {
  const params = new URLSearchParams()
  for (const [key, value] of Object.entries(query ?? {})) {
    const items: unknown[] = Array.isArray(value) ? value : [value]
    for (const item of items)
      if (item !== undefined && item !== null && item !== '') params.append(key, String(item))
  }
  const text = params.toString()
  return text === '' ? '' : `?${text}`
}
