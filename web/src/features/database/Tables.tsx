// The latest sizes of the tables, largest first: data and indexes as a bar, and in numbers.
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { formatBytes, formatCount, formatShort } from '../../lib/format'
import { ErrorState } from '../../ui/ErrorState'
import { Pager } from '../../ui/Pager'
import { SearchField } from '../../ui/SearchField'
import { Table, type Column } from '../../ui/Table'
import { TABLES, tableSizesQuery, type TableSize } from './queries'

export function Tables({ id, databaseBytes }: { id: number; databaseBytes: number | undefined }) {
  const { t } = useTranslation('database')
  const [find, setFind] = useState('')
  const [page, setPage] = useState(1)
  const { data, error, refetch, isPlaceholderData } = useQuery(tableSizesQuery(id, find, page))
  const columns = useColumns(data?.tables[0]?.size_bytes ?? 1, databaseBytes)
  return (
    <section className="panel tables" aria-label={t('tables')}>
      <header>
        <h2>{t('tables')}</h2>
        {data ? <span className="muted">{formatCount(data.total)}</span> : null}
        <span className="row muted legend" aria-hidden="true">
          <i className="swatch" /> {t('data')} <i className="swatch index" /> {t('indexes')}
        </span>
        <span className="end">
          <SearchField
            label={t('findTable')}
            value={find}
            onChange={(text) => {
              setFind(text)
              setPage(1)
            }}
          />
        </span>
      </header>
      {error ? (
        <ErrorState error={error} onRetry={() => void refetch()} />
      ) : data && data.tables.length > 0 ? (
        <Table
          label={t('tables')}
          className="dense flow"
          name="tables"
          rows={data.tables}
          columns={columns}
          rowKey={(row) => `${row.schema_name}.${row.table_name}`}
          reloading={isPlaceholderData}
        />
      ) : (
        <p className="muted pad">{data ? t('noTables') : ''}</p>
      )}
      {data && data.total > TABLES ? (
        <Pager page={data.page} limit={data.limit} total={data.total} onPage={setPage} />
      ) : null}
    </section>
  )
}

function useColumns(largest: number, databaseBytes: number | undefined): Column<TableSize>[] {
  const { t } = useTranslation('database')
  return [
    {
      key: 'table',
      title: t('table'),
      width: '330px',
      cell: ({ schema_name, table_name }) => (
        <span title={`${schema_name}.${table_name}`}>
          <span className="muted">{schema_name}.</span>
          {table_name}
        </span>
      ),
    },
    { key: 'bar', title: '', cell: (table) => <Bar table={table} largest={largest} /> },
    {
      key: 'total',
      title: t('total'),
      width: '104px',
      align: 'right',
      cell: (row) => <b className="strong">{formatBytes(row.size_bytes)}</b>,
    },
    {
      key: 'data',
      title: t('data'),
      width: '104px',
      align: 'right',
      cell: (row) => <span className="sub">{formatBytes(row.data_size_bytes)}</span>,
    },
    {
      key: 'indexes',
      title: t('indexes'),
      width: '104px',
      align: 'right',
      cell: (row) => <span className="sub">{formatBytes(row.index_size_bytes)}</span>,
    },
    {
      key: 'rows',
      title: t('rows'),
      width: '120px',
      align: 'right',
      cell: ({ row_count, row_count_estimated }) =>
        row_count == null ? (
          <span className="muted">–</span>
        ) : (
          <span className="sub" title={row_count_estimated ? t('estimated') : undefined}>
            {row_count_estimated ? `≈ ${formatShort(row_count)}` : formatCount(row_count)}
          </span>
        ),
    },
    {
      key: 'share',
      title: t('share'),
      width: '80px',
      align: 'right',
      cell: ({ size_bytes }) => (
        <span className="sub">
          {databaseBytes ? `${((size_bytes / databaseBytes) * 100).toFixed(1)}%` : '–'}
        </span>
      ),
    },
  ]
}

function Bar({ table, largest }: { table: TableSize; largest: number }) {
  const width = (bytes: number) => `${((bytes / Math.max(largest, 1)) * 100).toFixed(2)}%`
  return (
    <span className="size-bar" aria-hidden="true">
      <i style={{ width: width(table.data_size_bytes) }} />
      <i className="index" style={{ width: width(table.index_size_bytes) }} />
    </span>
  )
}
