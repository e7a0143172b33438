// A table of things: sticky head, sort by the head, rows that open, j and k to move. Knows no domain.
import { ArrowDown, ArrowUp } from 'lucide-react'
import { useRef, type ReactNode } from 'react'
import { useRowKeys } from './useRowKeys'

export type Column<Row> = {
  key: string
  title: string
  /** CSS width; the rest is shared. */
  width?: string
  align?: 'right'
  /** The key to sort by, when the head may be clicked. */
  sort?: string
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
}

export function Table<Row>(props: Props<Row>) {
  const { label, rows, columns, rowKey, sort, onSort, onOpen, isSelected, reloading, className = '' } = props
  const body = useRef<HTMLTableSectionElement>(null)
  useRowKeys(body)
  return (
    <div className="scroll">
      {reloading ? <div className="topline" /> : null}
      <table
        className={`tbl ${className} ${reloading ? 'reloading' : ''}`}
        aria-label={label}
        aria-busy={reloading ?? false}
      >
        <colgroup>
          {columns.map((column) => (
            <col key={column.key} style={column.width ? { width: column.width } : undefined} />
          ))}
        </colgroup>
        <thead>
          <tr>
            {columns.map((column) => (
              <HeadCell key={column.key} column={column} sort={sort} onSort={onSort} />
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
                <td key={column.key} className={`c-${column.key} ${column.align === 'right' ? 'num' : ''}`}>
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

type HeadProps<Row> = {
  column: Column<Row>
  sort: Sort | undefined
  onSort: ((sort: Sort) => void) | undefined
}

function HeadCell<Row>({ column, sort, onSort }: HeadProps<Row>) {
  const className = column.align === 'right' ? 'num' : undefined
  const by = column.sort
  if (by === undefined || !onSort) {
    return (
      <th scope="col" className={className}>
        {column.title}
      </th>
    )
  }
  const active = sort?.by === by
  const direction = !active ? 'none' : sort.descending ? 'descending' : 'ascending'
  return (
    <th scope="col" className={className} aria-sort={direction}>
      <button
        type="button"
        onClick={() => {
          onSort({ by, descending: active ? !sort.descending : column.align === 'right' })
        }}
      >
        {column.title}
        {active ? sort.descending ? <ArrowDown size={12} /> : <ArrowUp size={12} /> : null}
      </button>
    </th>
  )
}
