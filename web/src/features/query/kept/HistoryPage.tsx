// What was asked on a connection: one's own queries, everybody's for an administrator. Opening one runs nothing.
import { Button, Select } from '@mantine/core'
import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { connectionsQuery } from '../../../api/connections'
import { formatCount, formatElapsed } from '../../../lib/format'
import { links } from '../../../lib/links'
import { load } from '../../../lib/storage'
import { Ago } from '../../../ui/Ago'
import { StatusBadge, type StatusKind } from '../../../ui/Badge'
import { EmptyState } from '../../../ui/EmptyState'
import { ErrorState } from '../../../ui/ErrorState'
import { PageBar } from '../../../ui/PageBar'
import { SearchField } from '../../../ui/SearchField'
import { SkeletonRows } from '../../../ui/Skeleton'
import { Table, type Column } from '../../../ui/Table'
import { openTab } from '../tabs'
import { historyQuery, type HistoryEntry } from './queries'

const KINDS: Record<string, StatusKind> = {
  answered: 'success',
  refused: 'warning',
  failed: 'danger',
  cancelled: 'secondary',
}

export function HistoryPage() {
  const { t } = useTranslation('query')
  const navigate = useNavigate()
  const { c, q = '' } = useSearch({ from: '/signed-in/history' })
  const { data: connections } = useQuery(connectionsQuery)
  const names = connections?.map(({ name }) => name) ?? []
  const connection = c ?? names.find((name) => name === load('connection')) ?? names[0]
  return (
    <>
      <PageBar title={t('history.title')} />
      <div className="filters">
        <Select
          aria-label={t('history.connection')}
          data={names}
          value={connection ?? null}
          searchable
          onChange={(name) => {
            if (name !== null) void navigate(links.history(name, q))
          }}
        />
        <SearchField
          value={q}
          label={t('history.search')}
          onChange={(text) => void navigate({ ...links.history(connection, text), replace: true })}
        />
      </div>
      {connection === undefined ? (
        connections ? (
          <EmptyState title={t('noConnections')} />
        ) : (
          <SkeletonRows />
        )
      ) : (
        <Entries connection={connection} search={q} />
      )}
    </>
  )
}

function Entries({ connection, search }: { connection: string; search: string }) {
  const { t } = useTranslation('query')
  const navigate = useNavigate()
  const { data, error, refetch, hasNextPage, fetchNextPage, isFetchingNextPage } = useInfiniteQuery(
    historyQuery(connection, search),
  )
  const columns = useColumns()
  if (error) return <ErrorState error={error} onRetry={() => void refetch()} />
  if (!data) return <SkeletonRows />
  const entries = data.pages.flatMap((page) => page.entries)
  if (entries.length === 0)
    return <EmptyState title={search === '' ? t('history.none') : t('history.nothing')} />
  return (
    <>
      <Table
        label={t('history.title')}
        rows={entries}
        columns={columns}
        rowKey={({ id, startedAt }) => id + startedAt}
        onOpen={({ sql, naturalQuery }) => {
          openTab(connection, { sql, ...(naturalQuery ? { question: naturalQuery } : {}) })
          void navigate(links.workbench(connection))
        }}
      />
      {hasNextPage ? (
        <footer className="pager">
          <Button
            variant="default"
            size="compact-xs"
            loading={isFetchingNextPage}
            onClick={() => void fetchNextPage()}
          >
            {t('history.older')}
          </Button>
        </footer>
      ) : null}
    </>
  )
}

function useColumns(): Column<HistoryEntry>[] {
  const { t } = useTranslation('query')
  const outcome = (word: string) =>
    word === 'answered' || word === 'refused' || word === 'failed' || word === 'cancelled'
      ? t(`history.outcome.${word}`)
      : word
  return [
    {
      key: 'when',
      title: t('history.column.when'),
      width: '130px',
      cell: ({ startedAt }) => <Ago at={startedAt} />,
    },
    {
      key: 'sql',
      main: true,
      title: 'SQL',
      cell: ({ sql, naturalQuery }) => (
        <span className="mono" title={naturalQuery ? `${naturalQuery}\n\n${sql}` : sql}>
          {sql.replace(/\s+/g, ' ').slice(0, 200)}
        </span>
      ),
    },
    { key: 'user', title: t('history.column.user'), width: '110px', cell: ({ user }) => user },
    {
      key: 'rows',
      title: t('history.column.rows'),
      width: '90px',
      align: 'right',
      cell: ({ rowCount }) => (rowCount == null ? '' : formatCount(rowCount)),
    },
    {
      key: 'took',
      title: t('history.column.took'),
      width: '90px',
      align: 'right',
      cell: ({ elapsedMs }) => formatElapsed(elapsedMs),
    },
    {
      key: 'outcome',
      title: t('history.column.outcome'),
      width: '130px',
      cell: ({ outcome: word, error }) => (
        <span title={error ?? undefined}>
          <StatusBadge kind={KINDS[word] ?? 'secondary'}>{outcome(word)}</StatusBadge>
        </span>
      ),
    },
  ]
}
