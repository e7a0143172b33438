// The state of a result grid: widths, sort, choice, which columns are shown, frozen or hidden.
import { useMemo, useRef, useState } from 'react'
import type { Rows } from '../../../lib/cells'
import type { Result } from '../types'
import { at, type Selection } from './selection'
import { sortedOrder, type ColumnSort } from './sort'
import { kindOf } from './types'
import { useWindow } from './useWindow'
import { fitColumn, fitColumns } from './widths'

const NUMBERS = 46
const HEAD = 46
const LEAST = 40
/** What Alt and an arrow add to a column's width. */
export const WIDTH_STEP = 16

export function useGrid(result: Result, dialect: string) {
  const { columns, rows } = result
  const scroller = useRef<HTMLDivElement>(null)
  const kinds = useMemo(() => columns.map((column) => kindOf(column.dataType, dialect)), [columns, dialect])
  const [widths, setWidths] = useState(() => initialWidths(result))
  const [sort, setSort] = useState<ColumnSort>()
  const [selection, setSelection] = useState<Selection>(at({ row: 0, column: 0 }))
  const [hidden, setHidden] = useState<ReadonlySet<number>>(new Set())
  const [frozen, setFrozen] = useState<ReadonlySet<number>>(new Set())
  const order = useMemo(
    () => (sort ? sortedOrder(rows, sort, kinds[sort.column] ?? 'other') : undefined),
    [rows, sort, kinds],
  )
  const shown = useMemo(() => (order ? inOrder(rows, order) : rows), [rows, order])
  const visible = useMemo(() => arranged(columns.length, hidden, frozen), [columns, hidden, frozen])
  const frozenCount = visible.filter((column) => frozen.has(column)).length
  const rowHeight = useRowHeight()
  const visibleWidths = useMemo(() => visible.map((column) => widths[column] ?? 120), [visible, widths])
  const numbers = numbersWidth(rows.length)
  const window = useWindow(scroller, {
    rows: rows.length,
    rowHeight,
    widths: visibleWidths,
    frozen: frozenCount,
    numbers,
    head: HEAD,
  })
  return {
    scroller,
    kinds,
    widths,
    sort,
    setSort,
    selection,
    setSelection,
    hidden,
    setHidden,
    frozen,
    /** Freezes a column at the left, or lets it go. */
    toggleFrozen: (column: number) => {
      const next = new Set(frozen)
      if (!next.delete(column)) next.add(column)
      setFrozen(next)
    },
    visible,
    /** The rows in the order in which they are shown. */
    rows: shown,
    rowHeight,
    numbers,
    head: HEAD,
    window,
    setWidth: (column: number, width: number) => {
      setWidths((old) =>
        old.map((value, index) => (index === column ? Math.max(LEAST, Math.round(width)) : value)),
      )
    },
    fit: (column: number) => {
      const name = columns[column]?.name ?? ''
      setWidths((old) =>
        old.map((value, index) => (index === column ? fitColumn(name, rows, column, 900) : value)),
      )
    },
  }
}

export type Grid = ReturnType<typeof useGrid>

/** The columns to show, those that are frozen first. */
export function arranged(count: number, hidden: ReadonlySet<number>, frozen: ReadonlySet<number>): number[] {
  const all = Array.from({ length: count }, (_, index) => index).filter((index) => !hidden.has(index))
  return [...all.filter((index) => frozen.has(index)), ...all.filter((index) => !frozen.has(index))]
}

function inOrder(rows: Rows, order: Uint32Array): Rows {
  return { length: rows.length, cell: (row, column) => rows.cell(order[row] ?? row, column) }
}

/** Row numbers of six digits take more room than those of three. */
function numbersWidth(rows: number): number {
  return Math.max(NUMBERS, 18 + String(rows).length * 8)
}

function initialWidths({ columns, rows }: Result): number[] {
  return fitColumns(
    columns.map((column) => column.name),
    rows,
  )
}

/** The height comes from the tokens: it is larger for fingers. */
function useRowHeight(): number {
  const [height] = useState(
    () =>
      Number.parseInt(getComputedStyle(document.documentElement).getPropertyValue('--h-row-grid'), 10) || 28,
  )
  return height
}
