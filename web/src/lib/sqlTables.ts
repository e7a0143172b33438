// Which tables a statement names, and how it calls them: for completion and for names in copies. It reads words,
// not grammar: half-written statements are the usual case. Whether SQL may run is decided by the server alone.

export type NamedTable = {
  schema: string | undefined
  table: string
  alias: string | undefined
  /** As it stands in the statement. */
  written: string
}

type Token = { kind: 'word' | 'name' | 'sign'; text: string; written: string }

const TOKENS =
  /--[^\n]*|#[^\n]*|\/\*[\s\S]*?\*\/|'(?:[^']|'')*'|"((?:[^"]|"")*)"|`((?:[^`]|``)*)`|([\p{L}_][\p{L}\p{N}_$]*)|([.,();])/gu

const NOT_ALIAS = new Set(
  'where join inner left right full outer cross natural on using group order having limit offset union except intersect window set values straight_join fetch for lateral as returning'.split(
    ' ',
  ),
)

function tokensOf(sql: string): Token[] {
  const tokens: Token[] = []
  for (const [written, double, back, word, sign] of sql.matchAll(TOKENS)) {
    const quoted = double ?? back
    if (quoted !== undefined) tokens.push({ kind: 'name', text: quoted.replace(/(["`])\1/g, '$1'), written })
    else if (word !== undefined) tokens.push({ kind: 'word', text: word, written })
    else if (sign !== undefined) tokens.push({ kind: 'sign', text: sign, written })
  }
  return tokens
}

/** The tables after FROM, JOIN, UPDATE and INTO, with their aliases. */
export function tablesOf(sql: string): NamedTable[] {
  const tokens = tokensOf(sql)
  const tables: NamedTable[] = []
  let at = 0
  while (at < tokens.length) {
    const token = tokens[at]
    at += 1
    if (token?.kind !== 'word' || !/^(from|join|update|into|straight_join)$/i.test(token.text)) continue
    for (;;) {
      const [found, next] = readTable(tokens, at)
      if (!found) break
      tables.push(found)
      at = next
      if (tokens[at]?.text !== ',') break
      at += 1
    }
  }
  return tables
}

function readTable(tokens: readonly Token[], start: number): [NamedTable | undefined, number] {
  let at = start
  while (/^(lateral|only)$/i.test(tokens[at]?.text ?? '') && tokens[at]?.kind === 'word') at += 1
  const first = tokens[at]
  if (!first || first.kind === 'sign') return [undefined, at]
  if (first.kind === 'word' && NOT_ALIAS.has(first.text.toLowerCase())) return [undefined, at]
  const parts = [first]
  at += 1
  while (tokens[at]?.text === '.' && tokens[at + 1] && tokens[at + 1]?.kind !== 'sign') {
    const part = tokens[at + 1]
    if (part) parts.push(part)
    at += 2
  }
  if (tokens[at]?.text === 'as' || tokens[at]?.text === 'AS' || tokens[at]?.text === 'As') at += 1
  const after = tokens[at]
  const isAlias =
    after && after.kind !== 'sign' && !(after.kind === 'word' && NOT_ALIAS.has(after.text.toLowerCase()))
  const table = parts[parts.length - 1]?.text ?? ''
  const schema = parts[parts.length - 2]?.text
  const written = parts.map((part) => part.written).join('.')
  return [{ schema, table, alias: isAlias ? after.text : undefined, written }, isAlias ? at + 1 : at]
}
