// The runs, newest first: what started each, how long it took, how many instances it went over.
import { Select } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { useLanguage } from '../../i18n/language'
import { formatAgo, formatCount, formatElapsed } from '../../lib/format'
import { compactJobs, type JobsView } from '../../lib/jobsView'
import { Ago } from '../../ui/Ago'
import { ErrorState } from '../../ui/ErrorState'
import { Pager } from '../../ui/Pager'
import { SkeletonRows } from '../../ui/Skeleton'
import { Table, type Column } from '../../ui/Table'
import { Outcome } from './Outcome'
import { runsQuery, type Job, type Run } from './queries'
import { useWatchedRuns } from './useWatchedRuns'

type Props = { jobs: readonly Job[]; view: JobsView; onChange: (view: JobsView) => void }

export function Runs({ jobs, view, onChange }: Props) {
  const { t } = useTranslation('jobs')
  const { data, error, refetch, isPlaceholderData } = useQuery(runsQuery(view.job, view.page ?? 1))
  const columns = useColumns(jobs)
  const known = [...(data?.items ?? []), ...jobs.flatMap(({ last_run }) => last_run ?? [])]
  useWatchedRuns(known.filter(({ status }) => status === 'running').map(({ id }) => id))
  return (
    <section className="panel" aria-label={t('runs')}>
      <header>
        <h2>{t('runs')}</h2>
        {data ? <span className="muted">{formatCount(data.total)}</span> : null}
        <span className="end">
          <Select
            aria-label={t('job')}
            placeholder={t('allJobs')}
            clearable
            data={jobs.map(({ name, description }) => ({ value: name, label: description }))}
            value={view.job ?? null}
            onChange={(job) => {
              onChange(compactJobs({ job: job ?? undefined }))
            }}
          />
        </span>
      </header>
      {error ? (
        <ErrorState error={error} onRetry={() => void refetch()} />
      ) : !data ? (
        <SkeletonRows />
      ) : data.total === 0 ? (
        <NoRuns jobs={jobs} />
      ) : (
        <>
          <Table
            label={t('runs')}
            className="runs"
            rows={data.items}
            columns={columns}
            rowKey={({ id }) => id}
            isSelected={({ id }) => id === view.run}
            onOpen={({ id }) => {
              onChange(compactJobs({ ...view, run: id }))
            }}
            reloading={isPlaceholderData}
          />
          {data.total > data.limit ? (
            <Pager
              page={data.page}
              limit={data.limit}
              total={data.total}
              onPage={(page) => {
                onChange(compactJobs({ ...view, page }))
              }}
            />
          ) : null}
        </>
      )}
    </section>
  )
}

function NoRuns({ jobs }: { jobs: readonly Job[] }) {
  const { t } = useTranslation('jobs')
  const { language } = useLanguage()
  const next = jobs.flatMap(({ next_due_at }) => next_due_at ?? []).sort()[0]
  return (
    <p className="muted pad">
      {next === undefined ? t('noRuns') : t('noRunsYet', { when: formatAgo(next, language) })}
    </p>
  )
}

function useColumns(jobs: readonly Job[]): Column<Run>[] {
  const { t } = useTranslation('jobs')
  const about = (name: string) => jobs.find((job) => job.name === name)?.description ?? name
  return [
    { key: 'id', title: t('run'), width: '72px', cell: ({ id }) => <span className="mono sub">{id}</span> },
    {
      key: 'job',
      title: t('job'),
      cell: ({ job }) => (
        <b className="strong" title={job}>
          {about(job)}
        </b>
      ),
    },
    {
      key: 'by',
      title: t('startedBy'),
      width: '160px',
      cell: ({ trigger, asked_by }) =>
        trigger === 'schedule' ? <span className="muted">{t('bySchedule')}</span> : asked_by,
    },
    { key: 'at', title: t('started'), width: '150px', cell: ({ started_at }) => <Ago at={started_at} /> },
    {
      key: 'took',
      title: t('took'),
      width: '110px',
      align: 'right',
      cell: ({ elapsed_ms }) =>
        elapsed_ms == null ? <span className="muted">–</span> : formatElapsed(elapsed_ms),
    },
    {
      key: 'parts',
      title: t('instances'),
      width: '150px',
      align: 'right',
      cell: ({ parts, failed }) => (
        <>
          {formatCount(parts)}
          {failed > 0 ? <span className="bad"> · {t('failedCount', { count: failed })}</span> : null}
        </>
      ),
    },
    { key: 'outcome', title: t('outcome'), width: '230px', cell: (run) => <Outcome run={run} /> },
  ]
}
