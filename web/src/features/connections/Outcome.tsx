// What a test of a connection found, or why it or the saving failed and what to do about it.
import { useTranslation } from 'react-i18next'
import { ApiError } from '../../api/error'
import type { components } from '../../api/schema.gen'
import { errorText } from '../../i18n/errorText'
import { Grade } from '../../ui/Badge'
import { Note } from '../../ui/Note'
import { hintFor } from './hint'

type Tested = components['schemas']['TestedConnectionResponse']

export function Outcome({ tested, error }: { tested: Tested | undefined; error: Error | null }) {
  const { t } = useTranslation('connections')
  const { t: tShared } = useTranslation('shared')
  if (error) {
    const hint = error instanceof ApiError ? hintFor(error.params.why ?? '') : undefined
    return (
      <Note tone="bad" boxed>
        {errorText(error, tShared)}
        {hint ? <span className="note-hint">{t(`hint.${hint}`)}</span> : null}
      </Note>
    )
  }
  if (!tested) return null
  const { serverVersion, pingMs, tls, safetyGrade } = tested
  const link =
    tls === 'verified' || tls === 'unverified' || tls === 'clear' || tls === 'local' ? tls : undefined
  return (
    <div role="status" className="row tested">
      {safetyGrade ? <Grade grade={safetyGrade} label={t('gradeOf', { grade: safetyGrade })} /> : null}
      <span>
        {t('form.works', { version: serverVersion, ms: pingMs })}
        {link ? ` · ${t(`link.${link}`)}` : ''}
      </span>
    </div>
  )
}
