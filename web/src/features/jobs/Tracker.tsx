// The last runs of a job as bars, the oldest first: which went well, which did not, and when.
import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { useLanguage } from '../../i18n/language'
import { formatMoment } from '../../lib/format'
import { trackerQuery, TRACKED, type Run } from './queries'

type Props = { job: string; onOpenRun: (id: number) => void }

export function Tracker({ job, onOpenRun }: Props) {
  const { t } = useTranslation('jobs')
  const { data: runs } = useQuery(trackerQuery(job))
  if (!runs) return <span className="tracker" aria-hidden="true" />
  if (runs.length === 0) return <span className="muted">{t('never')}</span>
  const failed = runs.filter(({ status }) => status === 'failed' || status === 'partial').length
  const missing = Math.max(0, TRACKED - runs.length)
  return (
    <span className="tracker" role="group" aria-label={t('tracker', { count: runs.length, failed })}>
      {Array.from({ length: missing }, (_, index) => (
        <i key={index} aria-hidden="true" />
      ))}
      {[...runs].reverse().map((run) => (
        <Bar key={run.id} run={run} onOpenRun={onOpenRun} />
      ))}
    </span>
  )
}

function Bar({ run, onOpenRun }: { run: Run; onOpenRun: (id: number) => void }) {
  const { t } = useTranslation('jobs')
  const { language } = useLanguage()
  const { id, status, started_at, failed, parts } = run
  const state = isKnown(status) ? t(`states.${status}`) : status
  const told = failed > 0 ? ` · ${t('failedOf', { failed, parts })}` : ''
  const words = `${formatMoment(started_at, language)} · ${state}${told}`
  return (
    <button
      type="button"
      className={status}
      title={words}
      aria-label={t('openRunOf', { id, words })}
      // One stop of the Tab key a row is enough: the list of runs below has them all.
      tabIndex={-1}
      onClick={() => {
        onOpenRun(id)
      }}
    />
  )
}

function isKnown(status: string): status is 'running' | 'succeeded' | 'partial' | 'failed' {
  return ['running', 'succeeded', 'partial', 'failed'].includes(status)
}
