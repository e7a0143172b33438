// Makes an account. The server makes the password; it is shown once.
import { Button, Select, TextInput } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { errorText } from '../../i18n/errorText'
import { oneOf } from '../../lib/ledgerView'
import { Dialog } from '../../ui/Dialog'
import { Note } from '../../ui/Note'
import { ROLES, useAddUser } from './queries'

type Props = { opened: boolean; onClose: () => void; onAdded: (username: string, password: string) => void }

export function AddUserDialog({ opened, onClose, onAdded }: Props) {
  const { t } = useTranslation('people')
  const { t: tShared } = useTranslation('shared')
  const [username, setUsername] = useState('')
  const [role, setRole] = useState<(typeof ROLES)[number]>('analyst')
  const add = useAddUser()
  return (
    <Dialog opened={opened} title={t('addUser')} onClose={onClose}>
      <form
        className="form"
        noValidate
        onSubmit={(event) => {
          event.preventDefault()
          add.mutate(
            { username: username.trim(), role },
            {
              onSuccess: ({ user, password }) => {
                onAdded(user.username, password ?? '')
              },
            },
          )
        }}
      >
        {add.error ? (
          <Note tone="bad" boxed>
            {errorText(add.error, tShared)}
          </Note>
        ) : null}
        <TextInput
          label={t('column.name')}
          value={username}
          data-autofocus
          spellCheck={false}
          autoComplete="off"
          onChange={(event) => {
            setUsername(event.currentTarget.value)
          }}
        />
        <Select
          label={t('column.role')}
          description={t(`may.${role}`)}
          data={ROLES.map((value) => ({ value, label: tShared(`role.${value}`) }))}
          value={role}
          allowDeselect={false}
          onChange={(value) => {
            setRole(oneOf(ROLES, value) ?? 'analyst')
          }}
        />
        <div className="buttons">
          <Button variant="default" onClick={onClose}>
            {tShared('cancel')}
          </Button>
          <Button type="submit" loading={add.isPending} disabled={username.trim() === ''}>
            {t('addUser')}
          </Button>
        </div>
      </form>
    </Dialog>
  )
}
