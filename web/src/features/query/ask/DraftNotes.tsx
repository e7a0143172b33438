// Beside the editor: how sure one may be of a draft, what it uses, what it assumed, what to check.
import { ThumbsDown, ThumbsUp, TriangleAlert, X } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useLanguage } from '../../../i18n/language'
import { IconButton } from '../../../ui/IconButton'
import { toast } from '../../../ui/toast'
import type { Draft } from './askStream'
import type { Asking } from './asks'
import { useFeedback } from './queries'

type Props = {
  asking: Asking
  draft: Draft
  connection: string
  sql: string
  /** In a sheet over a narrow page, not beside the editor. */
  inSheet?: boolean
  onClose: () => void
}

const MARKS = { high: 3, medium: 2, low: 1 } as const

export function DraftNotes({ asking, draft, connection, sql, inSheet = false, onClose }: Props) {
  const { t } = useTranslation('query')
  const { language } = useLanguage()
  const level =
    draft.confidence.level === 'high' || draft.confidence.level === 'medium' ? draft.confidence.level : 'low'
  return (
    <aside className={inSheet ? 'draft in-sheet' : 'draft wide'} aria-label={t('ask.notes')}>
      <div className={`draft-head ${level}`}>
        <b>{t('ask.title')}</b>
        <span className="marks" aria-hidden="true">
          {[1, 2, 3].map((mark) => (
            <i key={mark} className={mark <= MARKS[level] ? 'full' : ''} />
          ))}
        </span>
        <span className="level grow">{t(`ask.confidence.${level}`)}</span>
        {inSheet ? null : (
          <IconButton label={t('ask.fold')} size={24} onClick={onClose}>
            <X size={14} />
          </IconButton>
        )}
      </div>
      {draft.status === 'ok' ? null : <p>{draft.clarification ?? draft.explanation}</p>}
      {draft.status === 'ok' && draft.explanation ? <p>{draft.explanation}</p> : null}
      <Section title={t('ask.tables')} items={draft.tablesUsed} mono />
      <Section title={t('ask.assumed')} items={draft.assumptions} />
      {draft.warnings.length > 0 ? (
        <section>
          <h3>{t('ask.check')}</h3>
          {draft.warnings.map((warning) => (
            <p key={warning} className="draft-warning">
              <TriangleAlert size={14} aria-hidden="true" />
              {warning}
            </p>
          ))}
        </section>
      ) : null}
      <Section title={t('ask.why')} items={draft.confidence.signals.map((signal) => signal.message)} />
      <Section
        title={t('ask.repaired', { count: asking.repairs.length })}
        items={asking.repairs.map((repair) => (language === 'zh' ? repair.problemZh : repair.problem))}
      />
      <Verdict draft={draft} connection={connection} sql={sql} />
    </aside>
  )
}

function Section({ title, items, mono }: { title: string; items: readonly string[]; mono?: boolean }) {
  if (items.length === 0) return null
  return (
    <section>
      <h3>{title}</h3>
      {mono ? (
        <p className="mono">{items.join(', ')}</p>
      ) : (
        <ul>
          {items.map((item) => (
            <li key={item}>{item}</li>
          ))}
        </ul>
      )}
    </section>
  )
}

/** A correction goes along when the statement was changed since. */
function Verdict({ draft, connection, sql }: { draft: Draft; connection: string; sql: string }) {
  const { t } = useTranslation('query')
  const feedback = useFeedback(connection)
  const [given, setGiven] = useState<'right' | 'wrong'>()
  const give = (verdict: 'right' | 'wrong') => {
    const corrected = verdict === 'wrong' && sql.trim() !== draft.generatedSql.trim() ? { sql } : {}
    feedback.mutate(
      { id: draft.id, verdict, ...corrected },
      {
        onSuccess: () => {
          setGiven(verdict)
          toast(t('ask.thanks'))
        },
      },
    )
  }
  return (
    <div className="draft-foot">
      <span className="muted grow">{t('ask.sent', { model: draft.usage.model })}</span>
      <IconButton
        label={t('ask.good')}
        size={24}
        pressed={given === 'right'}
        onClick={() => {
          give('right')
        }}
      >
        <ThumbsUp size={14} />
      </IconButton>
      <IconButton
        label={t('ask.bad')}
        size={24}
        pressed={given === 'wrong'}
        onClick={() => {
          give('wrong')
        }}
      >
        <ThumbsDown size={14} />
      </IconButton>
    </div>
  )
}
