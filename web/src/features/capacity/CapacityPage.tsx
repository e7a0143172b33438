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
import { Growers, Name, SoonestFull } from './lists'
import { overviewQuery, type Overview } from './queries'
import { TotalChart } from './TotalChart'
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
          <dd className="detail">{t('latestSizes')}</dd>
        </div>
        <div>
          <dt>{t('databases')}</dt>
          <dd className="value">{formatCount(total.databases)}</dd>
          <dd className="detail">{t('onInstances', { count: total.instances })}</dd>
        </div>
        {by_db_type.map((type) => (
          <div key={type.db_type}>
            <dt className="row">
              <EngineBadge dbType={type.db_type} />
              {t(`engine.${type.db_type}`)}
            </dt>
            <dd className="value">{type.label}</dd>
            <dd className="detail">{t('databaseCount', { count: type.databases })}</dd>
          </div>
        ))}
      </dl>
      <div className="capacity">
        {history.length > 1 ? (
          <Panel title={t('totalByDay')} facts={t('measuredThatDay')} wide>
            <div className="pad">
              <TotalChart history={history} />
            </div>
          </Panel>
        ) : null}
        <Panel title={t('largest')}>
          <Bars overview={overview} />
        </Panel>
        <Panel title={t('fastest')} empty={overview.fastest_growing.length === 0 ? t('noTrend') : undefined}>
          <Growers rows={overview.fastest_growing} />
        </Panel>
        <Panel title={t('soonest')} empty={overview.soonest_full.length === 0 ? t('noLimits') : undefined}>
          <SoonestFull rows={overview.soonest_full} />
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
  facts,
  empty,
  wide,
  children,
}: {
  title: string
  facts?: string
  empty?: string | undefined
  wide?: boolean
  children: ReactNode
}) {
  return (
    <section className={wide ? 'panel wide' : 'panel'} aria-label={title}>
      <header>
        <h2>{title}</h2>
        {facts ? <span className="muted">{facts}</span> : null}
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
      {largest.map((row) => (
        <li key={row.id}>
          <span className="fill" style={{ width: `${(((row.size_bytes ?? 0) / most) * 100).toFixed(1)}%` }} />
          <Name {...row} />
          <span className="num">{row.label ?? '–'}</span>
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
