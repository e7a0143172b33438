// One database: facts, size with forecast, tables as areas and as a table.
import { Button } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Link, useParams } from '@tanstack/react-router'
import { ChevronRight, RefreshCw } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useSession } from '../../api/session'
import { errorText } from '../../i18n/errorText'
import { formatElapsed } from '../../lib/format'
import { links } from '../../lib/links'
import { ErrorState } from '../../ui/ErrorState'
import { Note } from '../../ui/Note'
import { PageBar } from '../../ui/PageBar'
import { SkeletonRows, useAfter, useSeconds } from '../../ui/Skeleton'
import { toast } from '../../ui/toast'
import { Facts } from './Facts'
import { Grown } from './Grown'
import { LimitDialog } from './LimitDialog'
import { OpenButton, Place } from './Place'
import { capacityQuery, tableSizesQuery, useRefresh } from './queries'
import { SizePanel } from './SizePanel'
import { Tables } from './Tables'
import { Treemap } from './Treemap'
import './database.css'

export function DatabasePage() {
  const { t } = useTranslation('database')
  const { id: given } = useParams({ from: '/signed-in/databases/$id' })
  const id = Number(given)
  const { may } = useSession()
  const { data: capacity, error, refetch } = useQuery(capacityQuery(id))
  const { data: sizes } = useQuery(tableSizesQuery(id, '', 1))
  const [limiting, setLimiting] = useState(false)
  if (error) return <ErrorState error={error} onRetry={() => void refetch()} />
  if (!capacity) return <SkeletonRows />
  const { database } = capacity
  return (
    <>
      <PageBar
        title={database.database_name}
        thing={t('title')}
        crumbs={
          <>
            <Link {...links.ledger()}>{t('title')}</Link>
            <ChevronRight size={14} aria-hidden="true" />
            <Link {...links.ledger({ instance: database.instance_id })}>{database.instance_name}</Link>
            <ChevronRight size={14} aria-hidden="true" />
          </>
        }
        facts={<Place database={database} />}
      >
        {may('update') ? <Refresh id={id} tables={sizes?.total} /> : null}
        <OpenButton database={database} />
      </PageBar>
      <Facts capacity={capacity} sizes={sizes} />
      <div className="dbx">
        <SizePanel
          capacity={capacity}
          onLimit={
            may('update')
              ? () => {
                  setLimiting(true)
                }
              : undefined
          }
        />
        <section className="panel areas" aria-label={t('treemap')}>
          <header>
            <h2>{t('treemap')}</h2>
            <span className="end muted">{t('areaIsSize')}</span>
          </header>
          {sizes && sizes.tables.length > 0 ? (
            <Treemap tables={sizes.tables} total={database.size_bytes ?? 0} />
          ) : (
            <p className="muted pad">{sizes ? t('noTables') : ''}</p>
          )}
        </section>
        <Grown tables={capacity.growing_tables} />
        <Tables id={id} databaseBytes={database.size_bytes ?? undefined} />
      </div>
      <LimitDialog
        key={String(limiting)}
        id={id}
        opened={limiting}
        limit={capacity.limit_bytes ?? undefined}
        onClose={() => {
          setLimiting(false)
        }}
      />
    </>
  )
}

/** Re-measures the tables; says what it does when it takes longer than a moment. */
function Refresh({ id, tables }: { id: number; tables: number | undefined }) {
  const { t } = useTranslation('database')
  const { t: tShared } = useTranslation('shared')
  const refresh = useRefresh(id)
  return (
    <>
      {refresh.isPending ? <Reading tables={tables} /> : null}
      {refresh.error ? (
        <Note tone="bad">{t('refreshFailed', { why: errorText(refresh.error, tShared) })}</Note>
      ) : null}
      <Button
        variant="default"
        leftSection={<RefreshCw size={14} />}
        loading={refresh.isPending}
        onClick={() => {
          refresh.mutate(undefined, {
            onSuccess: ({ data }) => {
              toast(
                t('refreshed', { count: data.saved_count ?? 0, time: formatElapsed(data.elapsed_ms ?? 0) }),
              )
            },
          })
        }}
      >
        {t('refresh')}
      </Button>
    </>
  )
}

/** How many tables there were last time, and a count of seconds, so that it is seen to go on. */
function Reading({ tables }: { tables: number | undefined }) {
  const { t } = useTranslation('database')
  const seconds = useSeconds()
  if (!useAfter(300)) return null
  return (
    <span className="muted wide-only" role="status">
      {tables ? t('readingOf', { count: tables, seconds }) : t('reading', { seconds })}
    </span>
  )
}
