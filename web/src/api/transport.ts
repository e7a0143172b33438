// One request to the server: CSRF, language, the sign-in sheet, failures as ApiError.
// Nothing else in the console calls `fetch`.
import { ApiError, errorOf, isRecord } from './error'

type Wanted = {
  method: string
  path: string
  body?: unknown
  /** A body of text in place of JSON. */
  csv?: string
  headers?: Record<string, string>
  signal?: AbortSignal
  /** Asks who is there, and so must not open the sign-in sheet. */
  quiet?: boolean
}

let csrfToken: string | undefined
let signInAgain: (() => Promise<boolean>) | undefined

/** What to do when the session has ended: true when somebody signed in again. */
export function onSessionEnd(handler: typeof signInAgain): void {
  signInAgain = handler
}

/** After signing in or out, the token belongs to another session. */
export function forgetCsrfToken(): void {
  csrfToken = undefined
}

/** Sends a request and gives the successful answer. A session that ended is renewed once, a stale token too. */
export async function send(wanted: Wanted): Promise<Response> {
  let response = await attempt(wanted)
  if (response.status === 403 && !isSafe(wanted.method) && (await isStaleToken(response))) {
    forgetCsrfToken()
    response = await attempt(wanted)
  }
  if (response.status === 401 && !wanted.quiet && signInAgain && (await signInAgain())) {
    forgetCsrfToken()
    response = await attempt(wanted)
  }
  if (!response.ok) throw await errorOf(response)
  return response
}

async function attempt(wanted: Wanted): Promise<Response> {
  const headers = new Headers(wanted.headers)
  headers.set('accept-language', document.documentElement.lang || 'en')
  if (wanted.body !== undefined) headers.set('content-type', 'application/json')
  if (wanted.csv !== undefined) headers.set('content-type', 'text/csv')
  if (!isSafe(wanted.method)) {
    const token = csrfToken ?? (await fetchCsrfToken())
    if (token !== undefined) headers.set('x-csrftoken', token)
  }
  try {
    return await fetch(wanted.path, {
      method: wanted.method,
      headers,
      ...(wanted.body === undefined ? {} : { body: JSON.stringify(wanted.body) }),
      ...(wanted.csv === undefined ? {} : { body: wanted.csv }),
      ...(wanted.signal ? { signal: wanted.signal } : {}),
    })
  } catch (cause) {
    if (cause instanceof DOMException && cause.name === 'AbortError') throw cause
    throw new ApiError(0, { code: 'offline' })
  }
}

/** The token for this session, or none where the server has none to give (the call itself then says why). */
async function fetchCsrfToken(): Promise<string | undefined> {
  const response = await fetch('/api/v1/auth/csrf-token').catch(() => undefined)
  if (!response?.ok) return undefined
  const body: unknown = await response.json().catch(() => undefined)
  const data = isRecord(body) && isRecord(body.data) ? body.data : {}
  csrfToken = typeof data.csrf_token === 'string' ? data.csrf_token : undefined
  return csrfToken
}

async function isStaleToken(response: Response): Promise<boolean> {
  const error = await errorOf(response.clone())
  return /^csrf_/i.test(error.code)
}

function isSafe(method: string): boolean {
  return method === 'GET' || method === 'HEAD'
}
