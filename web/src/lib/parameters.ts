// The places of a statement that are filled in before it runs: `{{name}}`. What is filled in is written as a
// literal of its kind; what then runs is checked by the server like any other statement.
import { sqlLiteral, type Dialect } from './copyFormats'

export type ParameterKind = 'text' | 'number' | 'date'
export type Parameter = { name: string; kind: ParameterKind; default_value?: string | undefined }

const PLACE = /\{\{\s*([\p{L}\p{N}_]+)\s*\}\}/gu

/** The names in a statement, in order, each once. */
export function placesOf(sql: string): string[] {
  return [...new Set([...sql.matchAll(PLACE)].map((match) => match[1] ?? ''))]
}

/** The statement's parameters: what is known of each, and a text for those that are new. */
export function parametersOf(sql: string, known: readonly Parameter[]): Parameter[] {
  return placesOf(sql).map(
    (name) => known.find((parameter) => parameter.name === name) ?? { name, kind: 'text', default_value: '' },
  )
}

/** Whether a value can be written as this kind. */
export function isValid(kind: ParameterKind, value: string): boolean {
  if (kind === 'number') return /^-?\d+(\.\d+)?$/.test(value.trim())
  if (kind === 'date')
    return /^\d{4}-\d{2}-\d{2}$/.test(value.trim()) && !Number.isNaN(Date.parse(value.trim()))
  return true
}

/** The statement with every place filled in. */
export function fillIn(
  sql: string,
  parameters: readonly Parameter[],
  values: ReadonlyMap<string, string>,
  dialect: Dialect,
): string {
  const kinds = new Map(parameters.map(({ name, kind }) => [name, kind]))
  return sql.replace(PLACE, (_, name: string) => {
    const value = values.get(name) ?? ''
    const kind = kinds.get(name) ?? 'text'
    return kind === 'number' ? value.trim() : sqlLiteral(kind === 'date' ? value.trim() : value, dialect)
  })
}
