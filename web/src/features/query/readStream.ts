// A long answer, read while it comes: a line that tells the columns, a line a row, a line that tells the end. Where
// the last one is missing the answer was cut.
import { isRecord } from '../../api/error'
import { RowStore } from '../../lib/rowStore'
import { columnsOf, cutOff, truncationOf } from './readResult'
import type { Result } from './types'

/** How much of one answer a page keeps, in characters: beyond it browsers grow slow. */
export const MOST_TEXT = 256 * 1024 * 1024

type Watch = { onRows: (rows: number) => void; most?: number }

export async function readStream(response: Response, { onRows, most = MOST_TEXT }: Watch): Promise<Result> {
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader()
  if (!reader) throw cutOff(new SyntaxError('The answer is empty'))
  const lines = new Lines()
  try {
    for (;;) {
      const { done, value } = await reader.read()
      if (done) return lines.finish()
      lines.take(value)
      onRows(lines.rows?.length ?? 0)
      if ((lines.rows?.size ?? 0) > most) {
        // Whoever reads no more is gone for the server, which ends the statement.
        await reader.cancel()
        return lines.stop()
      }
    }
  } catch (error) {
    throw cutOff(error)
  }
}

/** What came so far. The last whole line is held back: it may be the end. */
class Lines {
  rows: RowStore | undefined
  #head: Pick<Result, 'sql' | 'columns'> | undefined
  #rest = ''

  take(text: string): void {
    this.#rest += text
    if (!this.#rows()) return
    const end = this.#rest.lastIndexOf('\n')
    const before = end <= 0 ? -1 : this.#rest.lastIndexOf('\n', end - 1)
    if (before < 0) return
    this.rows?.append(this.#rest.slice(0, before + 1))
    this.#rest = this.#rest.slice(before + 1)
  }

  finish(): Result {
    const last = parse(this.#rest)
    const summary = isRecord(last) && isRecord(last.summary) ? last.summary : undefined
    if (!summary) throw new SyntaxError('The answer has no end')
    return {
      ...this.#result(),
      ...truncationOf(summary.truncatedBy),
      elapsedMs: Number(summary.executionTimeMs),
    }
  }

  /** The answer as far as it came. */
  stop(): Result {
    return { ...this.#result(), truncated: true, truncatedBy: 'memory' }
  }

  #result(): Result {
    if (!this.#head || !this.rows) throw new SyntaxError('The answer has no beginning')
    const { rows } = this
    return { ...this.#head, rows, truncated: false, truncatedBy: undefined, elapsedMs: 0, at: new Date() }
  }

  /** Reads the first line as soon as it is whole. */
  #rows(): RowStore | undefined {
    const end = this.#rest.indexOf('\n')
    if (this.rows || end < 0) return this.rows
    const line = parse(this.#rest.slice(0, end))
    const head = isRecord(line) && isRecord(line.head) ? line.head : undefined
    if (!head) throw new SyntaxError('The answer does not tell its columns')
    this.#head = { sql: String(head.sql), columns: columnsOf(head.columns) }
    this.#rest = this.#rest.slice(end + 1)
    this.rows = new RowStore(this.#head.columns.length)
    return this.rows
  }
}

function parse(text: string): unknown {
  return JSON.parse(text)
}
