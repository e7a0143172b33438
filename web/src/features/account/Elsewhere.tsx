// Signing in at an identity provider, where the operator has set one, and why it did not work.
import { Button } from '@mantine/core'
import { queryOptions } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { api } from '../../api/client'
import type { components } from '../../api/schema.gen'
import { Note } from '../../ui/Note'

/** The ways to sign in here. Without an answer there is the password. */
export const waysQuery = queryOptions({
  queryKey: ['ways'],
  staleTime: Infinity,
  retry: false,
  queryFn: async ({ signal }) => (await api.get('/api/v1/auth/ways', { signal, quiet: true })).data,
})

const PROBLEMS = [
  'not_begun',
  'denied',
  'unreachable',
  'untrusted',
  'no_role',
  'disabled',
  'no_name',
] as const

type Props = {
  way: components['schemas']['OidcWay'] | null | undefined
  then: string | undefined
  problem: string | undefined
}

export function Elsewhere({ way, then, problem }: Props) {
  const { t } = useTranslation('account')
  const known = PROBLEMS.find((word) => word === problem)
  const search = then ? `?return_to=${encodeURIComponent(then)}` : ''
  return (
    <>
      {known ? (
        <Note tone="bad" boxed>
          {t(`problem.${known}`)}
        </Note>
      ) : null}
      {way ? (
        <>
          <Button component="a" href={way.path + search} data-size="md" variant="default" fullWidth>
            {way.label ? t('elsewhere', { name: way.label }) : t('elsewherePlain')}
          </Button>
          <p className="or muted">{t('orPassword')}</p>
        </>
      ) : null}
    </>
  )
}
