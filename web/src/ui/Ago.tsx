// A moment as people say it; the exact one, with its zone, in the tooltip.
import { useLanguage } from '../i18n/language'
import { formatAgo, formatMoment } from '../lib/format'

export function Ago({ at }: { at: string }) {
  const { language } = useLanguage()
  return (
    <time dateTime={at} title={formatMoment(at, language)}>
      {formatAgo(at, language)}
    </time>
  )
}
