// A panel from the side: details from the right, the schema from the left on phones.
import { Drawer as MantineDrawer } from '@mantine/core'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'

type Props = {
  opened: boolean
  title: string
  side?: 'left' | 'right'
  size?: number | string
  onClose: () => void
  children: ReactNode
}

export function Drawer({ opened, title, side = 'right', size = 480, onClose, children }: Props) {
  const { t } = useTranslation('shared')
  return (
    <MantineDrawer
      opened={opened}
      onClose={onClose}
      title={title}
      position={side}
      size={size}
      closeButtonProps={{ 'aria-label': t('close') }}
    >
      {children}
    </MantineDrawer>
  )
}
