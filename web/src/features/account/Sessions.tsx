// Where one is signed in, and the way out of each.
import { Button } from '@mantine/core'
import { useMutation, useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { signOut } from '../../api/session'
import { Ago } from '../../ui/Ago'
import { Pill } from '../../ui/Badge'
import { ErrorState } from '../../ui/ErrorState'
import { sessionsQuery, useEndAllSessions, useEndSession } from './queries'

const leave = () => {
  window.location.assign('/sign-in')
}

export function Sessions() {
  const { t } = useTranslation(['account', 'shell'])
  const { data: sessions = [], error, refetch } = useQuery(sessionsQuery)
  const end = useEndSession()
  const endAll = useEndAllSessions(leave)
  const out = useMutation({ mutationFn: signOut, onSuccess: leave })
  if (error) return <ErrorState error={error} onRetry={() => void refetch()} />
  return (
    <>
      <ul className="sessions">
        {sessions.map((session) => (
          <li key={session.id}>
            <span className="grow">
              <span className="cut">{browserOf(session.user_agent)}</span>
              <span className="muted">
                {session.address} · <Ago at={session.used_at} />
              </span>
            </span>
            {session.is_current ? (
              <Pill tone="acc">{t('account:thisBrowser')}</Pill>
            ) : (
              <Button
                variant="default"
                size="compact-xs"
                onClick={() => {
                  end.mutate(session.id)
                }}
              >
                {t('account:endSession')}
              </Button>
            )}
          </li>
        ))}
      </ul>
      <p className="muted">{t('account:signOutEverywhereText')}</p>
      <div className="row">
        <Button
          variant="default"
          loading={out.isPending}
          onClick={() => {
            out.mutate()
          }}
        >
          {t('shell:signOut')}
        </Button>
        <Button
          variant="default"
          loading={endAll.isPending}
          onClick={() => {
            endAll.mutate()
          }}
        >
          {t('account:signOutEverywhere')}
        </Button>
      </div>
    </>
  )
}

/** The browser and system in a user agent, as far as it says them. */
export function browserOf(agent: string | null | undefined): string {
  const text = agent ?? ''
  const browser = /(Edg|OPR|Firefox|Chrome|Safari)\/(\d+)/.exec(text)
  const system = /(Windows|Macintosh|Android|iPhone|iPad|Linux)/.exec(text)?.[1]
  if (!browser) return text === '' ? '–' : text.slice(0, 60)
  const name = { Edg: 'Edge', OPR: 'Opera' }[browser[1] ?? ''] ?? browser[1]
  return [`${name ?? ''} ${browser[2] ?? ''}`, system === 'Macintosh' ? 'macOS' : system]
    .filter(Boolean)
    .join(', ')
}
