// What a test of an instance found.
import type { UseMutationResult } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import type { components } from '../../api/schema.gen'
import { errorText } from '../../i18n/errorText'
import { Grade } from '../../ui/Badge'
import { Note } from '../../ui/Note'

type Tested = components['schemas']['TestedInstanceResponse']

export function TestOutcome({ test }: { test: UseMutationResult<Tested, Error, number> }) {
  const { t } = useTranslation('instances')
  const { t: tShared } = useTranslation('shared')
  if (test.error) {
    return (
      <Note tone="bad" boxed>
        {errorText(test.error, tShared)}
      </Note>
    )
  }
  if (!test.data) return null
  const { server_version, ping_ms, tls, safety_grade } = test.data
  return (
    <div role="status" className="row tested">
      {safety_grade ? <Grade grade={safety_grade} label={t('grade', { grade: safety_grade })} /> : null}
      <span>
        {t('answered', { version: server_version, ms: ping_ms })}
        {tls ? ` ${t('tls', { tls })}` : ''}
      </span>
    </div>
  )
}
