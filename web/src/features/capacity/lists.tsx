// The databases that grow fastest, and those that are full soonest.
import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { formatBytes } from '../../lib/format'
import { links } from '../../lib/links'
import { EngineBadge } from '../../ui/Badge'
import type { Growing, Overview } from './queries'

export function Growers({ rows }: { rows: readonly Growing[] }) {
  const { t } = useTranslation('capacity')
  return (
    <ul className="pad list">
      {rows.map((row) => (
        <li key={row.id}>
          <EngineBadge dbType={row.db_type} />
          <Name {...row} />
          <span className="num strong">{t('aDay', { size: formatBytes(row.bytes_per_day) })}</span>
          <span className="num sub size">{row.label ?? '–'}</span>
        </li>
      ))}
    </ul>
  )
}

export function SoonestFull({ rows }: { rows: readonly Growing[] }) {
  return (
    <ul className="pad list">
      {rows.map((row) => (
        <li key={row.id}>
          <Name {...row} />
          <Used size={row.size_bytes ?? 0} limit={row.limit_bytes ?? 0} />
          <span className="num sub size">{row.limit_bytes == null ? '–' : formatBytes(row.limit_bytes)}</span>
          <span className="num strong date">{row.full_date ?? '–'}</span>
        </li>
      ))}
    </ul>
  )
}

/** A bar and its share in figures; amber from 80 %, red from 95 %. */
function Used({ size, limit }: { size: number; limit: number }) {
  if (limit <= 0) return <span className="used" />
  const share = (size / limit) * 100
  const tone = share >= 95 ? 'bad' : share >= 80 ? 'warn' : ''
  return (
    <span className={`used row ${tone}`}>
      <span className="track" aria-hidden="true">
        <i style={{ width: `${Math.min(100, share).toFixed(1)}%` }} />
      </span>
      <span className="num">{share.toFixed(0)}%</span>
    </span>
  )
}

type Named = Pick<Overview['largest'][number], 'id' | 'database_name' | 'instance_name'>

export function Name({ id, database_name: name, instance_name: instance }: Named) {
  return (
    <Link {...links.database(id)} className="grow cut" title={`${name} · ${instance}`}>
      {name} <span className="muted">{instance}</span>
    </Link>
  )
}
