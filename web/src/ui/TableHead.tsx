// The head of a table: sort by a press, width by the edge or by Alt and an arrow.
import { ArrowDown, ArrowUp } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import type { Column, Sort } from './Table'
import type { Sizing } from './useWidths'

type Props<Row> = {
  column: Column<Row>
  sort: Sort | undefined
  onSort: ((sort: Sort) => void) | undefined
  sizing: Sizing
}

export function HeadCell<Row>({ column, sort, onSort, sizing }: Props<Row>) {
  const { key, title, align } = column
  const by = onSort ? column.sort : undefined
  const active = by !== undefined && sort?.by === by
  const direction =
    by === undefined ? undefined : !active ? 'none' : sort.descending ? 'descending' : 'ascending'
  return (
    <th scope="col" className={align === 'right' ? 'num' : undefined} aria-sort={direction}>
      {by === undefined || !onSort ? (
        title
      ) : (
        <button
          type="button"
          onClick={() => {
            onSort({ by, descending: active ? !sort.descending : align === 'right' })
          }}
          onKeyDown={(event) => {
            if (!event.altKey || (event.key !== 'ArrowLeft' && event.key !== 'ArrowRight')) return
            event.preventDefault()
            const now = event.currentTarget.closest('th')?.getBoundingClientRect().width ?? 0
            sizing.nudge(key, now, event.key === 'ArrowRight')
          }}
        >
          {title}
          {active ? sort.descending ? <ArrowDown size={12} /> : <ArrowUp size={12} /> : null}
        </button>
      )}
      {title === '' ? null : <Grip column={key} title={title} sizing={sizing} />}
    </th>
  )
}

function Grip({ column, title, sizing }: { column: string; title: string; sizing: Sizing }) {
  const { t } = useTranslation('shared')
  return (
    <span
      className="grip"
      aria-hidden="true"
      title={t('resize', { column: title })}
      onPointerDown={(event) => {
        sizing.drag(column, event)
      }}
      onDoubleClick={() => {
        sizing.forget(column)
      }}
    />
  )
}
