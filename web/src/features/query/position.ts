// Positions: the server counts characters from 1, the editor counts UTF-16 units from 0.

/** Where the n-th character of a text begins. */
export function offsetOf(sql: string, position: number): number {
  let offset = 0
  let count = 1
  for (const letter of sql) {
    if (count >= position) return offset
    offset += letter.length
    count += 1
  }
  return offset
}

/** The line, from 1, of the n-th character. */
export function lineOf(sql: string, position: number): number {
  return sql.slice(0, offsetOf(sql, position)).split('\n').length
}
