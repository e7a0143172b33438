// Keeping a statement: its name, what it is good for, its parameters, who sees it.
import { Button, Checkbox, Select, Textarea, TextInput } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { errorText } from '../../../i18n/errorText'
import { parametersOf, type Parameter } from '../../../lib/parameters'
import { Dialog } from '../../../ui/Dialog'
import { Note } from '../../../ui/Note'
import { tabTitle, type Tab } from '../tabs'
import { useSaveQuery, type SavedQuery } from './queries'

type Props = { opened: boolean; tab: Tab; onClose: () => void; onSaved: (query: SavedQuery) => void }

export function SaveDialog({ opened, tab, onClose, onSaved }: Props) {
  const { t } = useTranslation('query')
  return (
    <Dialog opened={opened} title={t('save.title')} onClose={onClose}>
      <SaveForm key={tab.id} tab={tab} onClose={onClose} onSaved={onSaved} />
    </Dialog>
  )
}

function SaveForm({ tab, onClose, onSaved }: Omit<Props, 'opened'>) {
  const { t } = useTranslation('query')
  const { t: tShared } = useTranslation('shared')
  const [title, setTitle] = useState(tabTitle(tab, ''))
  const [description, setDescription] = useState(tab.saved?.description ?? '')
  const [isShared, setShared] = useState(tab.saved?.is_shared ?? false)
  const [parameters, setParameters] = useState(() => parametersOf(tab.sql, tab.parameters ?? []))
  const [tried, setTried] = useState(false)
  const save = useSaveQuery(onSaved)
  const input = {
    db_name: tab.connection,
    title: title.trim(),
    description,
    sql: tab.sql,
    parameters,
    is_shared: isShared,
  }
  const submit = (id: number | undefined) => {
    setTried(true)
    if (input.title !== '') save.mutate({ id, input })
  }
  const change = (name: string, part: Partial<Parameter>) => {
    setParameters(
      parameters.map((parameter) => (parameter.name === name ? { ...parameter, ...part } : parameter)),
    )
  }
  return (
    <form
      className="form"
      noValidate
      onSubmit={(event) => {
        event.preventDefault()
        submit(tab.saved?.isOwn ? tab.saved.id : undefined)
      }}
    >
      {save.error ? (
        <Note tone="bad" boxed>
          {errorText(save.error, tShared)}
        </Note>
      ) : null}
      <TextInput
        label={t('save.name')}
        value={title}
        data-autofocus
        error={tried && title.trim() === '' ? t('save.nameNeeded') : undefined}
        onChange={(event) => {
          setTitle(event.currentTarget.value)
        }}
      />
      <Textarea
        label={t('save.description')}
        value={description}
        autosize
        minRows={2}
        onChange={(event) => {
          setDescription(event.currentTarget.value)
        }}
      />
      {parameters.map((parameter) => (
        <div key={parameter.name} className="fields">
          <Select
            className="grow"
            label={t('save.parameter', { name: parameter.name })}
            data={[
              { value: 'text', label: t('save.kinds.text') },
              { value: 'number', label: t('save.kinds.number') },
              { value: 'date', label: t('save.kinds.date') },
            ]}
            value={parameter.kind}
            onChange={(kind) => {
              if (kind === 'text' || kind === 'number' || kind === 'date') change(parameter.name, { kind })
            }}
          />
          <TextInput
            className="grow"
            label={t('save.default')}
            value={parameter.default_value ?? ''}
            onChange={(event) => {
              change(parameter.name, { default_value: event.currentTarget.value })
            }}
          />
        </div>
      ))}
      {parameters.length === 0 ? <p className="muted">{t('save.parameterHint')}</p> : null}
      <Checkbox
        label={t('save.shared')}
        description={t('save.sharedHelp')}
        checked={isShared}
        onChange={(event) => {
          setShared(event.currentTarget.checked)
        }}
      />
      <div className="buttons">
        <Button variant="default" onClick={onClose}>
          {tShared('cancel')}
        </Button>
        {tab.saved?.isOwn ? (
          <Button
            variant="default"
            onClick={() => {
              submit(undefined)
            }}
          >
            {t('save.asNew')}
          </Button>
        ) : null}
        <Button type="submit" loading={save.isPending}>
          {t('run.save')}
        </Button>
      </div>
    </form>
  )
}
