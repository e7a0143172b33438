// A secret that is shown this once.
import { Button } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { CodeBlock } from '../../ui/CodeBlock'
import { Dialog } from '../../ui/Dialog'

type Props = { secret: { title: string; text: string } | undefined; text: string; onClose: () => void }

export function SecretDialog({ secret, text, onClose }: Props) {
  const { t } = useTranslation('shared')
  return (
    <Dialog opened={secret !== undefined} title={secret?.title ?? ''} onClose={onClose}>
      <div className="form">
        <p>{text}</p>
        <CodeBlock text={secret?.text ?? ''} label={secret?.title ?? ''} />
        <div className="buttons">
          <Button onClick={onClose}>{t('close')}</Button>
        </div>
      </div>
    </Dialog>
  )
}
