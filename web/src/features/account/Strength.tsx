// How hard a new password is to guess, while it is typed. The server has the last word.
import { useTranslation } from 'react-i18next'
import { strengthOf } from '../../lib/passwordStrength'

const MOST = 4

export function Strength({ password, username }: { password: string; username: string }) {
  const { t } = useTranslation('account')
  if (password === '') return null
  const { points, word } = strengthOf(password, username)
  return (
    <p className="strength" role="status">
      <meter aria-label={t('strength')} min={0} low={2} high={3} optimum={MOST} max={MOST} value={points} />
      <span className="muted">{t(`strengthWords.${word}`)}</span>
    </p>
  )
}
