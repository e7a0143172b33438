// The rows of a result in little space: their text as it came, and where each value begins in it. A value is read when
// it is looked at, so 100,000 rows cost their bytes and four more a value, not an object each.
import type { Cell, Rows } from './cells'
import { cellOf, expect, skipSpace, skipString, skipValue } from './exactJson'

type Piece = { text: string; firstRow: number }

export class RowStore implements Rows {
  length = 0
  /** How much text is kept, in characters. */
  size = 0
  readonly #columns: number
  readonly #pieces: Piece[] = []
  /** Row by row, where each value begins in its piece. */
  #starts = new Uint32Array(1024)
  /** What stands before each value, `"name":`, as the first row has it. */
  readonly #keys: string[] = []

  constructor(columns: number) {
    this.#columns = columns
  }

  /** Adds the objects of a text, which blanks or commas separate. Their members stand in the order of the columns. */
  append(text: string): void {
    const piece = { text, firstRow: this.length }
    let at = skipBetween(text, 0)
    while (at < text.length) {
      at = skipBetween(text, this.#readRow(text, at))
      this.length += 1
    }
    if (this.length === piece.firstRow) return
    this.#pieces.push(piece)
    this.size += text.length
  }

  cell(row: number, column: number): Cell {
    if (row < 0 || row >= this.length || column >= this.#columns) return null
    const { text } = this.#pieceOf(row)
    const start = this.#starts[row * this.#columns + column] ?? 0
    return cellOf(text, start, skipValue(text, start))
  }

  #readRow(text: string, start: number): number {
    const base = this.length * this.#columns
    this.#makeRoom(base + this.#columns)
    let at = skipSpace(text, expect(text, start, '{'))
    for (let column = 0; column < this.#columns; column += 1) {
      if (column > 0) at = skipSpace(text, expect(text, at, ','))
      const from = this.#skipKey(text, at, column)
      this.#starts[base + column] = from
      at = skipSpace(text, skipValue(text, from))
    }
    return expect(text, at, '}')
  }

  /** The server writes a key the same way in each row: comparing is quicker than reading. */
  #skipKey(text: string, start: number, column: number): number {
    const known = this.#keys[column]
    if (known !== undefined && text.startsWith(known, start)) return start + known.length
    const colon = skipSpace(text, skipString(text, start))
    const from = skipSpace(text, expect(text, colon, ':'))
    this.#keys[column] = text.slice(start, from)
    return from
  }

  #makeRoom(values: number): void {
    if (values <= this.#starts.length) return
    const larger = new Uint32Array(Math.max(values, this.#starts.length * 2))
    larger.set(this.#starts)
    this.#starts = larger
  }

  #pieceOf(row: number): Piece {
    let from = 0
    let to = this.#pieces.length - 1
    while (from < to) {
      const middle = (from + to + 1) >> 1
      if ((this.#pieces[middle]?.firstRow ?? 0) <= row) from = middle
      else to = middle - 1
    }
    return this.#pieces[from] ?? { text: '', firstRow: 0 }
  }
}

function skipBetween(text: string, start: number): number {
  let at = skipSpace(text, start)
  while (text[at] === ',') at = skipSpace(text, at + 1)
  return at
}
