// When the session ends in mid-work: sign in again above the page, which stays as it is. The request that
// found the session gone waits, and goes on afterwards.
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { sessionQuery, useSession } from '../api/session'
import { onSessionEnd } from '../api/transport'
import { Elsewhere, waysQuery } from '../features/account/Elsewhere'
import { SignInForm } from '../features/account/SignInForm'
import { Dialog } from '../ui/Dialog'

type Waiting = { promise: Promise<boolean>; settle: (signedIn: boolean) => void }

let waiting: Waiting | undefined

/** Many requests may find the session gone at once: they share one answer. */
function wait(): Promise<boolean> {
  if (!waiting) {
    let settle: Waiting['settle'] = () => undefined
    const promise = new Promise<boolean>((resolve) => {
      settle = resolve
    })
    waiting = { promise, settle }
  }
  return waiting.promise
}

export function SignInSheet() {
  const { t } = useTranslation('shell')
  const client = useQueryClient()
  const { user } = useSession()
  const [open, setOpen] = useState(false)
  const { data: ways } = useQuery({ ...waysQuery, enabled: open })
  useEffect(() => {
    onSessionEnd(() => {
      setOpen(true)
      return wait()
    })
    return () => {
      onSessionEnd(undefined)
    }
  }, [])
  const settle = (signedIn: boolean) => {
    setOpen(false)
    waiting?.settle(signedIn)
    waiting = undefined
  }
  return (
    <Dialog
      opened={open}
      title={t('sessionEnded')}
      onClose={() => {
        settle(false)
      }}
    >
      <p className="sub">{t('sessionEndedText')}</p>
      <Elsewhere
        way={ways?.oidc}
        then={window.location.pathname + window.location.search}
        problem={undefined}
      />
      <SignInForm
        username={user?.username}
        onDone={(next) => {
          // Another user's data must not stay on the screen.
          if (next.mustChangePassword || (user && next.username !== user.username)) window.location.reload()
          client.setQueryData(sessionQuery.queryKey, next)
          settle(true)
        }}
      />
    </Dialog>
  )
}
