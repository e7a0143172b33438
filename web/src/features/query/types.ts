// What a result is on the page.
import type { Rows } from '../../lib/cells'

export type ResultColumn = { name: string; dataType: string }

export type Result = {
  /** The statement that ran, with the limit that held. */
  sql: string
  columns: readonly ResultColumn[]
  rows: Rows
  truncated: boolean
  /** `memory`: the page itself holds no more. */
  truncatedBy: 'rows' | 'bytes' | 'memory' | undefined
  elapsedMs: number
  /** When the answer was complete here. */
  at: Date
}
