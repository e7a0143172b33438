// A table of things: sticky head, sort by the head, columns to resize, rows that open, j and k to move. On a phone
// each row is a line with its main column and a second line with the others. Knows no domain.
import { useRef, type ReactNode } from 'react'
import { HeadCell } from './TableHead'
import { useRowKeys } from './useRowKeys'
import { useWidths } from './useWidths'

export type Column<Row> = {
  key: string
  title: string
  /** CSS width; the rest is shared. */
  width?: string
  align?: 'right'
  /** The key to sort by, when the head may be clicked. */
  sort?: string
  /** Stands in the first line on a phone; the first column where none says so. */
  main?: boolean
  cell: (row: Row) => ReactNode
}

export type Sort = { by: string; descending: boolean }

type Props<Row> = {
  label: string
  rows: readonly Row[]
  columns: readonly Column<Row>[]
  rowKey: (row: Row) => string | number
  sort?: Sort | undefined
  onSort?: (sort: Sort) => void
  onOpen?: (row: Row) => void
  isSelected?: (row: Row) => boolean
  reloading?: boolean
  /** A class of the page's own, for its layout on phones: cells carry `c-` and their column's key. */
  className?: string
  /** Under which the widths of its columns are remembered; the first part of its keys where it has no name. */
  name?: string
}

/** No column that shares the rest becomes narrower: the table scrolls sideways then. */
const LEAST_SHARED = 140

export function Table<Row>(props: Props<Row>) {
  const {
    label,
    rows,
    columns,
    rowKey,
    sort,
    onSort,
    onOpen,
    isSelected,
    reloading,
    className = 'flow',
  } = props
  const body = useRef<HTMLTableSectionElement>(null)
  useRowKeys(body)
  const sizing = useWidths(props.name ?? columns.map(({ key }) => key).join('-'))
  const widthOf = ({ key, width }: Column<Row>) => {
    const dragged = sizing.widths[key]
    return dragged === undefined ? width : `${String(dragged)}px`
  }
  const lead = columns.find((column) => column.main) ?? columns[0]
  return (
    <div className="scroll">
      {reloading ? <div className="topline" /> : null}
      <table
        className={`tbl ${className} ${reloading ? 'reloading' : ''}`}
        aria-label={label}
        aria-busy={reloading ?? false}
        style={{
          minWidth: `calc(${columns.map((column) => widthOf(column) ?? `${String(LEAST_SHARED)}px`).join(' + ')})`,
        }}
      >
        <colgroup>
          {columns.map((column) => (
            <col key={column.key} style={{ width: widthOf(column) }} />
          ))}
        </colgroup>
        <thead>
          <tr>
            {columns.map((column) => (
              <HeadCell key={column.key} column={column} sort={sort} onSort={onSort} sizing={sizing} />
            ))}
          </tr>
        </thead>
        <tbody ref={body}>
          {rows.map((row) => (
            <tr
              key={rowKey(row)}
              tabIndex={onOpen ? 0 : undefined}
              data-opens={onOpen ? '' : undefined}
              aria-selected={isSelected?.(row)}
              onClick={(event) => {
                if (!(event.target instanceof Element && event.target.closest('a,button,input,label')))
                  onOpen?.(row)
              }}
              onKeyDown={(event) => {
                if (event.key === 'Enter' && event.target === event.currentTarget) onOpen?.(row)
              }}
            >
              {columns.map((column) => (
                <td
                  key={column.key}
                  className={`c-${column.key} ${column === lead ? 'lead' : ''} ${column.align === 'right' ? 'num' : ''}`}
                >
                  {column.cell(row)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}
