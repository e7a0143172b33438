// How a run or a part of one went: its state in a word, and how far it is while it goes.
import { useTranslation } from 'react-i18next'
import { StatusBadge, type StatusKind } from '../../ui/Badge'
import type { Run } from './queries'

const KINDS = {
  waiting: 'secondary',
  running: 'info',
  succeeded: 'success',
  partial: 'warning',
  failed: 'danger',
} as const satisfies Record<string, StatusKind>

export function State({ status }: { status: string }) {
  const { t } = useTranslation('jobs')
  if (!isKnown(status)) return <StatusBadge kind="secondary">{status}</StatusBadge>
  return <StatusBadge kind={KINDS[status]}>{t(`states.${status}`)}</StatusBadge>
}

/** The state of a run; a bar while it is under way. */
export function Outcome({ run }: { run: Run }) {
  const { t } = useTranslation('jobs')
  if (run.status !== 'running') return <State status={run.status} />
  return (
    <span className="row progress">
      <State status={run.status} />
      <progress
        max={Math.max(run.parts, 1)}
        value={run.done}
        aria-label={t('progress', { done: run.done, parts: run.parts })}
      />
      <span className="sub">
        {run.done}/{run.parts}
      </span>
    </span>
  )
}

function isKnown(status: string): status is keyof typeof KINDS {
  return status in KINDS
}
