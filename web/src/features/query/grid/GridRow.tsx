// One row on the screen. Drawn again only when its place, its columns or its choice change.
import { memo } from 'react'
import type { Rows } from '../../../lib/cells'
import { renderCell } from './Cell'
import { isWithin, type Bounds } from './selection'
import { isRight, type Kind } from './types'
import type { Span } from './useWindow'

type Props = {
  index: number
  height: number
  numbers: number
  rows: Rows
  /** Frozen columns, which stay in sight, and those that are in it now. */
  pinned: readonly Span[]
  columns: readonly Span[]
  /** Which column of the result stands at each place. */
  visible: readonly number[]
  kinds: readonly Kind[]
  /** The chosen rectangle, when this row is within it. */
  bounds: Bounds | undefined
  active: number | undefined
}

export const GridRow = memo(function GridRow(props: Props) {
  const { index, height, numbers, pinned, columns } = props
  return (
    <div
      role="row"
      aria-rowindex={index + 2}
      className="grid-row"
      style={{ transform: `translateY(${String(index * height)}px)`, height }}
    >
      <div className="grid-number" role="rowheader" style={{ width: numbers }}>
        {index + 1}
      </div>
      {pinned.map((span) => cellAt(props, span, ' pin'))}
      {columns.map((span) => cellAt(props, span, ''))}
    </div>
  )
})

/** A cell is no component of its own: hundreds of them are drawn in one frame. */
function cellAt({ index, rows, visible, kinds, bounds, active }: Props, span: Span, pin: string) {
  const column = visible[span.index] ?? 0
  const kind = kinds[column] ?? 'other'
  const chosen = bounds !== undefined && isWithin(bounds, index, span.index)
  const state = active === span.index ? ' act' : chosen ? ' sel' : ''
  return (
    <div
      key={span.index}
      id={`cell-${String(index)}-${String(span.index)}`}
      role="gridcell"
      aria-colindex={span.index + 2}
      aria-selected={chosen}
      className={`grid-cell${pin}${isRight(kind) ? ' num' : ''}${state}`}
      style={{ left: span.left, width: span.width }}
    >
      {renderCell(rows.cell(index, column), kind)}
    </div>
  )
}
