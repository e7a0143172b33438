// Asks before something is gone. Focus begins on Cancel; for great losses the thing's name must be typed.
import { Button, TextInput } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Dialog } from './Dialog'

type Props = {
  opened: boolean
  title: string
  text: string
  verb: string
  /** When given, has to be typed first. */
  typed?: { name: string; label: string }
  busy?: boolean
  onConfirm: () => void
  onClose: () => void
}

export function ConfirmDialog({ opened, title, text, verb, typed, busy, onConfirm, onClose }: Props) {
  const { t } = useTranslation('shared')
  const [name, setName] = useState('')
  const ready = typed === undefined || name === typed.name
  return (
    <Dialog opened={opened} title={title} onClose={onClose}>
      <form
        className="form"
        onSubmit={(event) => {
          event.preventDefault()
          if (ready) onConfirm()
        }}
      >
        <p>{text}</p>
        {typed ? (
          <TextInput
            label={typed.label}
            value={name}
            autoComplete="off"
            onChange={(event) => {
              setName(event.currentTarget.value)
            }}
          />
        ) : null}
        <div className="buttons">
          <Button variant="default" data-autofocus onClick={onClose}>
            {t('cancel')}
          </Button>
          <Button type="submit" color="red" loading={busy ?? false} disabled={!ready}>
            {verb}
          </Button>
        </div>
      </form>
    </Dialog>
  )
}
