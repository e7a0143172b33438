// What one keeps and what others share: opened in a tab, never run by itself.
import { Select } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { Trash2 } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { connectionsQuery } from '../../../api/connections'
import { useSession } from '../../../api/session'
import { errorText } from '../../../i18n/errorText'
import { links } from '../../../lib/links'
import { Ago } from '../../../ui/Ago'
import { Pill } from '../../../ui/Badge'
import { EmptyState } from '../../../ui/EmptyState'
import { ErrorState } from '../../../ui/ErrorState'
import { IconButton } from '../../../ui/IconButton'
import { PageBar } from '../../../ui/PageBar'
import { Pager } from '../../../ui/Pager'
import { SearchField } from '../../../ui/SearchField'
import { SkeletonRows } from '../../../ui/Skeleton'
import { Table, type Column } from '../../../ui/Table'
import { toastError } from '../../../ui/toast'
import { toastUndo } from '../../../ui/toastUndo'
import { openSaved } from '../tabs'
import { savedQueriesQuery, useDeleteQuery, useSaveQuery, type SavedQuery } from './queries'

export function SavedPage() {
  const { t } = useTranslation('query')
  const navigate = useNavigate()
  const { c, q = '', page = 1 } = useSearch({ from: '/signed-in/saved' })
  const { data, error, refetch, isPlaceholderData } = useQuery({
    ...savedQueriesQuery(c, q, page),
    placeholderData: (before) => before,
  })
  const { data: connections = [] } = useQuery(connectionsQuery)
  const { user } = useSession()
  const columns = useColumns()
  const open = (query: SavedQuery) => {
    openSaved(query, query.owner === user?.username)
    void navigate(links.workbench(query.db_name))
  }
  return (
    <>
      <PageBar title={t('saved.title')} facts={data ? String(data.total) : undefined} />
      <div className="filters">
        <Select
          aria-label={t('saved.connection')}
          placeholder={t('saved.every')}
          data={connections.map(({ name }) => name)}
          value={c ?? null}
          searchable
          clearable
          clearButtonProps={{ 'aria-label': t('saved.every') }}
          onChange={(name) => void navigate(links.saved(name ?? undefined, q))}
        />
        <SearchField
          value={q}
          label={t('saved.search')}
          onChange={(text) => void navigate({ ...links.saved(c, text), replace: true })}
        />
      </div>
      {error ? (
        <ErrorState error={error} onRetry={() => void refetch()} />
      ) : !data ? (
        <SkeletonRows />
      ) : data.items.length === 0 ? (
        <EmptyState
          title={q === '' && c === undefined ? t('saved.none') : t('saved.nothing')}
          text={q === '' && c === undefined ? t('saved.noneText') : ''}
        />
      ) : (
        <>
          <Table
            label={t('saved.title')}
            rows={data.items}
            columns={columns}
            rowKey={({ id }) => id}
            reloading={isPlaceholderData}
            onOpen={open}
          />
          <Pager
            page={page}
            limit={data.limit}
            total={data.total}
            onPage={(next) => void navigate(links.saved(c, q, next))}
          />
        </>
      )}
    </>
  )
}

function useColumns(): Column<SavedQuery>[] {
  const { t } = useTranslation('query')
  const { t: tShared } = useTranslation('shared')
  const { user, may } = useSession()
  const remove = useDeleteQuery()
  const restore = useSaveQuery(() => undefined)
  const drop = (query: SavedQuery) => {
    remove.mutate(query.id, {
      onSuccess: () => {
        const { db_name, title, description, sql, parameters, is_shared } = query
        toastUndo({
          message: t('saved.deleted', { title }),
          undo: tShared('undo'),
          onUndo: () => {
            restore.mutate({
              id: undefined,
              input: { db_name, title, description, sql, parameters, is_shared },
            })
          },
        })
      },
      onError: (failed) => {
        toastError(errorText(failed, tShared))
      },
    })
  }
  return [
    {
      key: 'title',
      title: t('saved.column.title'),
      width: '26%',
      cell: ({ title, description }) => <b title={description}>{title}</b>,
    },
    { key: 'connection', title: t('saved.column.connection'), width: '14%', cell: ({ db_name }) => db_name },
    {
      key: 'sql',
      title: 'SQL',
      cell: ({ sql }) => (
        <span className="mono sub" title={sql}>
          {sql.replace(/\s+/g, ' ').slice(0, 160)}
        </span>
      ),
    },
    {
      key: 'owner',
      title: t('saved.column.owner'),
      width: '14%',
      cell: ({ owner, is_shared }) => (
        <>
          {owner} {is_shared ? <Pill>{t('saved.shared')}</Pill> : null}
        </>
      ),
    },
    {
      key: 'changed',
      title: t('saved.column.changed'),
      width: '130px',
      cell: ({ updated_at }) => <Ago at={updated_at} />,
    },
    {
      key: 'actions',
      title: '',
      width: '60px',
      align: 'right',
      cell: (query) =>
        query.owner === user?.username || may('admin') ? (
          <IconButton
            label={t('saved.delete', { title: query.title })}
            onClick={() => {
              drop(query)
            }}
          >
            <Trash2 size={16} />
          </IconButton>
        ) : null,
    },
  ]
}
