// A toast for what was deleted and can be had back for a few seconds.
import { notifications } from '@mantine/notifications'
import i18next from 'i18next'

type Undoable = { message: string; undo: string; onUndo: () => void }

export function toastUndo({ message, undo, onUndo }: Undoable): void {
  const id = notifications.show({
    autoClose: 8_000,
    withBorder: true,
    closeButtonProps: { 'aria-label': i18next.t('close', { ns: 'shared' }) },
    message: (
      <span className="row">
        <span className="grow">{message}</span>
        <button
          type="button"
          className="link"
          onClick={() => {
            notifications.hide(id)
            onUndo()
          }}
        >
          {undo}
        </button>
      </span>
    ),
  })
}
