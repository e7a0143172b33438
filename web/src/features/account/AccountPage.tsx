// The signed-in user's own page: password, sessions, language and theme.
import { useTranslation } from 'react-i18next'
import { useSession } from '../../api/session'
import { LanguageButton } from '../../ui/LanguageButton'
import { PageBar } from '../../ui/PageBar'
import { ThemeButton } from '../../ui/ThemeButton'
import { PasswordForm } from './PasswordForm'
import { Sessions } from './Sessions'
import './account.css'

export function AccountPage() {
  const { t } = useTranslation(['account', 'shared'])
  const { user } = useSession()
  return (
    <>
      <PageBar title={t('account:title')} />
      <div className="scroll">
        <div className="account">
          {user ? (
            <p>{t('account:signedInAs', { name: user.username, role: t(`shared:role.${user.role}`) })}</p>
          ) : null}
          <section>
            <h2>{t('account:changePassword')}</h2>
            {user?.hasPassword === false ? (
              <p className="muted">{t('account:passwordElsewhere')}</p>
            ) : (
              <PasswordForm username={user?.username ?? ''} />
            )}
          </section>
          <section>
            <h2>{t('account:appearance')}</h2>
            <div className="row">
              <LanguageButton />
              <ThemeButton />
            </div>
          </section>
          <section>
            <h2>{t('account:sessions')}</h2>
            <Sessions />
          </section>
        </div>
      </div>
    </>
  )
}
