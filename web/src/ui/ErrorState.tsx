// What failed, the server's own words, what to do. Takes the place of the content.
import { Button } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { errorText } from '../i18n/errorText'
import { CodeBlock } from './CodeBlock'
import { CopyButton } from './CopyButton'

type Props = { error: unknown; title?: string; onRetry?: () => void }

export function ErrorState({ error, title, onRetry }: Props) {
  const { t } = useTranslation('shared')
  const said = errorText(error, t)
  const own = error instanceof Error ? error.message : ''
  const id = errorIdOf(error)
  return (
    <div className="state" role="alert">
      <h2>{title ?? t('error.title')}</h2>
      <p>{said}</p>
      {own !== '' && !said.includes(own) && id === undefined ? <CodeBlock text={own} /> : null}
      <div className="act">
        {onRetry ? (
          <Button variant="default" onClick={onRetry}>
            {t('retry')}
          </Button>
        ) : null}
        {id ? <CopyButton text={id} label={t('error.copyId')} /> : null}
      </div>
    </div>
  )
}

function errorIdOf(error: unknown): string | undefined {
  if (!(error instanceof Error) || !('errorId' in error)) return undefined
  return typeof error.errorId === 'string' ? error.errorId : undefined
}
