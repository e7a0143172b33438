// The panel with the size chart: a window of days, the same numbers as a table, the limit.
import { Button } from '@mantine/core'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { Pencil } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { formatBytes } from '../../lib/format'
import { links } from '../../lib/links'
import { readWindow, windowOf, WINDOWS } from '../../lib/sizeWindow'
import { Segments } from '../../ui/Segments'
import type { Capacity } from './queries'
import { SizeChart } from './SizeChart'

export function SizePanel({ capacity, onLimit }: { capacity: Capacity; onLimit: (() => void) | undefined }) {
  const { t } = useTranslation('database')
  const navigate = useNavigate()
  const window = windowOf(useSearch({ from: '/signed-in/databases/$id' }))
  const [asTable, setAsTable] = useState(false)
  return (
    <section className="panel sizes" aria-label={t('chart')}>
      <header>
        <h2>{t('chart')}</h2>
        <span className="end">
          <Segments
            label={t('window')}
            value={window}
            segments={[
              { value: '30', label: t('days', { count: 30 }) },
              { value: '180', label: t('days', { count: 180 }) },
              { value: 'all', label: t('allDays') },
            ]}
            onChange={(days) =>
              void navigate({ ...links.database(capacity.database.id, readWindow({ days })), replace: true })
            }
          />
          <Button
            variant="subtle"
            aria-pressed={asTable}
            onClick={() => {
              setAsTable(!asTable)
            }}
          >
            {asTable ? t('asChart') : t('asTable')}
          </Button>
          {onLimit ? (
            <Button variant="default" leftSection={<Pencil size={14} />} onClick={onLimit}>
              {t('fact.limit')}
            </Button>
          ) : null}
        </span>
      </header>
      {capacity.readings < 2 ? (
        <p className="muted pad">{t(capacity.readings === 0 ? 'noReading' : 'oneReading')}</p>
      ) : asTable ? (
        <Readings capacity={capacity} days={WINDOWS[window]} />
      ) : (
        <div className="pad">
          <SizeChart capacity={capacity} days={WINDOWS[window]} />
        </div>
      )}
    </section>
  )
}

function Readings({ capacity, days }: { capacity: Capacity; days: number | undefined }) {
  const { t } = useTranslation('database')
  const history = days === undefined ? capacity.history : capacity.history.slice(-days)
  return (
    <div className="readings">
      <table className="tbl">
        <thead>
          <tr>
            <th scope="col">{t('day')}</th>
            <th scope="col" className="num">
              {t('fact.size')}
            </th>
          </tr>
        </thead>
        <tbody>
          {[...history].reverse().map(({ date, size_bytes }) => (
            <tr key={date}>
              <td>{date}</td>
              <td className="num">{formatBytes(size_bytes)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}
