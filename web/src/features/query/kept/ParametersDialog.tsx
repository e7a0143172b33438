// What a statement asks for before it runs.
import { Button, TextInput } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { isValid, type Parameter } from '../../../lib/parameters'
import { Dialog } from '../../../ui/Dialog'

type Props = {
  opened: boolean
  parameters: readonly Parameter[]
  onClose: () => void
  onRun: (values: ReadonlyMap<string, string>) => void
}

/** Values last given, by name: the next run begins with them. */
const remembered = new Map<string, string>()

export function ParametersDialog({ opened, parameters, onClose, onRun }: Props) {
  const { t } = useTranslation('query')
  return (
    <Dialog opened={opened} title={t('parameters.title')} onClose={onClose}>
      {opened ? <Fields parameters={parameters} onClose={onClose} onRun={onRun} /> : null}
    </Dialog>
  )
}

function Fields({ parameters, onClose, onRun }: Omit<Props, 'opened'>) {
  const { t } = useTranslation(['query', 'shared'])
  const [values, setValues] = useState<ReadonlyMap<string, string>>(
    () =>
      new Map(
        parameters.map(({ name, default_value }) => [name, remembered.get(name) ?? default_value ?? '']),
      ),
  )
  const [tried, setTried] = useState(false)
  const isWrong = ({ name, kind }: Parameter) => !isValid(kind, values.get(name) ?? '')
  return (
    <form
      className="form"
      noValidate
      onSubmit={(event) => {
        event.preventDefault()
        setTried(true)
        if (parameters.some(isWrong)) return
        for (const [name, value] of values) remembered.set(name, value)
        onRun(values)
      }}
    >
      {parameters.map((parameter, index) => (
        <TextInput
          key={parameter.name}
          label={parameter.name}
          description={t(`query:save.kinds.${parameter.kind}`)}
          value={values.get(parameter.name) ?? ''}
          data-autofocus={index === 0 || undefined}
          placeholder={parameter.kind === 'date' ? '2026-11-20' : ''}
          error={tried && isWrong(parameter) ? t(`query:parameters.wrong.${parameter.kind}`) : undefined}
          onChange={(event) => {
            setValues(new Map([...values, [parameter.name, event.currentTarget.value]]))
          }}
        />
      ))}
      <div className="buttons">
        <Button variant="default" onClick={onClose}>
          {t('shared:cancel')}
        </Button>
        <Button type="submit">{t('query:run.run')}</Button>
      </div>
    </form>
  )
}
