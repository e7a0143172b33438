// What the editor offers: columns of the statement's tables, tables, functions, keywords. The lists are made once
// a metadata, so that a key press only filters, also with 10,000 tables.
import type {
  Completion,
  CompletionContext,
  CompletionResult,
  CompletionSource,
} from '@codemirror/autocomplete'
import { completeFromList } from '@codemirror/autocomplete'
import { keywordCompletionSource } from '@codemirror/lang-sql'
import type { ColumnInfo } from '../../../api/metadata'
import { quoteName, type Dialect } from '../../../lib/copyFormats'
import { tablesOf, type NamedTable } from '../../../lib/sqlTables'
import type { Schema, SchemaTable } from '../schema/model'
import { functionsOf } from './functions'
import { dialectOf } from './dialects'
import { statementAt } from './statements'

const WORD = /[\p{L}\p{N}_$]*/u
const BEFORE_WORD = /(?:([\p{L}\p{N}_$]+|"(?:[^"]|"")*"|`(?:[^`]|``)*`)\.)?([\p{L}\p{N}_$]*)$/u

/** Up to so many tables the editor filters by itself; of more, the best are picked at each key. */
const MANY = 500
const BEST = 80

/** A table to offer, and its name in small letters. */
type Named = { completion: Completion; name: string }

export function sqlCompletion(schema: Schema, dialect: Dialect): CompletionSource[] {
  const tables = tableCompletions(schema, dialect).map((completion): Named => ({
    completion,
    name: completion.label.toLowerCase(),
  }))
  const functions = functionsOf(dialect).map((label): Completion => ({
    label,
    type: 'function',
    apply: `${label}(`,
    boost: -2,
  }))
  const keywords = keywordCompletionSource(dialectOf(dialect), true)
  const plain = completeFromList([])
  const names: CompletionSource = (context) => complete(context, schema, dialect, tables, functions)
  return [names, (context) => (isAfterDot(context) ? plain(context) : keywords(context))]
}

function complete(
  context: CompletionContext,
  schema: Schema,
  dialect: Dialect,
  tables: readonly Named[],
  functions: Completion[],
): CompletionResult | null {
  const line = context.state.doc.lineAt(context.pos)
  const typed = BEFORE_WORD.exec(line.text.slice(0, context.pos - line.from))
  const word = typed?.[2] ?? ''
  const qualifier = unquoted(typed?.[1])
  if (word === '' && qualifier === undefined && !context.explicit) return null
  const named = tablesOf(statementAt(context.state, context.pos)?.sql ?? '')
  const from = context.pos - word.length
  if (qualifier !== undefined) {
    return { from, options: afterDot(qualifier, named, schema, dialect), validFor: WORD }
  }
  const columns = named.flatMap((table) => columnsOf(schema.find(table.schema, table.table), dialect))
  const aliases = named.flatMap(({ alias, table }): Completion[] =>
    alias === undefined ? [] : [{ label: alias, type: 'variable', detail: table, boost: 1 }],
  )
  const isMany = tables.length > MANY
  const offered = isMany ? bestOf(tables, word) : tables.map(({ completion }) => completion)
  const options =
    named.length > 0
      ? [...distinct(columns), ...aliases, ...offered, ...functions]
      : [...offered, ...functions]
  return isMany ? { from, options } : { from, options, validFor: WORD }
}

/** The tables that a word means most likely: those that begin with it, then those that hold it, then its letters. */
export function bestOf(tables: readonly Named[], word: string): Completion[] {
  const wanted = word.toLowerCase()
  const [begin, hold, rest]: [Completion[], Completion[], Completion[]] = [[], [], []]
  for (const { completion, name } of tables) {
    const at = name.indexOf(wanted)
    const found = at === 0 ? begin : at > 0 ? hold : hasLetters(name, wanted) ? rest : undefined
    if (found && found.length < BEST) found.push(completion)
    if (begin.length === BEST) break
  }
  return [...begin, ...hold, ...rest].slice(0, BEST)
}

/** `cusord` is in `customer_orders`. */
function hasLetters(name: string, letters: string): boolean {
  let at = -1
  for (const letter of letters) {
    at = name.indexOf(letter, at + 1)
    if (at < 0) return false
  }
  return true
}

function afterDot(
  qualifier: string,
  named: readonly NamedTable[],
  schema: Schema,
  dialect: Dialect,
): Completion[] {
  const same = (name: string | undefined) => name?.toLowerCase() === qualifier.toLowerCase()
  const table = named.find(({ alias }) => same(alias)) ?? named.find((candidate) => same(candidate.table))
  const found = table ? schema.find(table.schema, table.table) : schema.find(undefined, qualifier)
  if (found) return columnsOf(found, dialect)
  return schema.tables
    .filter((candidate) => same(candidate.schema))
    .map((candidate) => tableCompletion(candidate, dialect))
}

function tableCompletions(schema: Schema, dialect: Dialect): Completion[] {
  const schemas = schema.schemas.length > 1 ? schema.schemas : []
  return [
    ...schema.tables.map((table) => tableCompletion(table, dialect)),
    ...schemas.map((label): Completion => ({ label, type: 'namespace', apply: quoteName(label, dialect) })),
  ]
}

function tableCompletion(table: SchemaTable, dialect: Dialect): Completion {
  return {
    label: table.name,
    type: table.isView ? 'interface' : 'type',
    ...(table.comment ? { detail: table.comment } : {}),
    apply: quoteName(table.name, dialect),
  }
}

function columnsOf(table: SchemaTable | undefined, dialect: Dialect): Completion[] {
  return (table?.columns ?? []).map((column) => columnCompletion(column, dialect))
}

function columnCompletion(column: ColumnInfo, dialect: Dialect): Completion {
  return {
    label: column.name,
    type: 'property',
    detail: [column.comment, column.dataType].filter(Boolean).join(' · '),
    apply: quoteName(column.name, dialect),
    boost: 2,
  }
}

function distinct(completions: readonly Completion[]): Completion[] {
  return [...new Map(completions.map((completion) => [completion.label, completion])).values()]
}

function isAfterDot(context: CompletionContext): boolean {
  return context.matchBefore(/\.[\p{L}\p{N}_$]*/u) !== null
}

function unquoted(name: string | undefined): string | undefined {
  return name?.replace(/^["`]|["`]$/g, '').replace(/(["`])\1/g, '$1')
}
