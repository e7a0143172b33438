// The jobs: when each is due, how its last run went, run now, pause and resume.
import { useTranslation } from 'react-i18next'
import { Pause, Play, RotateCw } from 'lucide-react'
import { useSession } from '../../api/session'
import { errorText } from '../../i18n/errorText'
import { Ago } from '../../ui/Ago'
import { Pill } from '../../ui/Badge'
import { IconButton } from '../../ui/IconButton'
import { Table, type Column } from '../../ui/Table'
import { toast, toastError } from '../../ui/toast'
import { Outcome } from './Outcome'
import { usePauseJob, useRunJob, type Job } from './queries'
import { Tracker } from './Tracker'

type Props = { jobs: readonly Job[]; onOpenRun: (id: number) => void }

export function Schedules({ jobs, onOpenRun }: Props) {
  const { t } = useTranslation('jobs')
  const columns = useColumns(onOpenRun)
  return (
    <section className="panel" aria-label={t('schedules')}>
      <header>
        <h2>{t('schedules')}</h2>
      </header>
      <Table
        label={t('schedules')}
        className="schedules"
        rows={jobs}
        columns={columns}
        rowKey={({ name }) => name}
      />
    </section>
  )
}

function useColumns(onOpenRun: (id: number) => void): Column<Job>[] {
  const { t } = useTranslation('jobs')
  const { may } = useSession()
  const actions: Column<Job> = {
    key: 'actions',
    title: '',
    width: '96px',
    align: 'right',
    cell: (job) => <Actions job={job} onOpenRun={onOpenRun} />,
  }
  return [
    {
      key: 'job',
      title: t('job'),
      cell: ({ name, description }) => (
        <span title={name}>
          <b className="strong">{description}</b>
        </span>
      ),
    },
    {
      key: 'cron',
      title: t('schedule'),
      width: '110px',
      cell: ({ cron }) => (
        <span className="mono sub" title={t('cron')}>
          {cron}
        </span>
      ),
    },
    { key: 'next', title: t('next'), width: '140px', cell: (job) => <Next job={job} /> },
    {
      key: 'last',
      title: t('last'),
      width: '220px',
      cell: ({ last_run: run }) =>
        run ? (
          <span className="row">
            <Outcome run={run} />
            <button
              type="button"
              className="link"
              aria-label={t('openRun', { id: run.id })}
              onClick={() => {
                onOpenRun(run.id)
              }}
            >
              <Ago at={run.started_at} />
            </button>
          </span>
        ) : (
          <span className="muted">{t('never')}</span>
        ),
    },
    {
      key: 'tracker',
      title: t('trackerTitle'),
      width: '238px',
      cell: ({ name }) => <Tracker job={name} onOpenRun={onOpenRun} />,
    },
    ...(may('update') ? [actions] : []),
  ]
}

function Next({ job: { is_paused, next_due_at } }: { job: Job }) {
  const { t } = useTranslation('jobs')
  if (is_paused) return <Pill tone="warn">{t('paused')}</Pill>
  return next_due_at ? <Ago at={next_due_at} /> : <span className="muted">–</span>
}

function Actions({ job, onOpenRun }: { job: Job; onOpenRun: (id: number) => void }) {
  const { t } = useTranslation('jobs')
  const { t: tShared } = useTranslation('shared')
  const run = useRunJob()
  const pause = usePauseJob()
  const failed = (error: unknown) => {
    toastError(errorText(error, tShared))
  }
  return (
    <span className="row acts">
      <IconButton
        label={t('runNow', { job: job.description })}
        disabled={run.isPending || job.last_run?.status === 'running'}
        onClick={() => {
          run.mutate(job.name, {
            onSuccess: (answer) => {
              toast(answer.started ? t('begun') : t('underWay'))
              onOpenRun(answer.run.id)
            },
            onError: failed,
          })
        }}
      >
        <RotateCw size={16} />
      </IconButton>
      <IconButton
        label={t(job.is_paused ? 'resume' : 'pause', { job: job.description })}
        disabled={pause.isPending}
        onClick={() => {
          pause.mutate(
            { name: job.name, pause: !job.is_paused },
            {
              onSuccess: (changed) => {
                toast(t(changed.is_paused ? 'isPaused' : 'isResumed', { job: changed.description }))
              },
              onError: failed,
            },
          )
        }}
      >
        {job.is_paused ? <Play size={16} /> : <Pause size={16} />}
      </IconButton>
    </span>
  )
}
