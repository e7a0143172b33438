// A new password of one's own: also what the first start asks for.
import { Button, PasswordInput } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { errorText } from '../../i18n/errorText'
import { Note } from '../../ui/Note'
import { toast } from '../../ui/toast'
import { useChangePassword } from './queries'
import { Strength } from './Strength'

const EMPTY = { old_password: '', new_password: '', confirm_password: '' }

export function PasswordForm({ username, onChanged }: { username: string; onChanged?: () => void }) {
  const { t } = useTranslation('account')
  const { t: tShared } = useTranslation('shared')
  const [values, setValues] = useState(EMPTY)
  const [tried, setTried] = useState(false)
  const errors = {
    old_password: values.old_password === '' ? t('enterOld') : undefined,
    new_password: values.new_password.length < 12 ? t('passwordLength') : undefined,
    confirm_password: values.confirm_password === values.new_password ? undefined : t('passwordsDiffer'),
  }
  const change = useChangePassword(() => {
    setValues(EMPTY)
    setTried(false)
    toast(t('changed'))
    onChanged?.()
  })
  const field = (key: keyof typeof EMPTY, label: string, autoComplete: string) => (
    <PasswordInput
      label={label}
      autoComplete={autoComplete}
      value={values[key]}
      error={tried ? errors[key] : undefined}
      visibilityToggleButtonProps={{ 'aria-label': t('showPassword') }}
      onChange={(event) => {
        setValues({ ...values, [key]: event.currentTarget.value })
      }}
    />
  )
  return (
    <form
      className="form"
      noValidate
      onSubmit={(event) => {
        event.preventDefault()
        setTried(true)
        if (Object.values(errors).every((error) => error === undefined)) change.mutate(values)
      }}
    >
      {change.error ? (
        <Note tone="bad" boxed>
          {errorText(change.error, tShared)}
        </Note>
      ) : null}
      <input type="text" hidden readOnly autoComplete="username" value={username} />
      {field('old_password', t('oldPassword'), 'current-password')}
      {field('new_password', t('newPassword'), 'new-password')}
      <Strength password={values.new_password} username={username} />
      {field('confirm_password', t('confirmPassword'), 'new-password')}
      <div className="row">
        <Button type="submit" loading={change.isPending}>
          {t('changePassword')}
        </Button>
      </div>
    </form>
  )
}
