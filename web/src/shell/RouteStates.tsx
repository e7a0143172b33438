// What stands where a page can't: no such address, or a page that broke.
import { Button } from '@mantine/core'
import type { ErrorComponentProps } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { ApiError } from '../api/error'
import { links } from '../lib/links'
import { ButtonLink } from '../ui/ButtonLink'
import { CodeBlock } from '../ui/CodeBlock'
import { EmptyState } from '../ui/EmptyState'
import { ErrorState } from '../ui/ErrorState'

export function NotFound() {
  const { t } = useTranslation('shell')
  return (
    <EmptyState
      title={t('notFoundTitle')}
      text={t('notFoundText')}
      action={
        <ButtonLink variant="default" {...links.home()}>
          {t('notFoundAction')}
        </ButtonLink>
      }
    />
  )
}

export function RouteError({ error, reset }: ErrorComponentProps) {
  const { t } = useTranslation('shell')
  if (error instanceof ApiError) return <ErrorState error={error} onRetry={reset} />
  return (
    <div className="state" role="alert">
      <h2>{t('crashTitle')}</h2>
      <p>{t('crashText')}</p>
      <CodeBlock text={error instanceof Error ? error.message : String(error)} />
      <div className="act">
        <Button
          onClick={() => {
            window.location.reload()
          }}
        >
          {t('reload')}
        </Button>
      </div>
    </div>
  )
}
