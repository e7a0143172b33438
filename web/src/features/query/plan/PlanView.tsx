// The plan as a tree, the costly step marked.
import { Flame } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { formatCount, formatShort } from '../../../lib/format'
import { CodeBlock } from '../../../ui/CodeBlock'
import { EmptyState } from '../../../ui/EmptyState'
import { cellText } from '../../../lib/cells'
import type { Run } from '../runs'
import { costliest, readPlan, type PlanNode } from './readPlan'

export function PlanView({ run, dialect }: { run: Extract<Run, { state: 'done' }>; dialect: string }) {
  const { t } = useTranslation('query')
  const plan = readPlan(run.result, dialect)
  if (!plan) {
    const text = run.result.rows.map((row) => row.map(cellText).join('  ')).join('\n')
    return text === '' ? (
      <EmptyState title={t('plan.none')} />
    ) : (
      <div className="messages">
        <CodeBlock text={text} />
      </div>
    )
  }
  const worst = costliest(plan)
  return (
    <div className="plan scroll">
      {worst ? (
        <p className="plan-worst">
          <Flame size={14} aria-hidden="true" />
          {t(worst.own === undefined ? 'plan.scan' : 'plan.worst', {
            step: [worst.title, worst.detail].filter(Boolean).join(' ').slice(0, 120),
          })}
        </p>
      ) : null}
      <ul className="plan-tree">
        <Step node={plan} worst={worst} whole={plan.cost} />
      </ul>
      <p className="muted">{t('plan.estimates')}</p>
    </div>
  )
}

type StepProps = { node: PlanNode; worst: PlanNode | undefined; whole: number | undefined }

function Step({ node, worst, whole }: StepProps) {
  const { t } = useTranslation('query')
  const share = node.own !== undefined && whole ? Math.round((node.own / whole) * 100) : undefined
  return (
    <li>
      <div className={node === worst ? 'plan-step worst' : 'plan-step'}>
        <b>{node.title}</b>
        <span className="mono sub cut grow" title={node.detail}>
          {node.detail}
        </span>
        {node.rows === undefined ? null : (
          <span className="muted">{t('plan.rows', { rows: formatShort(node.rows) })}</span>
        )}
        {node.cost === undefined ? null : (
          <span className="muted">{t('plan.cost', { cost: formatCount(Math.round(node.cost)) })}</span>
        )}
        {share === undefined ? null : (
          <span className="plan-share" title={`${String(share)}%`}>
            <i style={{ width: `${String(share)}%` }} />
          </span>
        )}
      </div>
      {node.children.length > 0 ? (
        <ul>
          {node.children.map((child, index) => (
            <Step key={`${child.title}-${String(index)}`} node={child} worst={worst} whole={whole} />
          ))}
        </ul>
      ) : null}
    </li>
  )
}
