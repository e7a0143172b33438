// What a test of an instance found: the round trip, how safe the account is, and the script that makes it safer.
import type { UseMutationResult } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import type { components } from '../../api/schema.gen'
import { errorText } from '../../i18n/errorText'
import { Grade } from '../../ui/Badge'
import { CodeBlock } from '../../ui/CodeBlock'
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
  const { server_version, ping_ms, tls } = test.data
  return (
    <>
      <p role="status">
        {t('answered', { version: server_version, ms: ping_ms })}
        {isKnown(tls) ? ` ${t(`link.${tls}`)}` : ''}
      </p>
      <Safety tested={test.data} />
    </>
  )
}

function Safety({ tested: { safety_grade: grade, account, findings, script } }: { tested: Tested }) {
  const { t } = useTranslation('instances')
  if (!grade) return <p className="muted">{t('ungraded')}</p>
  return (
    <section className="safety" aria-label={t('grade', { grade })}>
      <div className="row verdict">
        <Grade grade={grade} label={t('grade', { grade })} />
        <span>
          <b className="strong">
            {t(findings.length === 0 ? 'nothingFound' : 'found', { count: findings.length })}
          </b>
          {account ? <span className="muted"> {t('account', { account })}</span> : null}
        </span>
      </div>
      <ul>
        {findings.map((finding) => (
          <li key={finding.message} className="row">
            <Grade grade={finding.grade} label={finding.grade} />
            <span>{finding.message}</span>
          </li>
        ))}
      </ul>
      {script ? (
        <>
          <h3>{t('script')}</h3>
          <CodeBlock text={script} label={t('script')} />
          <p className="muted">{t('scriptText')}</p>
        </>
      ) : null}
    </section>
  )
}

function isKnown(tls: string | null | undefined): tls is 'verified' | 'unverified' | 'clear' | 'local' {
  return tls === 'verified' || tls === 'unverified' || tls === 'clear' || tls === 'local'
}
