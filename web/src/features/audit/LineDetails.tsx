// One line of the audit log in full: what changed, by whom, from where.
import { useTranslation } from 'react-i18next'
import { useLanguage } from '../../i18n/language'
import { formatMoment } from '../../lib/format'
import type { Line } from './queries'

export function LineDetails({ line }: { line: Line }) {
  const { t } = useTranslation('audit')
  const { language } = useLanguage()
  const { actor } = line
  const facts: [string, string | null | undefined][] = [
    [t('when'), formatMoment(line.at, language)],
    [t('who'), `${actor.name} (${actor.kind})`],
    [t('subject'), line.subject],
    [t('address'), actor.address],
    [t('request'), actor.request_id],
    [t('note'), line.note],
  ]
  return (
    <div className="details">
      <dl className="terms">
        {facts.map(([name, value]) =>
          value ? (
            <div key={name} className="term">
              <dt>{name}</dt>
              <dd>{value}</dd>
            </div>
          ) : null,
        )}
      </dl>
      {line.changes.length > 0 ? (
        <table className="tbl changes">
          <thead>
            <tr>
              <th scope="col">{t('field')}</th>
              <th scope="col">{t('before')}</th>
              <th scope="col">{t('after')}</th>
            </tr>
          </thead>
          <tbody>
            {line.changes.map(({ field, before, after }) => (
              <tr key={field}>
                <td>{field}</td>
                <td title={before ?? ''}>{before ?? '–'}</td>
                <td title={after ?? ''}>{after ?? '–'}</td>
              </tr>
            ))}
          </tbody>
        </table>
      ) : null}
    </div>
  )
}
