// Below the run bar: the result, its chart, the plan, the messages.
import type { KeyboardEvent } from 'react'
import { useTranslation } from 'react-i18next'
import type { Connection } from '../../api/connections'
import { formatCount, formatElapsed, formatTime } from '../../lib/format'
import { EmptyState } from '../../ui/EmptyState'
import { Button } from '@mantine/core'
import type { Mending } from './ask/askStream'
import { ResultChart } from './chart/ResultChart'
import { Failure } from './Failure'
import { Messages } from './Messages'
import { PlanView } from './plan/PlanView'
import type { Plan } from './plan/plans'
import type { Run } from './runs'
import type { Tab } from './tabs'
import { ResultView } from './ResultView'
import type { Schema } from './schema/model'
import { useAfter } from '../../ui/Skeleton'

export type ResultTab = 'result' | 'chart' | 'plan' | 'messages'

type Props = {
  run: Run | undefined
  tab: ResultTab
  connection: Connection
  schema: Schema
  onTab: (tab: ResultTab) => void
  /** The plan of the statement, when one was asked for. */
  plan: Plan | undefined
  editorTab: Tab
  onExplain: () => void
  onRaiseLimit: (limit: number) => void
  onRunSql: (sql: string) => void
  onMend: (failed: Mending) => void
}

const TABS = ['result', 'chart', 'plan', 'messages'] as const

export function ResultPane(props: Props) {
  const { t } = useTranslation('query')
  const { run, tab, onTab } = props
  const result = run?.state === 'done' ? run.result : undefined
  const onKeyDown = ({ key }: KeyboardEvent) => {
    const step = key === 'ArrowRight' ? 1 : key === 'ArrowLeft' ? -1 : 0
    const next = TABS[TABS.indexOf(tab) + step]
    if (step === 0 || !next) return
    onTab(next)
    document.getElementById(`result-${next}`)?.focus()
  }
  return (
    <section className="result" aria-label={t('result.label')} data-pane="result">
      <div className="rtabs">
        <div role="tablist" aria-label={t('result.label')} tabIndex={-1} onKeyDown={onKeyDown}>
          {TABS.map((name) => (
            <button
              key={name}
              type="button"
              role="tab"
              // On phones an error says all that the messages say.
              className={name === 'messages' ? 'wide' : undefined}
              id={`result-${name}`}
              aria-selected={name === tab}
              tabIndex={name === tab ? 0 : -1}
              onClick={() => {
                onTab(name)
              }}
            >
              {t(`result.${name}`)}
            </button>
          ))}
        </div>
        {result ? (
          <span className="end wide" role="status">
            {t('result.facts', {
              time: formatTime(result.at),
              rows: t('result.rows', { count: result.rows.length, shown: formatCount(result.rows.length) }),
              elapsed: formatElapsed(result.elapsedMs),
            })}
          </span>
        ) : null}
      </div>
      <ResultBody {...props} />
    </section>
  )
}

function ResultBody({ run, tab, ...rest }: Props) {
  const { t } = useTranslation('query')
  if (tab === 'messages') return <Messages run={run} />
  if (tab === 'plan')
    return <PlanTab plan={rest.plan} connection={rest.connection} onExplain={rest.onExplain} />
  if (!run) return <EmptyState title={t('result.before')} />
  if (run.state === 'running') return <Running />
  if (run.state === 'failed') {
    const stands = rest.editorTab.sql.startsWith(run.sql, run.offset)
    return <Failure run={run} connection={rest.connection} onMend={stands ? rest.onMend : undefined} />
  }
  if (tab === 'chart') {
    return (
      <ResultChart
        key={run.result.at.getTime()}
        result={run.result}
        tab={rest.editorTab}
        dialect={rest.connection.dbType}
      />
    )
  }
  return <ResultView key={run.result.at.getTime()} run={run} {...rest} />
}

type PlanProps = { plan: Plan | undefined; connection: Connection; onExplain: () => void }

function PlanTab({ plan, connection, onExplain }: PlanProps) {
  const { t } = useTranslation('query')
  if (!plan) {
    return (
      <EmptyState
        title={t('plan.before')}
        action={
          <Button variant="default" onClick={onExplain}>
            {t('run.explain')}
          </Button>
        }
      />
    )
  }
  if (plan.state === 'asking') return <Running />
  if (plan.state === 'failed') return <Failure run={plan} connection={connection} />
  return <PlanView plan={plan} connection={connection.name} key={plan.sql} />
}

function Running() {
  const { t } = useTranslation('query')
  const shown = useAfter(300)
  return (
    <div className="scroll" aria-busy="true">
      <div className="topline" />
      {shown ? <EmptyState title={t('result.waiting')} /> : null}
    </div>
  )
}
