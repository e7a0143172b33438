// The page before everything: form left, drawing right, language and theme at the top.
import { useQueryClient } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { sessionQuery } from '../../api/session'
import { LanguageButton } from '../../ui/LanguageButton'
import { Logo } from '../../ui/Logo'
import { useTitle } from '../../ui/PageBar'
import { ThemeButton } from '../../ui/ThemeButton'
import { SignInForm } from './SignInForm'
import { StreamDrawing } from './StreamDrawing'
import './signIn.css'

export function SignInPage() {
  const { t } = useTranslation('account')
  const client = useQueryClient()
  const navigate = useNavigate()
  const { then } = useSearch({ from: '/sign-in' })
  useTitle(t('signIn'))
  return (
    <div className="sign-in">
      <main className="sign-in-side">
        <header>
          <span className="brand">
            <Logo />
            Weir
          </span>
          <span className="row">
            <LanguageButton />
            <ThemeButton />
          </span>
        </header>
        <div className="sign-in-form">
          <h1>{t('signIn')}</h1>
          <p className="where">{window.location.host}</p>
          <SignInForm
            onDone={(user) => {
              client.setQueryData(sessionQuery.queryKey, user)
              void navigate({ href: isOwnPath(then) ? then : '/', replace: true })
            }}
          />
          <p className="forgot muted">{t('forgot')}</p>
        </div>
        <footer className="muted">
          <span>Weir</span>
          <span>{t('readOnly')}</span>
        </footer>
      </main>
      <StreamDrawing />
    </div>
  )
}

/** Only a path of this site: `then` comes from the address and could name another one. */
export function isOwnPath(then: string | undefined): then is string {
  return then !== undefined && /^\/(?![/\\])/.test(then)
}
