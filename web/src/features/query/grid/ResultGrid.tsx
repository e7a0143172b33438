// The grid of a result: only the cells on the screen exist, in both directions.
import { useMemo, useState, type KeyboardEvent, type PointerEvent } from 'react'
import { useTranslation } from 'react-i18next'
import type { Result } from '../types'
import { CellViewer } from './CellViewer'
import { GridHead } from './GridHead'
import { GridRow } from './GridRow'
import { at, boundsOf, move, type Place } from './selection'
import { SelectionStatus } from './SelectionStatus'
import { useCopy } from './useCopy'
import { WIDTH_STEP, type Grid } from './useGrid'
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
  // The column whose menu is open, by its place in the result.
  const [menu, setMenu] = useState<number>()
  const copy = useCopy(result, grid, dialect)
  const { selection, setSelection, visible, window } = grid
  const bounds = useMemo(() => boundsOf(selection), [selection])
  const focus = () => grid.scroller.current?.focus()

  const onKeyDown = (event: KeyboardEvent) => {
    const act = actionOf(event)
    if (!act) return
    act()
    event.preventDefault()
    event.stopPropagation()
  }
  const actionOf = (event: KeyboardEvent): (() => void) | undefined => {
    const { key, shiftKey } = event
    if (event.altKey) return alone(key)
    const command = event.ctrlKey || event.metaKey
    const size = { rows: result.rows.length, columns: visible.length, page: window.page }
    const next = move(selection, key, command, shiftKey, size)
    if (next) {
      return () => {
        setSelection(next)
        window.scrollTo(next.to.row, next.to.column)
      }
    }
    if (command && key.toLowerCase() === 'a') {
      return () => {
        setSelection({ from: { row: 0, column: 0 }, to: { row: size.rows - 1, column: size.columns - 1 } })
      }
    }
    if (command && key.toLowerCase() === 'c') {
      return () => {
        copy(shiftKey ? 'tsvHeads' : 'tsv')
      }
    }
    if (key === ' ' || key === 'Enter') {
      return () => {
        setViewing(selection.to)
      }
    }
    return undefined
  }
  /** Alt and an arrow: the width of the column, or its menu. */
  const alone = (key: string): (() => void) | undefined => {
    const column = visible[selection.to.column] ?? 0
    const step = key === 'ArrowRight' ? WIDTH_STEP : key === 'ArrowLeft' ? -WIDTH_STEP : 0
    if (step !== 0) {
      return () => {
        grid.setWidth(column, (grid.widths[column] ?? 120) + step)
      }
    }
    if (key !== 'ArrowDown') return undefined
    return () => {
      window.scrollTo(selection.to.row, selection.to.column)
      setMenu(column)
    }
  }
  const onPointer = (event: PointerEvent) => {
    const place = placeOf(event)
    if (!place || event.buttons !== 1) return
    if (event.type === 'pointerdown' && !event.shiftKey) setSelection(at(place))
    else if (place.row !== selection.to.row || place.column !== selection.to.column)
      setSelection({ from: selection.from, to: place })
  }
  const shown = Array.from(
    { length: window.lastRow - window.firstRow },
    (_, offset) => window.firstRow + offset,
  )
  const viewed = viewing && grid.rows.cell(viewing.row, visible[viewing.column] ?? -1)
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
          style={{ width: window.width, height: window.height + grid.head }}
        >
          <GridHead
            grid={grid}
            result={result}
            comments={comments}
            menu={menu}
            onMenu={(column) => {
              setMenu(column)
              if (column === undefined) focus()
            }}
            onSortInDatabase={onSortInDatabase}
          />
          {shown.map((index) => (
            <GridRow
              key={index}
              index={index}
              height={grid.rowHeight}
              numbers={grid.numbers}
              rows={grid.rows}
              pinned={window.pinned}
              columns={window.columns}
              visible={visible}
              kinds={grid.kinds}
              bounds={index >= bounds.top && index <= bounds.bottom ? bounds : undefined}
              active={index === selection.to.row ? selection.to.column : undefined}
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
          focus()
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
