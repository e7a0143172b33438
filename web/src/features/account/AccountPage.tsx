// The signed-in user's own page: password, sessions, language and theme.
import { Button } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { signOut, useSession } from '../../api/session'
import { LanguageButton } from '../../ui/LanguageButton'
import { PageBar } from '../../ui/PageBar'
import { ThemeButton } from '../../ui/ThemeButton'
import { Note } from '../../ui/Note'
import { PasswordForm } from './PasswordForm'
import './account.css'

export function AccountPage() {
  const { t } = useTranslation(['account', 'shared', 'shell'])
  const { user } = useSession()
  const leave = useMutation({
    mutationFn: signOut,
    onSettled: () => {
      window.location.assign('/sign-in')
    },
  })
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
            {user?.mustChangePassword ? <Note boxed>{t('account:mustChange')}</Note> : null}
            <PasswordForm username={user?.username ?? ''} />
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
            <div className="row">
              <Button
                variant="default"
                loading={leave.isPending}
                onClick={() => {
                  leave.mutate()
                }}
              >
                {t('shell:signOut')}
              </Button>
            </div>
          </section>
        </div>
      </div>
    </>
  )
}
