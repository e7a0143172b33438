// The plan as a tree, the costliest step marked; what there is to say about it above.
import { Button } from '@mantine/core'
import { useMutation, useQuery } from '@tanstack/react-query'
import { Flame, Sparkles } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { errorText } from '../../../i18n/errorText'
import { useLanguage } from '../../../i18n/language'
import { formatShort } from '../../../lib/format'
import { EmptyState } from '../../../ui/EmptyState'
import { modelsQuery } from '../ask/queries'
import { explain, type Plan, type PlanReading, type PlanStep } from './plans'

type Props = { plan: Extract<Plan, { state: 'done' }>; connection: string }

export function PlanView({ plan, connection }: Props) {
  const { t } = useTranslation('query')
  const { language } = useLanguage()
  const reading = plan.plan
  return (
    <div className="plan scroll">
      {reading ? (
        <>
          {reading.reading.map((sentence, index) => (
            <p key={sentence.message} className={index === 0 ? 'plan-said first' : 'plan-said'}>
              {index === 0 ? <Flame size={14} aria-hidden="true" /> : null}
              {language === 'zh' ? sentence.messageZh : sentence.message}
            </p>
          ))}
          <Steps reading={reading} />
          <p className="muted">{t('plan.estimates')}</p>
        </>
      ) : (
        <EmptyState title={t('plan.none')} />
      )}
      <Words sql={plan.sql} connection={connection} />
    </div>
  )
}

function Steps({ reading: { steps, costlyStep } }: { reading: PlanReading }) {
  const { t } = useTranslation('query')
  return (
    <ol className="plan-tree" aria-label={t('plan.steps')}>
      {steps.map((step, index) => (
        <Step key={`${String(index)} ${step.label}`} step={step} isCostly={index === costlyStep} />
      ))}
    </ol>
  )
}

function Step({ step, isCostly }: { step: PlanStep; isCostly: boolean }) {
  const { t } = useTranslation('query')
  const share = typeof step.share === 'number' ? Math.round(step.share * 100) : undefined
  const detail = [step.index, step.condition].filter(Boolean).join(' · ')
  return (
    <li className={isCostly ? 'plan-step worst' : 'plan-step'}>
      {Array.from({ length: step.depth }, (_, level) => (
        <i key={level} className="plan-level" aria-hidden="true" />
      ))}
      <b>{step.label}</b>
      {step.table && !step.label.includes(step.table) ? <span className="mono">{step.table}</span> : null}
      <span className="mono sub cut grow" title={detail}>
        {detail}
      </span>
      {isCostly ? <span className="plan-mark">{t('plan.costliest')}</span> : null}
      {step.onDisk ? <span className="plan-mark">{t('plan.disk')}</span> : null}
      {typeof step.runs === 'number' && step.runs > 1 ? (
        <span className="muted">{t('plan.runs', { runs: formatShort(Math.round(step.runs)) })}</span>
      ) : null}
      {typeof step.rows === 'number' ? (
        <span className="muted">{t('plan.rows', { rows: formatShort(Math.round(step.rows)) })}</span>
      ) : null}
      {share === undefined ? null : (
        <span className="plan-share">
          <span>
            <i style={{ width: `${String(share)}%` }} />
          </span>
          {t('plan.share', { share })}
        </span>
      )}
    </li>
  )
}

/** What the statement does, in words: where a language model is there to say it. */
function Words({ sql, connection }: { sql: string; connection: string }) {
  const { t } = useTranslation('query')
  const { t: tShared } = useTranslation('shared')
  const { language } = useLanguage()
  const { data: models = [] } = useQuery(modelsQuery)
  const asked = useMutation({ mutationFn: () => explain(connection, { sql, words: true, language }) })
  if (models.length === 0) return null
  const { data, error, isPending } = asked
  const missing = data?.explanationMissing
  return (
    <div className="plan-words">
      {data?.explanation ? (
        <p>{data.explanation}</p>
      ) : (
        <Button
          variant="default"
          leftSection={<Sparkles size={14} />}
          disabled={isPending}
          onClick={() => {
            asked.mutate()
          }}
        >
          {t(isPending ? 'plan.wording' : 'plan.words')}
        </Button>
      )}
      {missing ? <p className="muted">{language === 'zh' ? missing.messageZh : missing.message}</p> : null}
      {error ? <p role="alert">{errorText(error, tShared)}</p> : null}
    </div>
  )
}
