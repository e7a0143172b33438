// What a failed call is, whichever of the server's two dialects it came in.
// Query dialect: {"detail", "code", "params", …}. Ledger dialect: an envelope with "message_code" and "message".

/** A failed call. `status` 0 means that no answer came. */
export class ApiError extends Error {
  override readonly name = 'ApiError'
  readonly status: number
  /** A stable word: `query_failed`, `RESOURCE_NOT_FOUND`; `offline` when no answer came. */
  readonly code: string
  readonly params: Readonly<Record<string, string>>
  /** Where in the statement, as a count of characters from 1. */
  readonly position: number | undefined
  readonly rule: string | undefined
  readonly hint: string | undefined
  readonly sqlstate: string | undefined
  readonly errorId: string | undefined
  readonly suggestions: readonly string[]
  /** Seconds until another try makes sense. */
  readonly retryAfter: number | undefined

  constructor(status: number, body: Record<string, unknown>, retryAfter?: number) {
    super(text(body.detail) ?? text(body.message) ?? `HTTP ${String(status)}`)
    this.status = status
    this.code = text(body.code) ?? text(body.message_code) ?? `http_${String(status)}`
    this.params = strings(body.params)
    this.position = typeof body.position === 'number' ? body.position : undefined
    this.rule = text(body.rule)
    this.hint = text(body.hint)
    this.sqlstate = text(body.sqlstate)
    this.errorId = text(body.errorId) ?? text(body.error_id)
    this.suggestions = Array.isArray(body.suggestions)
      ? body.suggestions.filter((s) => typeof s === 'string')
      : []
    this.retryAfter = retryAfter
  }
}

/** The error that a failed answer holds; any body will do. */
export async function errorOf(response: Response): Promise<ApiError> {
  const body: unknown = await response.json().catch(() => undefined)
  const seconds = Number(response.headers.get('retry-after') ?? Number.NaN)
  return new ApiError(
    response.status,
    isRecord(body) ? body : {},
    Number.isFinite(seconds) ? seconds : undefined,
  )
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined
}

function strings(value: unknown): Record<string, string> {
  if (!isRecord(value)) return {}
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, String(item)]))
}
