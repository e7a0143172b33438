// Host, port, database, user and password, each in a field of its own.
import { PasswordInput, TextInput } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { PORTS, type UrlParts } from '../../lib/databaseUrl'
import { Segments } from '../../ui/Segments'

type Props = { parts: UrlParts; tried: boolean; onChange: (parts: UrlParts) => void }

export function AddressFields({ parts, tried, onChange }: Props) {
  const { t } = useTranslation('connections')
  const { t: tAccount } = useTranslation('account')
  const isFile = parts.engine === 'sqlite'
  const needed = (value: string) => (tried && value === '' ? t('form.needed') : undefined)
  const text = (
    key: 'host' | 'port' | 'database' | 'user',
    label: string,
    isNeeded: boolean,
    description?: string,
  ) => (
    <TextInput
      className="grow"
      label={label}
      description={description}
      value={parts[key]}
      spellCheck={false}
      autoComplete="off"
      error={isNeeded ? needed(parts[key]) : undefined}
      onChange={(event) => {
        onChange({ ...parts, [key]: event.currentTarget.value })
      }}
    />
  )
  return (
    <>
      <Segments
        label={t('form.engine')}
        value={parts.engine}
        segments={[
          { value: 'postgresql', label: 'PostgreSQL' },
          { value: 'mysql', label: t('form.mysql') },
          { value: 'sqlite', label: 'SQLite' },
        ]}
        onChange={(engine) => {
          const port = parts.port === PORTS[parts.engine] ? PORTS[engine] : parts.port
          onChange({ ...parts, engine, port })
        }}
      />
      {isFile ? (
        text('database', t('form.file'), true, t('form.fileHelp'))
      ) : (
        <>
          <div className="fields">
            {text('host', t('form.host'), true)}
            <div className="port">{text('port', t('form.port'), false)}</div>
          </div>
          {text('database', t('form.database'), true)}
          <div className="fields">
            {text('user', t('form.user'), false)}
            <PasswordInput
              className="grow"
              label={t('form.password')}
              value={parts.password}
              autoComplete="new-password"
              visibilityToggleButtonProps={{ 'aria-label': tAccount('showPassword') }}
              onChange={(event) => {
                onChange({ ...parts, password: event.currentTarget.value })
              }}
            />
          </div>
        </>
      )}
    </>
  )
}
