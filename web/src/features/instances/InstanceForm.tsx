// Adds or changes an instance. A stored password is never shown: it is kept unless a new one is typed.
import { Button, MultiSelect, NumberInput, PasswordInput, Select, TextInput } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { tagsQuery } from '../../api/tags'
import { errorText } from '../../i18n/errorText'
import { DB_TYPES, oneOf, type DbType } from '../../lib/ledgerView'
import { Dialog } from '../../ui/Dialog'
import { Note } from '../../ui/Note'
import { toast } from '../../ui/toast'
import { useSaveInstance, type Instance } from './queries'

type Props = {
  opened: boolean
  edited: Instance | undefined
  onClose: () => void
  onSaved: (id: number) => void
}

const PORTS: Record<DbType, number | ''> = { postgresql: 5432, mysql: 3306, sqlite: '' }

export function InstanceForm({ opened, edited, onClose, onSaved }: Props) {
  const { t } = useTranslation('instances')
  const { t: tShared } = useTranslation('shared')
  const { data: tags } = useQuery(tagsQuery)
  const [type, setType] = useState<DbType>(edited?.db_type ?? 'postgresql')
  const [port, setPort] = useState<number | string>(edited?.port ?? PORTS[type])
  const [texts, setTexts] = useState({
    name: edited?.name ?? '',
    host: edited?.host ?? '',
    username: edited?.username ?? '',
    environment: edited?.environment ?? '',
    description: edited?.description ?? '',
    parameters: edited?.parameters ?? '',
  })
  const [password, setPassword] = useState('')
  const [chosen, setChosen] = useState(edited?.tags.map(({ name }) => name) ?? [])
  const [tried, setTried] = useState(false)
  const save = useSaveInstance(edited?.id)
  const field = (key: keyof typeof texts) => ({
    label: t(`field.${key}`),
    value: texts[key],
    spellCheck: false,
    onChange: (event: React.ChangeEvent<HTMLInputElement>) => {
      setTexts({ ...texts, [key]: event.currentTarget.value })
    },
  })
  const submit = () => {
    setTried(true)
    if (texts.name.trim() === '' || texts.host.trim() === '') return
    const body = {
      ...texts,
      ...(edited ? {} : { db_type: type }),
      ...(typeof port === 'number' ? { port } : {}),
      ...(password === '' ? {} : { password }),
      tags: chosen,
    }
    save.mutate(body, {
      onSuccess: ({ data }) => {
        toast(t('saved', { name: data.name }))
        onSaved(data.id)
        onClose()
      },
    })
  }
  return (
    <Dialog
      opened={opened}
      title={edited ? t('editTitle', { name: edited.name }) : t('add')}
      wide
      onClose={onClose}
    >
      <form
        className="form"
        noValidate
        onSubmit={(event) => {
          event.preventDefault()
          submit()
        }}
      >
        {save.error ? (
          <Note tone="bad" boxed>
            {errorText(save.error, tShared)}
          </Note>
        ) : null}
        <TextInput
          {...field('name')}
          data-autofocus
          error={tried && texts.name === '' ? t('needed') : undefined}
        />
        <Select
          label={t('column.type')}
          data={DB_TYPES.map((value) => ({ value, label: tShared(`dialect.${value}`) }))}
          value={type}
          disabled={edited !== undefined}
          allowDeselect={false}
          onChange={(value) => {
            const next = oneOf(DB_TYPES, value) ?? 'postgresql'
            setType(next)
            setPort(PORTS[next])
          }}
        />
        <div className="fields">
          <TextInput
            {...field('host')}
            label={type === 'sqlite' ? t('field.folder') : t('field.host')}
            error={tried && texts.host === '' ? t('needed') : undefined}
          />
          {type === 'sqlite' ? null : (
            <NumberInput
              className="port"
              label={t('field.port')}
              value={port}
              min={1}
              max={65535}
              hideControls
              onChange={setPort}
            />
          )}
        </div>
        {type === 'sqlite' ? null : (
          <>
            <TextInput {...field('username')} autoComplete="off" />
            <PasswordInput
              label={t('field.password')}
              description={edited ? t('passwordKept') : undefined}
              value={password}
              autoComplete="new-password"
              onChange={(event) => {
                setPassword(event.currentTarget.value)
              }}
            />
            <TextInput {...field('parameters')} placeholder="sslmode=verify-full" />
          </>
        )}
        <TextInput {...field('environment')} />
        <TextInput {...field('description')} />
        <MultiSelect
          label={t('column.tags')}
          data={(tags ?? []).map(({ name, display_name }) => ({ value: name, label: display_name }))}
          value={chosen}
          onChange={setChosen}
        />
        <div className="buttons">
          <Button variant="default" onClick={onClose}>
            {tShared('cancel')}
          </Button>
          <Button type="submit" loading={save.isPending}>
            {tShared('save')}
          </Button>
        </div>
      </form>
    </Dialog>
  )
}
