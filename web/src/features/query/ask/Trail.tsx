// The steps of a question: each said once, when it is done or under way.
import { Check, CircleAlert, LoaderCircle } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { errorText } from '../../../i18n/errorText'
import { formatElapsed } from '../../../lib/format'
import type { Asking, Step } from './asks'

const ORDER: readonly Step[] = ['linking', 'drafting', 'checking', 'ready']

export function Trail({ asking }: { asking: Asking }) {
  const { t } = useTranslation('query')
  const { t: tShared } = useTranslation('shared')
  if (asking.state === 'failed') {
    return (
      <p className="trail bad" role="alert">
        <CircleAlert size={13} aria-hidden="true" />
        {errorText(asking.error, tShared)}
      </p>
    )
  }
  const { step, tables, repairs, startedAt, endedAt, draft } = asking
  const at = step === 'repairing' ? 2 : ORDER.indexOf(step)
  const noSql = draft !== undefined && draft.status !== 'ok'
  const words: Record<Step, string> = {
    linking: tables === undefined ? t('ask.linking') : t('ask.linked', { count: tables }),
    drafting: at > 1 ? t('ask.drafted') : t('ask.drafting'),
    checking: at > 2 ? t('ask.checked') : t('ask.checking'),
    repairing:
      step === 'repairing'
        ? t('ask.repairing', { count: repairs.length })
        : t('ask.repaired', { count: repairs.length }),
    ready: noSql ? t('ask.noSql') : t('ask.ready'),
  }
  const shown = ORDER.slice(0, at + 1).flatMap((name): Step[] =>
    name === 'ready' && repairs.length > 0 ? ['repairing', 'ready'] : [name],
  )
  if (step === 'repairing') shown.push('repairing')
  const last = shown[shown.length - 1]
  return (
    <div role="status">
      <ol className="trail">
        {shown.map((name) => (
          <li key={name} className={name === 'repairing' ? 'fix' : name === last ? 'now' : ''}>
            {name === last && asking.state === 'asking' ? (
              <LoaderCircle size={13} className="turning" aria-hidden="true" />
            ) : (
              <Check size={13} aria-hidden="true" />
            )}
            {words[name]}
          </li>
        ))}
        {endedAt === undefined ? null : <li className="time wide">{formatElapsed(endedAt - startedAt)}</li>}
      </ol>
    </div>
  )
}
