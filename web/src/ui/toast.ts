// Toasts: for things that ended elsewhere. One line, five seconds; errors stay until they are closed.
import { notifications } from '@mantine/notifications'
import i18next from 'i18next'
import type { ReactNode } from 'react'

export function toast(message: ReactNode): void {
  notifications.show({
    message,
    autoClose: 5_000,
    withBorder: true,
    closeButtonProps: { 'aria-label': i18next.t('close', { ns: 'shared' }) },
  })
}

export function toastError(message: ReactNode): void {
  notifications.show({
    message,
    autoClose: false,
    color: 'red',
    role: 'alert',
    withBorder: true,
    closeButtonProps: { 'aria-label': i18next.t('close', { ns: 'shared' }) },
  })
}
