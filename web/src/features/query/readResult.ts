// A query's answer, from the text of its JSON to what the grid shows.
import { ApiError, isRecord } from '../../api/error'
import { membersOf } from '../../lib/exactJson'
import { RowStore } from '../../lib/rowStore'
import type { Result, ResultColumn } from './types'

export function readResult(text: string): Result {
  try {
    const answer = membersOf(text)
    const result = membersOf(answer.get('result') ?? '')
    const columns = columnsOf(parse(result.get('columns')))
    const rows = new RowStore(columns.length)
    const list = result.get('rows') ?? ''
    if (!list.startsWith('[')) throw new SyntaxError('The answer has no rows')
    rows.append(list.slice(1, -1))
    return {
      sql: String(parse(answer.get('sql'))),
      columns,
      rows,
      ...truncationOf(parse(result.get('truncatedBy'))),
      elapsedMs: Number(parse(answer.get('executionTimeMs'))),
      at: new Date(),
    }
  } catch (error) {
    throw cutOff(error)
  }
}

/** What can't be read was cut on its way. */
export function cutOff(error: unknown): unknown {
  return error instanceof SyntaxError ? new ApiError(0, { code: 'cut_off', message: error.message }) : error
}

export function truncationOf(by: unknown): Pick<Result, 'truncated' | 'truncatedBy'> {
  const truncatedBy = by === 'rows' || by === 'bytes' ? by : undefined
  return { truncated: truncatedBy !== undefined, truncatedBy }
}

export function columnsOf(columns: unknown): ResultColumn[] {
  if (!Array.isArray(columns)) throw new SyntaxError('The answer names no columns')
  return columns
    .filter(isRecord)
    .map((column) => ({ name: String(column.name), dataType: String(column.dataType) }))
}

function parse(text: string | undefined): unknown {
  return text === undefined ? undefined : JSON.parse(text)
}
