// What can be done with a column: sort here or in the database, freeze, fit, hide. A press opens it, or Alt and the
// down arrow in the grid.
import { Menu } from '@mantine/core'
import { ChevronDown } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import type { Grid } from './useGrid'

type Props = {
  grid: Grid
  index: number
  name: string
  opened: boolean
  onOpened: (opened: boolean) => void
  onSortInDatabase?: ((column: string, descending: boolean) => void) | undefined
}

export function ColumnMenu({ grid, index, name, opened, onOpened, onSortInDatabase }: Props) {
  const { t } = useTranslation('query')
  return (
    <Menu position="bottom-end" opened={opened} onChange={onOpened}>
      <Menu.Target>
        <button type="button" className="grid-menu" tabIndex={-1} aria-label={t('grid.columnMenu', { name })}>
          <ChevronDown size={12} />
        </button>
      </Menu.Target>
      {opened ? (
        <Menu.Dropdown
          onKeyDown={(event) => {
            event.stopPropagation()
          }}
        >
          <SortItems grid={grid} index={index} name={name} onSortInDatabase={onSortInDatabase} />
          <Menu.Divider />
          <Menu.Item
            onClick={() => {
              grid.toggleFrozen(index)
            }}
          >
            {t(grid.frozen.has(index) ? 'grid.unfreeze' : 'grid.freeze')}
          </Menu.Item>
          <Menu.Item
            onClick={() => {
              grid.fit(index)
            }}
          >
            {t('grid.fit')}
          </Menu.Item>
          <Menu.Item
            disabled={grid.visible.length === 1}
            onClick={() => {
              grid.setHidden(new Set([...grid.hidden, index]))
            }}
          >
            {t('grid.hide')}
          </Menu.Item>
        </Menu.Dropdown>
      ) : null}
    </Menu>
  )
}

function SortItems({ grid, index, name, onSortInDatabase }: Omit<Props, 'opened' | 'onOpened'>) {
  const { t } = useTranslation('query')
  return (
    <>
      {[false, true].map((descending) => (
        <Menu.Item
          key={String(descending)}
          onClick={() => {
            grid.setSort({ column: index, descending })
          }}
        >
          {t(descending ? 'grid.descending' : 'grid.ascending')}
        </Menu.Item>
      ))}
      {grid.sort?.column === index ? (
        <Menu.Item
          onClick={() => {
            grid.setSort(undefined)
          }}
        >
          {t('grid.unsorted')}
        </Menu.Item>
      ) : null}
      {onSortInDatabase
        ? [false, true].map((descending) => (
            <Menu.Item
              key={String(descending)}
              onClick={() => {
                onSortInDatabase(name, descending)
              }}
            >
              {t(descending ? 'grid.descendingThere' : 'grid.ascendingThere')}
            </Menu.Item>
          ))
        : null}
    </>
  )
}
