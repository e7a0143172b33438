// The page before everything: form left, drawing right, language and theme at the top.
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { sessionQuery } from '../../api/session'
import { useTitle } from '../../ui/PageBar'
import { isOwnPath } from './ownPath'
import { Elsewhere, waysQuery } from './Elsewhere'
import { SignInForm } from './SignInForm'
import { SignInFrame } from './SignInFrame'

export function SignInPage() {
  const { t } = useTranslation('account')
  const client = useQueryClient()
  const navigate = useNavigate()
  const { then, problem } = useSearch({ from: '/sign-in' })
  const { data: ways } = useQuery(waysQuery)
  useTitle(t('signIn'))
  return (
    <SignInFrame
      footer={
        <footer className="muted">
          <span>Weir</span>
          <span>{t('readOnly')}</span>
        </footer>
      }
    >
      <h1>{t('signIn')}</h1>
      <p className="where">{window.location.host}</p>
      <Elsewhere way={ways?.oidc} then={isOwnPath(then) ? then : undefined} problem={problem} />
      <SignInForm
        onDone={(user) => {
          client.setQueryData(sessionQuery.queryKey, user)
          // Whoever must change their password first is led there.
          void navigate({ href: isOwnPath(then) ? then : '/', replace: true })
        }}
      />
      <p className="forgot muted">{t('forgot')}</p>
    </SignInFrame>
  )
}
