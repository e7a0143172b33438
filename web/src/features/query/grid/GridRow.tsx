// One row on the screen. Drawn again only when its place, its columns or its choice change.
import { memo } from 'react'
import type { Row } from '../../../lib/cells'
import { renderCell } from './Cell'
import { isWithin, type Bounds } from './selection'
import type { VirtualItem } from '@tanstack/react-virtual'
import { isRight, type Kind } from './types'

type Props = {
  index: number
  top: number
  height: number
  row: Row
  /** The columns on the screen: their places among `visible`. */
  items: readonly VirtualItem[]
  visible: readonly number[]
  kinds: readonly Kind[]
  /** The chosen rectangle, when this row is within it. */
  bounds: Bounds | undefined
  active: number | undefined
}

export const GridRow = memo(function GridRow(props: Props) {
  const { index, top, height, row, items, visible, kinds, bounds, active } = props
  return (
    <div
      role="row"
      aria-rowindex={index + 2}
      className="grid-row"
      style={{ transform: `translateY(${String(top)}px)`, height }}
    >
      <div className="grid-number" role="rowheader">
        {index + 1}
      </div>
      {items.map((item) => {
        const column = visible[item.index] ?? 0
        const kind = kinds[column] ?? 'other'
        const chosen = bounds !== undefined && isWithin(bounds, index, item.index)
        const state = active === item.index ? ' act' : chosen ? ' sel' : ''
        return (
          <div
            key={column}
            id={`cell-${String(index)}-${String(item.index)}`}
            role="gridcell"
            aria-colindex={item.index + 2}
            aria-selected={chosen}
            className={`grid-cell${isRight(kind) ? ' num' : ''}${state}`}
            style={{ left: item.start, width: item.size }}
          >
            {renderCell(row[column] ?? null, kind)}
          </div>
        )
      })}
    </div>
  )
})
