// Which columns of a table are shown; remembered in this browser.
import { Button, Menu } from '@mantine/core'
import { Columns3 } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { loadJson, saveJson } from '../lib/storage'
import type { Column } from './Table'

export type Hidden = { hidden: readonly string[]; toggle: (key: string) => void }

export function useHidden(table: string): Hidden {
  const storage = `hidden.${table}`
  const [hidden, setHidden] = useState<readonly string[]>(() => texts(loadJson(storage)))
  return {
    hidden,
    toggle: (key) => {
      const next = hidden.includes(key) ? hidden.filter((known) => known !== key) : [...hidden, key]
      setHidden(next)
      saveJson(storage, next)
    },
  }
}

type Props<Row> = { columns: readonly Column<Row>[]; choice: Hidden }

/** The first column stays: a row without a name is none. */
export function ColumnMenu<Row>({ columns, choice: { hidden, toggle } }: Props<Row>) {
  const { t } = useTranslation('shared')
  return (
    <Menu position="bottom-end" closeOnItemClick={false}>
      <Menu.Target>
        <Button variant="subtle" className="wide-only" leftSection={<Columns3 size={14} />}>
          {t('columns')}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        {columns
          .slice(1)
          .filter(({ title }) => title !== '')
          .map(({ key, title }) => (
            <Menu.Item
              key={key}
              role="menuitemcheckbox"
              aria-checked={!hidden.includes(key)}
              onClick={() => {
                toggle(key)
              }}
            >
              {hidden.includes(key) ? '' : '✓ '}
              {title}
            </Menu.Item>
          ))}
      </Menu.Dropdown>
    </Menu>
  )
}

function texts(kept: unknown): string[] {
  return Array.isArray(kept) ? kept.filter((item) => typeof item === 'string') : []
}
