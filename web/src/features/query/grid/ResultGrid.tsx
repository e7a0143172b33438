// The grid of a result: only the cells on the screen exist, in both directions.
import { useState, type KeyboardEvent, type PointerEvent } from 'react'
import { useTranslation } from 'react-i18next'
import type { Result } from '../types'
import { CellViewer } from './CellViewer'
import { GridHead } from './GridHead'
import { GridRow } from './GridRow'
import { at, boundsOf, move, type Place } from './selection'
import { SelectionStatus } from './SelectionStatus'
import { useCopy } from './useCopy'
import type { Grid } from './useGrid'
import './grid.css'

type Props = {
  result: Result
  grid: Grid
  dialect: string
  comments: ReadonlyMap<string, string>
  /** Runs the statement again with the sort in it; only where the answer was cut off. */
  onSortInDatabase?: ((column: string, descending: boolean) => void) | undefined
}

export function ResultGrid({ result, grid, dialect, comments, onSortInDatabase }: Props) {
  const { t } = useTranslation('query')
  const [viewing, setViewing] = useState<Place>()
  const copy = useCopy(result, grid, dialect)
  const { selection, setSelection, vertical, horizontal, visible, rowAt } = grid
  const bounds = boundsOf(selection)
  const items = horizontal.getVirtualItems()

  const onKeyDown = (event: KeyboardEvent) => {
    const command = event.ctrlKey || event.metaKey
    const page = Math.max(1, Math.floor((vertical.scrollRect?.height ?? 280) / 28) - 2)
    const size = { rows: result.rows.length, columns: visible.length, page }
    const next = move(selection, event.key, command, event.shiftKey, size)
    if (next) {
      setSelection(next)
      vertical.scrollToIndex(next.to.row)
      horizontal.scrollToIndex(next.to.column)
    } else if (command && event.key.toLowerCase() === 'a') {
      setSelection({ from: { row: 0, column: 0 }, to: { row: size.rows - 1, column: size.columns - 1 } })
    } else if (command && event.key.toLowerCase() === 'c') copy(event.shiftKey ? 'tsvHeads' : 'tsv')
    else if (event.key === ' ' || event.key === 'Enter') setViewing(selection.to)
    else return
    event.preventDefault()
    event.stopPropagation()
  }
  const onPointer = (event: PointerEvent) => {
    const place = placeOf(event)
    if (!place || event.buttons !== 1) return
    if (event.type === 'pointerdown' && !event.shiftKey) setSelection(at(place))
    else setSelection({ from: selection.from, to: place })
  }
  const viewed = viewing && rowAt(viewing.row)[visible[viewing.column] ?? -1]
  return (
    <>
      <div
        ref={grid.scroller}
        className="grid"
        role="grid"
        tabIndex={0}
        aria-label={t('grid.label')}
        aria-rowcount={result.rows.length + 1}
        aria-colcount={visible.length + 1}
        aria-multiselectable="true"
        aria-activedescendant={`cell-${String(selection.to.row)}-${String(selection.to.column)}`}
        onKeyDown={onKeyDown}
        onPointerDown={onPointer}
        onPointerMove={onPointer}
        onDoubleClick={(event) => {
          setViewing(placeOf(event))
        }}
      >
        <div
          className="grid-sheet"
          role="presentation"
          style={{ width: horizontal.getTotalSize(), height: vertical.getTotalSize() + 46 }}
        >
          <GridHead grid={grid} result={result} comments={comments} onSortInDatabase={onSortInDatabase} />
          {vertical.getVirtualItems().map((item) => (
            <GridRow
              key={item.key}
              index={item.index}
              top={item.start}
              height={item.size}
              row={rowAt(item.index)}
              items={items}
              visible={visible}
              kinds={grid.kinds}
              bounds={item.index >= bounds.top && item.index <= bounds.bottom ? bounds : undefined}
              active={item.index === selection.to.row ? selection.to.column : undefined}
            />
          ))}
        </div>
      </div>
      <SelectionStatus result={result} grid={grid} />
      <CellViewer
        cell={viewing ? (viewed ?? null) : undefined}
        column={viewing ? result.columns[visible[viewing.column] ?? -1] : undefined}
        onClose={() => {
          setViewing(undefined)
          grid.scroller.current?.focus()
        }}
      />
    </>
  )
}

/** Which cell an event is on. */
function placeOf(event: { target: EventTarget }): Place | undefined {
  if (!(event.target instanceof Element)) return undefined
  const cell = event.target.closest('[role="gridcell"]')
  const parts = /^cell-(\d+)-(\d+)$/.exec(cell?.id ?? '')
  return parts ? { row: Number(parts[1]), column: Number(parts[2]) } : undefined
}
