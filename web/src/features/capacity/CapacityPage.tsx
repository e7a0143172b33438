// The level of all waters: totals, what grows, what fills up, what could not be measured.
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { formatBytes, formatCount } from '../../lib/format'
import { links } from '../../lib/links'
import { Ago } from '../../ui/Ago'
import { EngineBadge } from '../../ui/Badge'
import { EmptyState } from '../../ui/EmptyState'
import { ErrorState } from '../../ui/ErrorState'
import { PageBar } from '../../ui/PageBar'
import { SkeletonRows } from '../../ui/Skeleton'
import { Sparkline } from '../../ui/Sparkline'
import { overviewQuery, type Growing, type Overview } from './queries'
import './capacity.css'

export function CapacityPage() {
  const { t } = useTranslation('capacity')
  const { data, error, refetch } = useQuery(overviewQuery)
  return (
    <>
      <PageBar title={t('title')} />
      {error ? (
        <ErrorState error={error} onRetry={() => void refetch()} />
      ) : !data ? (
        <SkeletonRows />
      ) : data.total.databases === 0 ? (
        <EmptyState title={t('empty')} text={t('emptyText')} />
      ) : (
        <Body overview={data} />
      )}
    </>
  )
}

function Body({ overview }: { overview: Overview }) {
  const { t } = useTranslation('capacity')
  const { total, by_db_type, history, not_collected } = overview
  return (
    <>
      <dl className="facts-row">
        <div>
          <dt>{t('total')}</dt>
          <dd className="value">{total.label}</dd>
          <dd className="detail">
            <Sparkline
              values={history.map(({ size_bytes }) => size_bytes)}
              label={t('totalByDay')}
              width={120}
            />
          </dd>
        </div>
        <div>
          <dt>{t('databases')}</dt>
          <dd className="value">{formatCount(total.databases)}</dd>
          <dd className="detail">{t('onInstances', { count: total.instances })}</dd>
        </div>
        {by_db_type.map((type) => (
          <div key={type.db_type}>
            <dt>
              <EngineBadge dbType={type.db_type} />
            </dt>
            <dd className="value">{type.label}</dd>
            <dd className="detail">{t('databaseCount', { count: type.databases })}</dd>
          </div>
        ))}
      </dl>
      <div className="capacity">
        <Panel title={t('largest')}>
          <Bars overview={overview} />
        </Panel>
        <Panel title={t('fastest')} empty={overview.fastest_growing.length === 0 ? t('noTrend') : undefined}>
          <GrowingList
            rows={overview.fastest_growing}
            tell={({ bytes_per_day }) => t('aDay', { size: formatBytes(bytes_per_day) })}
          />
        </Panel>
        <Panel title={t('soonest')} empty={overview.soonest_full.length === 0 ? t('noLimits') : undefined}>
          <GrowingList rows={overview.soonest_full} tell={({ full_date }) => full_date ?? '–'} />
        </Panel>
        <Panel title={t('instances')}>
          <Instances overview={overview} />
        </Panel>
        <Panel title={t('failed')} empty={not_collected.length === 0 ? t('allCollected') : undefined}>
          <NotCollected overview={overview} />
        </Panel>
      </div>
    </>
  )
}

function Panel({
  title,
  empty,
  children,
}: {
  title: string
  empty?: string | undefined
  children: ReactNode
}) {
  return (
    <section className="panel" aria-label={title}>
      <header>
        <h2>{title}</h2>
      </header>
      {empty === undefined ? children : <p className="muted pad">{empty}</p>}
    </section>
  )
}

/** The largest databases, each with a bar of its share of the largest. */
function Bars({ overview: { largest } }: { overview: Overview }) {
  const most = Math.max(...largest.map(({ size_bytes }) => size_bytes ?? 0), 1)
  return (
    <ul className="pad list">
      {largest.map(({ id, database_name, instance_name, size_bytes, label }) => (
        <li key={id}>
          <span className="fill" style={{ width: `${(((size_bytes ?? 0) / most) * 100).toFixed(1)}%` }} />
          <Name id={id} name={database_name} instance={instance_name} />
          <span className="num">{label ?? '–'}</span>
        </li>
      ))}
    </ul>
  )
}

function GrowingList({ rows, tell }: { rows: readonly Growing[]; tell: (row: Growing) => string }) {
  return (
    <ul className="pad list">
      {rows.map((row) => (
        <li key={row.id}>
          <Name id={row.id} name={row.database_name} instance={row.instance_name} />
          <span className="num strong">{tell(row)}</span>
          <span className="num sub">{row.label ?? '–'}</span>
        </li>
      ))}
    </ul>
  )
}

function Instances({ overview: { by_instance } }: { overview: Overview }) {
  const { t } = useTranslation('capacity')
  return (
    <ul className="pad list">
      {by_instance.map(({ id, name, databases, size_bytes, limit_bytes }) => (
        <li key={id}>
          <Link {...links.instances({ open: id })} className="grow cut" title={name}>
            {name}
          </Link>
          <span className="num muted">{t('databaseCount', { count: databases })}</span>
          <span className="num">
            {size_bytes == null ? '–' : formatBytes(size_bytes)}
            {limit_bytes == null ? '' : ` / ${formatBytes(limit_bytes)}`}
          </span>
        </li>
      ))}
    </ul>
  )
}

function NotCollected({ overview: { not_collected } }: { overview: Overview }) {
  const { t } = useTranslation('capacity')
  return (
    <ul className="pad list tall">
      {not_collected.map(({ id, name, error, collected_at }) => (
        <li key={id}>
          <span className="grow">
            <Link {...links.instances({ open: id })} className="strong">
              {name}
            </Link>
            <span className="why">{error ?? t(collected_at ? 'overdue' : 'neverTried')}</span>
          </span>
          <span className="num muted">{collected_at ? <Ago at={collected_at} /> : t('never')}</span>
        </li>
      ))}
    </ul>
  )
}

function Name({ id, name, instance }: { id: number; name: string; instance: string }) {
  return (
    <Link {...links.database(id)} className="grow cut" title={`${name} · ${instance}`}>
      {name} <span className="muted">{instance}</span>
    </Link>
  )
}
