// Reads the JSON of a result without losing a digit. `JSON.parse` would round integers above 2^53, so rows are
// read here; everything around them is small and goes to `JSON.parse`.
import { ExactNumber, JsonText, type Cell } from './cells'

/** The members of an object: each value's text. Nothing inside the values is read. */
export function membersOf(text: string): Map<string, string> {
  const members = new Map<string, string>()
  eachMember(text, skipSpace(text, 0), (key, start, end) => members.set(key, text.slice(start, end)))
  return members
}

/** The rows of an array of objects, each with its values in the order of `columns`. */
export function rowsOf(text: string, columns: readonly string[]): Cell[][] {
  const rows: Cell[][] = []
  const index = new Map(columns.map((name, position) => [name, position]))
  let at = skipSpace(text, expect(text, skipSpace(text, 0), '['))
  while (text[at] !== ']') {
    const row: Cell[] = new Array<Cell>(columns.length).fill(null)
    at = readRow(text, at, row, columns, index)
    rows.push(row)
    at = skipSpace(text, at)
    if (text[at] === ',') at = skipSpace(text, at + 1)
  }
  return rows
}

/** One row from a line of NDJSON. */
export function rowOf(line: string, columns: readonly string[], index: ReadonlyMap<string, number>): Cell[] {
  const row: Cell[] = new Array<Cell>(columns.length).fill(null)
  readRow(line, skipSpace(line, 0), row, columns, index)
  return row
}

function readRow(
  text: string,
  start: number,
  row: Cell[],
  columns: readonly string[],
  index: ReadonlyMap<string, number>,
): number {
  let next = 0
  return eachMember(text, start, (key, from, to) => {
    // The server writes the columns in order; looking each up would only cost time.
    const position = columns[next] === key ? next : index.get(key)
    next += 1
    if (position !== undefined) row[position] = cellOf(text, from, to)
  })
}

/** A value's cell. */
export function cellOf(text: string, start: number, end: number): Cell {
  switch (text[start]) {
    case '"':
      return stringOf(text, start, end)
    case 'n':
      return null
    case 't':
      return true
    case 'f':
      return false
    case '{':
    case '[':
      return new JsonText(text.slice(start, end))
    default: {
      const digits = text.slice(start, end)
      const number = Number(digits)
      return String(number) === digits ? number : new ExactNumber(digits)
    }
  }
}

function stringOf(text: string, start: number, end: number): string {
  const inner = text.slice(start + 1, end - 1)
  if (!inner.includes('\\')) return inner
  const parsed: unknown = JSON.parse(text.slice(start, end))
  return String(parsed)
}

/** Calls back with each member's key and where its value begins and ends; gives where the object ends. */
function eachMember(
  text: string,
  start: number,
  member: (key: string, from: number, to: number) => void,
): number {
  let at = skipSpace(text, expect(text, start, '{'))
  while (text[at] !== '}') {
    const keyEnd = skipString(text, at)
    const key = stringOf(text, at, keyEnd)
    const from = skipSpace(text, expect(text, skipSpace(text, keyEnd), ':'))
    const to = skipValue(text, from)
    member(key, from, to)
    at = skipSpace(text, to)
    if (text[at] === ',') at = skipSpace(text, at + 1)
  }
  return at + 1
}

function skipValue(text: string, start: number): number {
  const first = text[start]
  if (first === '"') return skipString(text, start)
  if (first !== '{' && first !== '[') return skipWord(text, start)
  let depth = 0
  let at = start
  do {
    const letter = text[at]
    if (letter === undefined) throw new SyntaxError('The answer ended in the middle of a value')
    if (letter === '"') {
      at = skipString(text, at)
      continue
    }
    if (letter === '{' || letter === '[') depth += 1
    else if (letter === '}' || letter === ']') depth -= 1
    at += 1
  } while (depth > 0)
  return at
}

/** Numbers, `true`, `false`, `null`. */
function skipWord(text: string, start: number): number {
  let at = start
  while (at < text.length && !/[\s,}\]]/.test(text.charAt(at))) at += 1
  if (at === start) throw new SyntaxError(`A value is missing at ${String(start)}`)
  return at
}

function skipString(text: string, start: number): number {
  let at = expect(text, start, '"')
  for (;;) {
    const end = text.indexOf('"', at)
    if (end < 0) throw new SyntaxError('The answer ended in the middle of a text')
    let escapes = 0
    while (text[end - 1 - escapes] === '\\') escapes += 1
    if (escapes % 2 === 0) return end + 1
    at = end + 1
  }
}

function skipSpace(text: string, start: number): number {
  let at = start
  while (text[at] === ' ' || text[at] === '\n' || text[at] === '\r' || text[at] === '\t') at += 1
  return at
}

function expect(text: string, at: number, letter: string): number {
  if (text[at] !== letter) throw new SyntaxError(`Expected ${letter} at ${String(at)}`)
  return at + 1
}
