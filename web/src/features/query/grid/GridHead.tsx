// The heads: glyph and name, the comment below, a menu, an edge to drag.
import { Menu } from '@mantine/core'
import { ArrowDown, ArrowUp, ChevronDown } from 'lucide-react'
import { useRef, type PointerEvent } from 'react'
import { useTranslation } from 'react-i18next'
import type { Result } from '../types'
import { GLYPHS, isRight } from './types'
import type { Grid } from './useGrid'

type Props = {
  grid: Grid
  result: Result
  comments: ReadonlyMap<string, string>
  onSortInDatabase?: ((column: string, descending: boolean) => void) | undefined
}

export function GridHead(props: Props) {
  const { t } = useTranslation('query')
  const { grid } = props
  return (
    <div className="grid-head" role="row" aria-rowindex={1}>
      <div className="grid-number" role="columnheader">
        <span className="sr">{t('grid.row')}</span>
      </div>
      {grid.horizontal.getVirtualItems().map((item) => (
        <HeadCell key={item.key} {...props} position={item.index} left={item.start} width={item.size} />
      ))}
    </div>
  )
}

type CellProps = Props & { position: number; left: number; width: number }

function HeadCell({ grid, result, comments, onSortInDatabase, position, left, width }: CellProps) {
  const { t } = useTranslation('query')
  const index = grid.visible[position] ?? 0
  const column = result.columns[index]
  const kind = grid.kinds[index] ?? 'other'
  if (!column) return null
  const sorted = grid.sort?.column === index ? grid.sort : undefined
  const direction = sorted ? (sorted.descending ? 'descending' : 'ascending') : 'none'
  const rows = result.rows.length
  const chooseColumn = () => {
    grid.setSelection({
      from: { row: 0, column: position },
      to: { row: Math.max(0, rows - 1), column: position },
    })
  }
  return (
    <div
      role="columnheader"
      aria-colindex={position + 2}
      aria-sort={direction}
      className={`grid-title${isRight(kind) ? ' num' : ''}`}
      style={{ left, width }}
      title={`${column.name} · ${column.dataType}`}
    >
      <button type="button" className="grid-name" tabIndex={-1} onClick={chooseColumn}>
        <em aria-hidden="true">{GLYPHS[kind]}</em>
        <b className="cut">{column.name}</b>
        {sorted ? sorted.descending ? <ArrowDown size={12} /> : <ArrowUp size={12} /> : null}
      </button>
      <small className="cut">{comments.get(column.name) ?? column.dataType}</small>
      <Menu position="bottom-end">
        <Menu.Target>
          <button
            type="button"
            className="grid-menu"
            tabIndex={-1}
            aria-label={t('grid.columnMenu', { name: column.name })}
          >
            <ChevronDown size={12} />
          </button>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item
            onClick={() => {
              grid.setSort({ column: index, descending: false })
            }}
          >
            {t('grid.ascending')}
          </Menu.Item>
          <Menu.Item
            onClick={() => {
              grid.setSort({ column: index, descending: true })
            }}
          >
            {t('grid.descending')}
          </Menu.Item>
          {sorted ? (
            <Menu.Item
              onClick={() => {
                grid.setSort(undefined)
              }}
            >
              {t('grid.unsorted')}
            </Menu.Item>
          ) : null}
          {onSortInDatabase ? (
            <>
              <Menu.Item
                onClick={() => {
                  onSortInDatabase(column.name, false)
                }}
              >
                {t('grid.ascendingThere')}
              </Menu.Item>
              <Menu.Item
                onClick={() => {
                  onSortInDatabase(column.name, true)
                }}
              >
                {t('grid.descendingThere')}
              </Menu.Item>
            </>
          ) : null}
          <Menu.Divider />
          <Menu.Item
            onClick={() => {
              grid.fit(index)
            }}
          >
            {t('grid.fit')}
          </Menu.Item>
          <Menu.Item
            onClick={() => {
              grid.setHidden(new Set([...grid.hidden, index]))
            }}
          >
            {t('grid.hide')}
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
      <Edge
        width={width}
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

function Edge({
  width,
  onWidth,
  onFit,
}: {
  width: number
  onWidth: (width: number) => void
  onFit: () => void
}) {
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
