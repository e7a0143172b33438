// The state of a result grid: widths, sort, choice, and which rows and columns are on the screen.
import { useVirtualizer } from '@tanstack/react-virtual'
import { useEffect, useMemo, useRef, useState } from 'react'
import type { Row } from '../../../lib/cells'
import type { Result } from '../types'
import { at, type Selection } from './selection'
import { sortedOrder, type ColumnSort } from './sort'
import { kindOf } from './types'
import { fitColumn, fitColumns } from './widths'

const NUMBERS = 46

export function useGrid(result: Result, dialect: string) {
  const { columns, rows } = result
  const scroller = useRef<HTMLDivElement>(null)
  const kinds = useMemo(() => columns.map((column) => kindOf(column.dataType, dialect)), [columns, dialect])
  const [widths, setWidths] = useState(() => initialWidths(result))
  const [sort, setSort] = useState<ColumnSort>()
  const [selection, setSelection] = useState<Selection>(at({ row: 0, column: 0 }))
  const [hidden, setHidden] = useState<ReadonlySet<number>>(new Set())
  const order = useMemo(
    () => (sort ? sortedOrder(rows, sort, kinds[sort.column] ?? 'other') : undefined),
    [rows, sort, kinds],
  )
  const visible = useMemo(
    () => columns.map((_, index) => index).filter((index) => !hidden.has(index)),
    [columns, hidden],
  )
  const rowHeight = useRowHeight()
  const vertical = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    overscan: 12,
  })
  const horizontal = useVirtualizer({
    horizontal: true,
    count: visible.length,
    getScrollElement: () => scroller.current,
    estimateSize: (index) => widths[visible[index] ?? 0] ?? 120,
    paddingStart: NUMBERS,
    scrollPaddingStart: NUMBERS,
    overscan: 3,
  })
  useEffect(() => {
    horizontal.measure()
  }, [widths, visible, horizontal])
  useEffect(() => {
    vertical.measure()
  }, [rowHeight, vertical])
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
    visible,
    vertical,
    horizontal,
    rowAt: (index: number): Row => rows[order ? (order[index] ?? index) : index] ?? [],
    setWidth: (column: number, width: number) => {
      setWidths((old) =>
        old.map((value, index) => (index === column ? Math.max(40, Math.round(width)) : value)),
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

function initialWidths({ columns, rows }: Result): number[] {
  return fitColumns(
    columns.map((column) => column.name),
    rows,
  )
}

/** The height comes from the tokens: it is larger for fingers. */
function useRowHeight(): number {
  const [height, setHeight] = useState(28)
  useEffect(() => {
    setHeight(
      Number.parseInt(getComputedStyle(document.documentElement).getPropertyValue('--h-row-grid'), 10) || 28,
    )
  }, [])
  return height
}
