// Every call of a language model: who asked, what left the house, what it cost.
import { keepPreviousData, queryOptions, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api } from '../../api/client'
import type { components } from '../../api/schema.gen'
import { formatBytes, formatCount, formatElapsed } from '../../lib/format'
import { Ago } from '../../ui/Ago'
import { Pill } from '../../ui/Badge'
import { EmptyState } from '../../ui/EmptyState'
import { ErrorState } from '../../ui/ErrorState'
import { PageBar } from '../../ui/PageBar'
import { Pager } from '../../ui/Pager'
import { SkeletonRows } from '../../ui/Skeleton'
import { Table, type Column } from '../../ui/Table'

type Call = components['schemas']['LlmCallResponse']

const callsQuery = (page: number) =>
  queryOptions({
    queryKey: ['llmCalls', page],
    placeholderData: keepPreviousData,
    queryFn: async ({ signal }) =>
      (await api.get('/api/v1/llm/calls', { query: { page, limit: 50 }, signal })).data,
  })

export function CallsPage() {
  const { t } = useTranslation('models')
  const [page, setPage] = useState(1)
  const { data, error, refetch, isPlaceholderData } = useQuery(callsQuery(page))
  const columns = useColumns()
  return (
    <>
      <PageBar title={t('title')} facts={data ? t('facts', { count: data.total }) : undefined} />
      {error ? (
        <ErrorState error={error} onRetry={() => void refetch()} />
      ) : !data ? (
        <SkeletonRows />
      ) : data.total === 0 ? (
        <EmptyState title={t('none')} text={t('noneText')} />
      ) : (
        <>
          <Table
            label={t('title')}
            rows={data.items}
            columns={columns}
            rowKey={(call) => `${call.started_at} ${call.draft_id ?? ''} ${call.purpose}`}
            reloading={isPlaceholderData}
          />
          <Pager page={data.page} limit={data.limit} total={data.total} onPage={setPage} />
        </>
      )}
    </>
  )
}

function useColumns(): Column<Call>[] {
  const { t } = useTranslation('models')
  return [
    { key: 'at', title: t('when'), width: '140px', cell: ({ started_at }) => <Ago at={started_at} /> },
    { key: 'who', title: t('who'), width: '140px', cell: ({ caller }) => <b className="strong">{caller}</b> },
    { key: 'database', title: t('database'), width: '140px', cell: ({ database }) => database ?? '–' },
    {
      key: 'model',
      main: true,
      title: t('model'),
      width: '200px',
      cell: ({ provider, model }) => (
        <span title={`${provider} · ${model}`}>
          {model} <span className="muted">{provider}</span>
        </span>
      ),
    },
    {
      key: 'sent',
      title: t('sent'),
      cell: ({ tables, bytes_sent, sent_samples }) => (
        <span title={tables.join(', ')}>
          {t('tables', { count: tables.length })} · {formatBytes(bytes_sent)}{' '}
          {sent_samples ? <Pill tone="warn">{t('samples')}</Pill> : null}
        </span>
      ),
    },
    {
      key: 'tokens',
      title: t('tokens'),
      width: '140px',
      align: 'right',
      cell: ({ input_tokens, output_tokens }) =>
        `${formatCount(input_tokens)} → ${formatCount(output_tokens)}`,
    },
    {
      key: 'time',
      title: t('time'),
      width: '90px',
      align: 'right',
      cell: ({ elapsed_ms }) => formatElapsed(elapsed_ms),
    },
    { key: 'outcome', title: t('outcome'), width: '120px', cell: ({ outcome }) => outcome },
  ]
}
