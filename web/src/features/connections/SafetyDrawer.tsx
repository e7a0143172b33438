// Why an account has its grade, and the script that makes a safer one. The script is copied, never run.
import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { useLanguage } from '../../i18n/language'
import { Ago } from '../../ui/Ago'
import { Grade } from '../../ui/Badge'
import { CodeBlock } from '../../ui/CodeBlock'
import { Drawer } from '../../ui/Drawer'
import { ErrorState } from '../../ui/ErrorState'
import { SkeletonRows } from '../../ui/Skeleton'
import { safetyQuery } from './queries'

export function SafetyDrawer({ name, onClose }: { name: string | undefined; onClose: () => void }) {
  const { t } = useTranslation('connections')
  return (
    <Drawer opened={name !== undefined} title={t('safety', { name: name ?? '' })} onClose={onClose}>
      {name === undefined ? null : <Report name={name} />}
    </Drawer>
  )
}

function Report({ name }: { name: string }) {
  const { t } = useTranslation('connections')
  const { language } = useLanguage()
  const { data: safety, error, refetch } = useQuery(safetyQuery(name))
  if (error) return <ErrorState error={error} onRetry={() => void refetch()} />
  if (!safety) return <SkeletonRows rows={4} />
  return (
    <div className="report">
      <p className="row">
        <Grade grade={safety.grade} label={safety.grade ?? '–'} />
        {safety.account ? t('report.account', { account: safety.account }) : null}
        {safety.checkedAt ? (
          <span className="muted">
            {t('report.checked')} <Ago at={safety.checkedAt} />
          </span>
        ) : null}
      </p>
      {!safety.grade ? <p>{t('report.ungraded')}</p> : null}
      {safety.grade && safety.findings.length === 0 ? <p>{t('report.nothing')}</p> : null}
      {safety.findings.length > 0 ? (
        <section>
          <h3>{t('report.findings')}</h3>
          <ul>
            {safety.findings.map((finding) => (
              <li key={finding.message} className="row">
                <Grade grade={finding.grade} label={finding.grade} />
                <span>{language === 'zh' ? finding.messageZh : finding.message}</span>
              </li>
            ))}
          </ul>
        </section>
      ) : null}
      {safety.script ? (
        <section>
          <h3>{t('report.script')}</h3>
          <p className="sub">{t('report.scriptText')}</p>
          <CodeBlock text={safety.script} label={t('report.script')} />
        </section>
      ) : null}
    </div>
  )
}
