// How one value looks: NULL and the empty text are two marks, blanks and line breaks are visible.
import type { ReactNode } from 'react'
import { cellText, isNumeric, JsonText, type Cell } from '../../../lib/cells'
import { groupDecimal } from '../../../lib/decimal'
import type { Kind } from './types'

/** More than this of one value is only in the viewer. */
const MOST = 400

export function renderCell(cell: Cell, kind: Kind): ReactNode {
  if (cell === null) return <span className="g-null">NULL</span>
  if (cell === '') return <span className="g-empty">''</span>
  if (cell === false) return <span className="muted">false</span>
  if (cell === true) return 'true'
  if (cell instanceof JsonText) return <span className="g-json">{cell.text.slice(0, MOST)}</span>
  if (isNumeric(cell)) return kind === 'decimal' ? groupDecimal(cellText(cell)) : cellText(cell)
  if (kind === 'decimal') return groupDecimal(cell)
  if (kind === 'timestamp' || kind === 'instant') return cell.replace('T', ' ').replace(/Z$/, '')
  if (kind === 'bytes' || kind === 'uuid') return <span className="g-json">{cell.slice(0, MOST)}</span>
  return visibleBlanks(cell.slice(0, MOST))
}

/** Blanks at either end as `·`, line breaks as `⏎`: otherwise they can't be told from none. */
export function visibleBlanks(text: string): string {
  return text
    .replace(/^[ \u00a0\u3000]+|[ \u00a0\u3000]+$/g, (blanks) => '·'.repeat(blanks.length))
    .replace(/\r?\n|\r/g, '⏎')
    .replaceAll('\t', '⇥')
}

/** What a screen reader says. */
export function spokenCell(cell: Cell, words: { null: string; empty: string }): string {
  if (cell === null) return words.null
  return cell === '' ? words.empty : cellText(cell).slice(0, MOST)
}
