// A query's answer, from the text of its JSON to what the grid shows.
import { ApiError, isRecord } from '../../api/error'
import { membersOf, rowsOf } from '../../lib/exactJson'
import type { Result, ResultColumn } from './types'

export function readResult(text: string): Result {
  try {
    const answer = membersOf(text)
    const result = membersOf(answer.get('result') ?? '')
    const columns = columnsOf(parse(result.get('columns')))
    const truncatedBy = parse(result.get('truncatedBy'))
    return {
      sql: String(parse(answer.get('sql'))),
      columns,
      rows: rowsOf(
        result.get('rows') ?? '',
        columns.map((column) => column.name),
      ),
      truncated: parse(result.get('truncated')) === true,
      truncatedBy: truncatedBy === 'rows' || truncatedBy === 'bytes' ? truncatedBy : undefined,
      elapsedMs: Number(parse(answer.get('executionTimeMs'))),
      at: new Date(),
    }
  } catch (error) {
    if (error instanceof SyntaxError) throw new ApiError(0, { code: 'cut_off', message: error.message })
    throw error
  }
}

function parse(text: string | undefined): unknown {
  return text === undefined ? undefined : JSON.parse(text)
}

function columnsOf(columns: unknown): ResultColumn[] {
  if (!Array.isArray(columns)) throw new SyntaxError('The answer names no columns')
  return columns
    .filter(isRecord)
    .map((column) => ({ name: String(column.name), dataType: String(column.dataType) }))
}
