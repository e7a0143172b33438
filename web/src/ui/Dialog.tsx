// A dialog: title = verb + thing; Esc closes; the primary button carries the verb.
import { Modal } from '@mantine/core'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'

type Props = { opened: boolean; title: string; wide?: boolean; onClose: () => void; children: ReactNode }

export function Dialog({ opened, title, wide, onClose, children }: Props) {
  const { t } = useTranslation('shared')
  return (
    <Modal
      opened={opened}
      onClose={onClose}
      title={title}
      size={wide ? 640 : 440}
      closeButtonProps={{ 'aria-label': t('close') }}
    >
      {children}
    </Modal>
  )
}
