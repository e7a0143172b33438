// The heads: glyph and name, the comment below, a menu, an edge to drag.
import { ArrowDown, ArrowUp, Pin } from 'lucide-react'
import { useRef, type PointerEvent } from 'react'
import { useTranslation } from 'react-i18next'
import type { Result } from '../types'
import { ColumnMenu } from './ColumnMenu'
import { GLYPHS, isRight } from './types'
import type { Grid } from './useGrid'
import type { Span } from './useWindow'

type Props = {
  grid: Grid
  result: Result
  comments: ReadonlyMap<string, string>
  /** The column whose menu is open. */
  menu: number | undefined
  onMenu: (column: number | undefined) => void
  onSortInDatabase?: ((column: string, descending: boolean) => void) | undefined
}

export function GridHead(props: Props) {
  const { t } = useTranslation('query')
  const { grid } = props
  return (
    <div className="grid-head" role="row" aria-rowindex={1}>
      <div className="grid-number" role="columnheader" style={{ width: grid.numbers }}>
        <span className="sr">{t('grid.row')}</span>
      </div>
      {grid.window.pinned.map((span) => (
        <HeadCell key={span.index} {...props} span={span} isPinned />
      ))}
      {grid.window.columns.map((span) => (
        <HeadCell key={span.index} {...props} span={span} />
      ))}
    </div>
  )
}

type CellProps = Props & { span: Span; isPinned?: boolean }

function HeadCell({ grid, result, comments, menu, onMenu, onSortInDatabase, span, isPinned }: CellProps) {
  const index = grid.visible[span.index] ?? 0
  const column = result.columns[index]
  const kind = grid.kinds[index] ?? 'other'
  if (!column) return null
  const sorted = grid.sort?.column === index ? grid.sort : undefined
  const direction = sorted ? (sorted.descending ? 'descending' : 'ascending') : 'none'
  const comment = comments.get(column.name)
  const chooseColumn = () => {
    grid.setSelection({
      from: { row: Math.max(0, result.rows.length - 1), column: span.index },
      to: { row: 0, column: span.index },
    })
    grid.scroller.current?.focus()
  }
  return (
    <div
      role="columnheader"
      aria-colindex={span.index + 2}
      aria-sort={direction}
      className={`grid-title${isPinned ? ' pin' : ''}${isRight(kind) ? ' num' : ''}`}
      style={{ left: span.left, width: span.width }}
      title={[column.name, column.dataType, comment].filter(Boolean).join(' · ')}
    >
      <button type="button" className="grid-name" tabIndex={-1} onClick={chooseColumn}>
        <em aria-hidden="true">{GLYPHS[kind]}</em>
        <b className="cut">{column.name}</b>
        {sorted ? sorted.descending ? <ArrowDown size={12} /> : <ArrowUp size={12} /> : null}
        {isPinned ? <Pin size={11} className="grid-pin" aria-hidden="true" /> : null}
      </button>
      <small className="cut">{comment ?? column.dataType}</small>
      <ColumnMenu
        grid={grid}
        index={index}
        name={column.name}
        opened={menu === index}
        onOpened={(opened) => {
          onMenu(opened ? index : undefined)
        }}
        onSortInDatabase={onSortInDatabase}
      />
      <Edge
        width={span.width}
        onWidth={(next) => {
          grid.setWidth(index, next)
        }}
        onFit={() => {
          grid.fit(index)
        }}
      />
    </div>
  )
}

type EdgeProps = { width: number; onWidth: (width: number) => void; onFit: () => void }

function Edge({ width, onWidth, onFit }: EdgeProps) {
  const begin = useRef<{ x: number; width: number }>(undefined)
  return (
    <span
      className="grid-edge"
      aria-hidden="true"
      onPointerDown={(event: PointerEvent<HTMLSpanElement>) => {
        event.stopPropagation()
        event.currentTarget.setPointerCapture(event.pointerId)
        begin.current = { x: event.clientX, width }
      }}
      onPointerMove={(event) => {
        if (begin.current) onWidth(begin.current.width + event.clientX - begin.current.x)
      }}
      onPointerUp={() => {
        begin.current = undefined
      }}
      onDoubleClick={(event) => {
        event.stopPropagation()
        onFit()
      }}
    />
  )
}
