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
      {pinned.map((span) => (
        <GridCell key={span.index} {...props} span={span} isPinned />
      ))}
      {columns.map((span) => (
        <GridCell key={span.index} {...props} span={span} />
      ))}
    </div>
  )
})

function GridCell({
  index,
  rows,
  span,
  visible,
  kinds,
  bounds,
  active,
  isPinned = false,
}: Props & { span: Span; isPinned?: boolean }) {
  const column = visible[span.index] ?? 0
  const kind = kinds[column] ?? 'other'
  const chosen = bounds !== undefined && isWithin(bounds, index, span.index)
  const state = active === span.index ? ' act' : chosen ? ' sel' : ''
  return (
    <div
      id={`cell-${String(index)}-${String(span.index)}`}
      role="gridcell"
      aria-colindex={span.index + 2}
      aria-selected={chosen}
      className={`grid-cell${isPinned ? ' pin' : ''}${isRight(kind) ? ' num' : ''}${state}`}
      style={{ left: span.left, width: span.width }}
    >
      {renderCell(rows.cell(index, column), kind)}
    </div>
  )
}
