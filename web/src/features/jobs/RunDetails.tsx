// One run in the drawer: its facts, and what it did at each instance.
import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { formatCount, formatElapsed } from '../../lib/format'
import { Ago } from '../../ui/Ago'
import { Drawer } from '../../ui/Drawer'
import { ErrorState } from '../../ui/ErrorState'
import { SkeletonRows } from '../../ui/Skeleton'
import { Outcome, State } from './Outcome'
import { runQuery, type Part, type Run } from './queries'

export function RunDetails({ id, onClose }: { id: number | undefined; onClose: () => void }) {
  const { t } = useTranslation('jobs')
  const { data, error, refetch } = useQuery({ ...runQuery(id ?? 0), enabled: id !== undefined })
  return (
    <Drawer opened={id !== undefined} title={t('runTitle', { id: id ?? 0 })} size={560} onClose={onClose}>
      {error ? (
        <ErrorState error={error} onRetry={() => void refetch()} />
      ) : data ? (
        <div className="details">
          <Facts run={data} />
          <Parts parts={data.instances} />
        </div>
      ) : (
        <SkeletonRows rows={5} />
      )}
    </Drawer>
  )
}

function Facts({ run }: { run: Run }) {
  const { t } = useTranslation('jobs')
  return (
    <dl className="terms">
      <dt>{t('outcome')}</dt>
      <dd>
        <Outcome run={run} />
      </dd>
      <dt>{t('job')}</dt>
      <dd className="mono">{run.job}</dd>
      <dt>{t('startedBy')}</dt>
      <dd>{run.trigger === 'schedule' ? t('bySchedule') : run.asked_by}</dd>
      <dt>{t('started')}</dt>
      <dd>
        <Ago at={run.started_at} />
      </dd>
      {run.elapsed_ms == null ? null : (
        <>
          <dt>{t('took')}</dt>
          <dd>{formatElapsed(run.elapsed_ms)}</dd>
        </>
      )}
    </dl>
  )
}

function Parts({ parts }: { parts: readonly Part[] }) {
  const { t } = useTranslation('jobs')
  if (parts.length === 0) return <p className="muted">{t('noParts')}</p>
  return (
    <table className="tbl parts" aria-label={t('instances')}>
      <thead>
        <tr>
          <th scope="col">{t('instance')}</th>
          <th scope="col">{t('outcome')}</th>
          <th scope="col" className="num">
            {t('saved')}
          </th>
          <th scope="col" className="num">
            {t('took')}
          </th>
        </tr>
      </thead>
      <tbody>
        {parts.map((part) => (
          <PartRows key={`${String(part.instance_id)} ${part.instance_name}`} part={part} />
        ))}
      </tbody>
    </table>
  )
}

/** A row for the instance, and one below for what went wrong there. */
function PartRows({ part }: { part: Part }) {
  const { t } = useTranslation('jobs')
  const { instance_name: name, failed_count: failed, error, attempts } = part
  return (
    <>
      <tr>
        <td title={attempts > 1 ? t('attempts', { count: attempts }) : name}>
          <b className="strong">{name}</b>
        </td>
        <td>
          <State status={part.status} />
        </td>
        <td className="num">
          {formatCount(part.saved_count)}
          {failed > 0 ? <span className="bad"> · {t('failedCount', { count: failed })}</span> : null}
        </td>
        <td className="num">{part.elapsed_ms == null ? '–' : formatElapsed(part.elapsed_ms)}</td>
      </tr>
      {error ? (
        <tr>
          <td colSpan={4} className="why">
            {error}
          </td>
        </tr>
      ) : null}
    </>
  )
}
