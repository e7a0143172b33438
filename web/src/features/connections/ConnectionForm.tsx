// Adds or changes a connection. The server connects before it saves, so what is wrong is said here.
import { Button, Checkbox, TextInput } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Connection } from '../../api/connections'
import { joinUrl, PORTS, type UrlParts } from '../../lib/databaseUrl'
import { Dialog } from '../../ui/Dialog'
import { Segments } from '../../ui/Segments'
import { toast } from '../../ui/toast'
import { AddressFields } from './AddressFields'
import { Outcome } from './Outcome'
import { useSaveConnection, useTestConnection } from './queries'

type Props = {
  opened: boolean
  edited: Connection | undefined
  taken: readonly string[]
  onClose: () => void
  onSaved: (name: string) => void
}

const NAME = /^[\p{L}\p{N}._-]{1,64}$/u
const EMPTY: UrlParts = {
  engine: 'postgresql',
  host: '',
  port: PORTS.postgresql,
  database: '',
  user: '',
  password: '',
}

export function ConnectionForm({ opened, edited, taken, onClose, onSaved }: Props) {
  const { t } = useTranslation('connections')
  const { t: tShared } = useTranslation('shared')
  const [name, setName] = useState(edited?.name ?? '')
  const [way, setWay] = useState<'fields' | 'url'>(edited ? 'url' : 'fields')
  const [parts, setParts] = useState(EMPTY)
  const [url, setUrl] = useState(edited?.url ?? '')
  const [noTls, setNoTls] = useState(edited?.sslDisabled ?? false)
  const [tried, setTried] = useState(false)
  const save = useSaveConnection((saved) => {
    toast(t('form.saved', { name: saved }))
    onSaved(saved)
  })
  const test = useTestConnection()
  const isName = NAME.test(name) && name !== '.' && name !== '..'
  const isTaken = !edited && taken.includes(name)
  const nameError = isTaken ? t('form.nameTaken') : isName ? undefined : t('form.nameWrong')
  const needsHost = parts.engine !== 'sqlite' && parts.host === ''
  const isComplete = way === 'url' ? url !== '' : !needsHost && parts.database !== ''
  const wanted = { name, url: way === 'url' ? url.trim() : joinUrl(parts), sslDisabled: noTls }
  /** Goes on when everything is filled in; else the fields say what is missing. */
  const whenComplete = (go: () => void) => {
    setTried(true)
    if (!nameError && isComplete) go()
  }
  /** What was found out belongs to what stood in the fields then. */
  const forget = () => {
    test.reset()
    save.reset()
  }
  return (
    <Dialog
      opened={opened}
      title={edited ? t('editTitle', { name: edited.name }) : t('addTitle')}
      wide
      onClose={onClose}
    >
      <form
        className="form"
        noValidate
        onSubmit={(event) => {
          event.preventDefault()
          test.reset()
          whenComplete(() => {
            save.mutate(wanted)
          })
        }}
        onChange={forget}
      >
        <Outcome tested={test.data} error={save.error ?? test.error} />
        <TextInput
          label={t('form.name')}
          description={t('form.nameHelp')}
          value={name}
          disabled={edited !== undefined}
          data-autofocus
          spellCheck={false}
          error={tried || isTaken ? nameError : undefined}
          onChange={(event) => {
            setName(event.currentTarget.value)
          }}
        />
        <Segments
          label={t('form.way')}
          value={way}
          segments={[
            { value: 'fields', label: t('form.fields') },
            { value: 'url', label: t('form.url') },
          ]}
          onChange={setWay}
        />
        {way === 'url' ? (
          <TextInput
            label={t('form.url')}
            description={t('form.urlHelp')}
            placeholder="postgresql://reader:secret@db.example.com:5432/shop"
            value={url}
            spellCheck={false}
            autoComplete="off"
            error={tried && url === '' ? t('form.needed') : undefined}
            onChange={(event) => {
              setUrl(event.currentTarget.value)
            }}
          />
        ) : (
          <AddressFields parts={parts} tried={tried} onChange={setParts} />
        )}
        <Checkbox
          label={t('form.noTls')}
          description={t('form.noTlsHelp')}
          checked={noTls}
          onChange={(event) => {
            setNoTls(event.currentTarget.checked)
          }}
        />
        <div className="buttons">
          <Button
            variant="default"
            loading={test.isPending}
            disabled={save.isPending}
            onClick={() => {
              save.reset()
              whenComplete(() => {
                test.mutate(wanted)
              })
            }}
          >
            {t('form.test')}
          </Button>
          <span className="muted grow" role="status">
            {save.isPending ? t('form.connecting') : test.isPending ? t('form.testing') : ''}
          </span>
          <Button variant="default" onClick={onClose}>
            {tShared('cancel')}
          </Button>
          <Button type="submit" loading={save.isPending}>
            {t('form.submit')}
          </Button>
        </div>
      </form>
    </Dialog>
  )
}
