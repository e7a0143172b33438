// What went wrong, in the reader's language. The ledger dialect is already translated by the server; the
// query dialect gives a code and parameters, said here. A database's own words are never translated.
import type { TFunction } from 'i18next'

/** What an error of the API has; structural, so that texts stay below `api`. */
type Failed = {
  status: number
  code: string
  params: Readonly<Record<string, string>>
  errorId: string | undefined
  message: string
}

const PLAIN = {
  offline: 'offline',
  cut_off: 'cutOff',
  permission_required: 'permissionRequired',
  connection_not_found: 'connectionNotFound',
  table_not_found: 'tableNotFound',
  unreachable: 'unreachable',
  connection_lost: 'connectionLost',
  cancelled: 'cancelled',
  busy: 'busy',
  catalog_unavailable: 'catalogUnavailable',
  foreign_origin: 'foreignOrigin',
  body_too_large: 'bodyTooLarge',
  no_language_model: 'noLanguageModel',
  not_found: 'notFound',
} as const

function isPlain(code: string): code is keyof typeof PLAIN {
  return code in PLAIN
}

export function errorText(error: unknown, t: TFunction<'shared'>): string {
  if (!isFailed(error)) return error instanceof Error ? error.message : String(error)
  const params = named(error.params)
  if (error.status === 500 || error.code === 'internal') {
    return error.errorId ? t('error.own', { id: error.errorId }) : t('error.ownWithoutId')
  }
  if (error.code === 'timed_out') {
    return t(error.params.confirmed === 'false' ? 'error.timedOutUnconfirmed' : 'error.timedOut', params)
  }
  if (error.code === 'too_many') {
    return error.params.retryAfterSeconds ? t('error.tooMany', params) : t('error.tooManyPlain')
  }
  if (error.status === 401) return t('error.signedOut')
  return isPlain(error.code) ? t(`error.${PLAIN[error.code]}`, params) : error.message
}

function isFailed(error: unknown): error is Failed {
  return error instanceof Error && error.name === 'ApiError'
}

/** Every name that a text above may hold. */
function named(params: Readonly<Record<string, string>>) {
  const { why = '', name = '', permission = '', schema = '', table = '', limit = '' } = params
  const { limitSeconds = '', retryAfterSeconds = '' } = params
  return { why, name, permission, schema, table, limit, limitSeconds, retryAfterSeconds }
}
