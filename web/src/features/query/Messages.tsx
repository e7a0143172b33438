// What was sent and what came of it, in words: also for those who can't see marks in the editor.
import { useTranslation } from 'react-i18next'
import { errorText } from '../../i18n/errorText'
import { formatCount, formatElapsed, formatTime } from '../../lib/format'
import { CodeBlock } from '../../ui/CodeBlock'
import { EmptyState } from '../../ui/EmptyState'
import type { Run } from './runs'
import { truncationText } from './truncation'

export function Messages({ run }: { run: Run | undefined }) {
  const { t } = useTranslation('query')
  const { t: tShared } = useTranslation('shared')
  if (!run || run.state === 'running') return <EmptyState title={t('messages.none')} />
  if (run.state === 'failed') {
    return (
      <div className="messages">
        <p>{errorText(run.error, tShared)}</p>
        <h3>{t('messages.sent')}</h3>
        <CodeBlock text={run.sql} />
      </div>
    )
  }
  const { result } = run
  return (
    <div className="messages">
      <p>
        {t('result.facts', {
          time: formatTime(result.at),
          rows: t('result.rows', { count: result.rows.length, shown: formatCount(result.rows.length) }),
          elapsed: formatElapsed(result.elapsedMs),
        })}
      </p>
      {result.truncated ? (
        <p>{t(truncationText(result), { rows: formatCount(result.rows.length) })}</p>
      ) : null}
      <h3>{t('messages.ran')}</h3>
      <CodeBlock text={result.sql} />
    </div>
  )
}
