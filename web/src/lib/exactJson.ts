// Reads the JSON of a result without losing a digit. `JSON.parse` would round integers above 2^53, so values are
// read here, one by one and only when they are looked at; everything around the rows is small and goes to `JSON.parse`.
import { ExactNumber, JsonText, type Cell } from './cells'

/** The members of an object: each value's text. Nothing inside the values is read. */
export function membersOf(text: string): Map<string, string> {
  const members = new Map<string, string>()
  eachMember(text, skipSpace(text, 0), (key, start, end) => members.set(key, text.slice(start, end)))
  return members
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

/** The text of a JSON string. */
export function stringOf(text: string, start: number, end: number): string {
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

export function skipValue(text: string, start: number): number {
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

/** Numbers, `true`, `false`, `null`: up to a blank, a comma or a closing bracket. */
function skipWord(text: string, start: number): number {
  let at = start
  while (at < text.length) {
    const code = text.charCodeAt(at)
    if (code <= 0x20 || code === 0x2c || code === 0x7d || code === 0x5d) break
    at += 1
  }
  if (at === start) throw new SyntaxError(`A value is missing at ${String(start)}`)
  return at
}

export function skipString(text: string, start: number): number {
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

export function skipSpace(text: string, start: number): number {
  let at = start
  while (text[at] === ' ' || text[at] === '\n' || text[at] === '\r' || text[at] === '\t') at += 1
  return at
}

export function expect(text: string, at: number, letter: string): number {
  if (text[at] !== letter) throw new SyntaxError(`Expected ${letter} at ${String(at)}`)
  return at + 1
}
