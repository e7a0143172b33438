// The same statement, sorted by the database: as a subquery, so that whatever it holds stays as it is.
import { quoteName } from '../../lib/copyFormats'

export function sortedSql(
  sql: string,
  column: string,
  descending: boolean,
  dialect: 'postgresql' | 'mysql' | 'sqlite',
): string {
  const inner = sql.trim().replace(/;\s*$/, '')
  const body = inner.includes('\n') ? inner.replace(/^/gm, '  ') : `  ${inner}`
  // A comment at the end must not swallow the bracket, so that stands on a line of its own.
  return `SELECT * FROM (\n${body}\n) AS sorted\nORDER BY ${quoteName(column, dialect)}${descending ? ' DESC' : ''}`
}
