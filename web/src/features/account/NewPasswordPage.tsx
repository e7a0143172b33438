// Between signing in with a password that somebody else chose and everything else: one's own.
import { useQueryClient } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { sessionQuery, useSession } from '../../api/session'
import { useTitle } from '../../ui/PageBar'
import { isOwnPath } from './ownPath'
import { PasswordForm } from './PasswordForm'
import { SignInFrame } from './SignInFrame'

export function NewPasswordPage() {
  const { t } = useTranslation('account')
  const client = useQueryClient()
  const navigate = useNavigate()
  const { user } = useSession()
  const { then } = useSearch({ from: '/new-password' })
  useTitle(t('newPasswordTitle'))
  return (
    <SignInFrame>
      <h1>{t('newPasswordTitle')}</h1>
      <p className="where">{t('newPasswordText')}</p>
      <PasswordForm
        username={user?.username ?? ''}
        onChanged={() => {
          void client
            .fetchQuery({ ...sessionQuery, staleTime: 0 })
            .then(() => navigate({ href: isOwnPath(then) ? then : '/', replace: true }))
        }}
      />
    </SignInFrame>
  )
}
