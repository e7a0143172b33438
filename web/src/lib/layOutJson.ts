// JSON laid out for reading, token by token: numbers keep their digits, which parsing them would not.

const TOKENS = /"(?:[^"\\]|\\.)*"|[{}[\],:]|[^\s{}[\],:"]+/g

export function layOutJson(text: string): string {
  const tokens = text.match(TOKENS) ?? []
  let out = ''
  let depth = 0
  const line = () => `\n${'  '.repeat(depth)}`
  tokens.forEach((token, index) => {
    const next = tokens[index + 1]
    if (token === '{' || token === '[') {
      out += token
      if (next === '}' || next === ']') return
      depth += 1
      out += line()
    } else if (token === '}' || token === ']') {
      const before = tokens[index - 1]
      if (before !== '{' && before !== '[') {
        depth -= 1
        out += line()
      }
      out += token
    } else if (token === ',') out += token + line()
    else if (token === ':') out += ': '
    else out += token
  })
  return out
}
