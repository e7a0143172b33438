// Makes a token with no more than its owner may, for some connections or all, for a time.
import { Button, Checkbox, MultiSelect, NumberInput, TextInput } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { connectionsQuery } from '../../api/connections'
import { useSession } from '../../api/session'
import { errorText } from '../../i18n/errorText'
import { Dialog } from '../../ui/Dialog'
import { Note } from '../../ui/Note'
import { PERMISSIONS, useAddToken } from './queries'

type Props = { opened: boolean; onClose: () => void; onAdded: (name: string, token: string) => void }

export function AddTokenDialog({ opened, onClose, onAdded }: Props) {
  const { t } = useTranslation('people')
  const { t: tShared } = useTranslation('shared')
  const { may } = useSession()
  const { data: connections } = useQuery(connectionsQuery)
  const [name, setName] = useState('')
  const [permissions, setPermissions] = useState<string[]>(['view', 'query'])
  const [only, setOnly] = useState<string[]>([])
  const [days, setDays] = useState<number | string>(90)
  const add = useAddToken()
  const submit = () => {
    add.mutate(
      {
        name: name.trim(),
        permissions,
        ...(only.length > 0 ? { connections: only } : {}),
        ...(typeof days === 'number' ? { expires_in_days: days } : {}),
      },
      {
        onSuccess: ({ token, secret }) => {
          onAdded(token.name, secret)
        },
      },
    )
  }
  return (
    <Dialog opened={opened} title={t('addToken')} wide onClose={onClose}>
      <form
        className="form"
        noValidate
        onSubmit={(event) => {
          event.preventDefault()
          submit()
        }}
      >
        {add.error ? (
          <Note tone="bad" boxed>
            {errorText(add.error, tShared)}
          </Note>
        ) : null}
        <TextInput
          label={t('column.name')}
          description={t('tokenName')}
          value={name}
          data-autofocus
          onChange={(event) => {
            setName(event.currentTarget.value)
          }}
        />
        <Checkbox.Group label={t('column.may')} value={permissions} onChange={setPermissions}>
          <div className="checks">
            {PERMISSIONS.filter((permission) => may(permission)).map((permission) => (
              <Checkbox key={permission} value={permission} label={t(`permission.${permission}`)} />
            ))}
          </div>
        </Checkbox.Group>
        <MultiSelect
          label={t('column.connections')}
          placeholder={only.length === 0 ? t('allConnections') : ''}
          data={(connections ?? []).map((connection) => connection.name)}
          value={only}
          searchable
          onChange={setOnly}
        />
        <NumberInput label={t('days')} value={days} min={1} max={3650} onChange={setDays} />
        <div className="buttons">
          <Button variant="default" onClick={onClose}>
            {tShared('cancel')}
          </Button>
          <Button
            type="submit"
            loading={add.isPending}
            disabled={name.trim() === '' || permissions.length === 0}
          >
            {t('addToken')}
          </Button>
        </div>
      </form>
    </Dialog>
  )
}
