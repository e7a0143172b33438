// The tables that explain the growth.
import { useTranslation } from 'react-i18next'
import { formatBytes, formatPercent } from '../../lib/format'
import type { Capacity } from './queries'

export function Grown({ tables }: { tables: Capacity['growing_tables'] }) {
  const { t } = useTranslation('database')
  if (tables.length === 0) return null
  return (
    <section className="panel grown" aria-label={t('grown')}>
      <header>
        <h2>{t('grown')}</h2>
        <span className="end muted">{t('grownIn')}</span>
      </header>
      <ul className="pad">
        {tables.map(({ schema_name, table_name, size_bytes, growth }) => (
          <li key={`${schema_name}.${table_name}`} className="row">
            <span className="grow cut" title={`${schema_name}.${table_name}`}>
              <span className="muted">{schema_name}.</span>
              {table_name}
            </span>
            <span className="num">
              {growth.bytes > 0 ? '+' : ''}
              {formatBytes(growth.bytes)}
            </span>
            <span className="num muted">{growth.percent == null ? '–' : formatPercent(growth.percent)}</span>
            <span className="num sub">{formatBytes(size_bytes)}</span>
          </li>
        ))}
      </ul>
    </section>
  )
}
