// What a result is on the page.
import type { Row } from '../../lib/cells'

export type ResultColumn = { name: string; dataType: string }

export type Result = {
  /** The statement that ran, with the limit that held. */
  sql: string
  columns: readonly ResultColumn[]
  rows: readonly Row[]
  truncated: boolean
  truncatedBy: 'rows' | 'bytes' | undefined
  elapsedMs: number
  /** When the answer was complete here. */
  at: Date
}
