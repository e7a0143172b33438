// User name and password: on the page of its own and in the sheet when a session ended.
import { Button, PasswordInput, TextInput } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { ArrowUp } from 'lucide-react'
import { useRef, useState, type KeyboardEvent } from 'react'
import { useTranslation } from 'react-i18next'
import { ApiError } from '../../api/error'
import { signIn, type User } from '../../api/session'
import { errorText } from '../../i18n/errorText'
import { Note } from '../../ui/Note'

type Props = { username?: string | undefined; onDone: (user: User) => void }

export function SignInForm({ username: known = '', onDone }: Props) {
  const { t } = useTranslation('account')
  const [username, setUsername] = useState(known)
  const [password, setPassword] = useState('')
  const [tried, setTried] = useState(false)
  const [capsLock, setCapsLock] = useState(false)
  const nameField = useRef<HTMLInputElement>(null)
  const passwordField = useRef<HTMLInputElement>(null)
  const attempt = useMutation({
    mutationFn: () => signIn(username, password),
    onSuccess: (user) => {
      onDone(user)
    },
    onError: () => passwordField.current?.select(),
  })
  const watchCapsLock = (event: KeyboardEvent) => {
    setCapsLock(event.getModifierState('CapsLock'))
  }
  return (
    <form
      className="form"
      noValidate
      onSubmit={(event) => {
        event.preventDefault()
        setTried(true)
        if (username === '') nameField.current?.focus()
        else if (password === '') passwordField.current?.focus()
        else attempt.mutate()
      }}
    >
      {attempt.error ? <SignInError error={attempt.error} /> : null}
      <TextInput
        ref={nameField}
        size="md"
        label={t('username')}
        value={username}
        autoComplete="username"
        autoFocus={known === ''}
        spellCheck={false}
        autoCapitalize="none"
        error={tried && username === '' ? t('enterUsername') : undefined}
        onChange={(event) => {
          setUsername(event.currentTarget.value)
        }}
      />
      <PasswordInput
        ref={passwordField}
        size="md"
        label={t('password')}
        value={password}
        autoComplete="current-password"
        autoFocus={known !== ''}
        visibilityToggleButtonProps={{ 'aria-label': t('showPassword') }}
        error={tried && password === '' ? t('enterPassword') : undefined}
        description={capsLock ? <CapsLockHint text={t('capsLock')} /> : undefined}
        inputWrapperOrder={['label', 'input', 'description', 'error']}
        onKeyDown={watchCapsLock}
        onKeyUp={watchCapsLock}
        onChange={(event) => {
          setPassword(event.currentTarget.value)
        }}
      />
      <Button type="submit" data-size="md" fullWidth loading={attempt.isPending}>
        {attempt.isPending ? t('signingIn') : t('signIn')}
      </Button>
    </form>
  )
}

function CapsLockHint({ text }: { text: string }) {
  return (
    <span className="caps">
      <ArrowUp size={14} aria-hidden="true" />
      {text}
    </span>
  )
}

function SignInError({ error }: { error: Error }) {
  const { t } = useTranslation(['account', 'shared'])
  const { t: tShared } = useTranslation('shared')
  if (!(error instanceof ApiError)) return <Note tone="bad">{error.message}</Note>
  const said =
    error.status === 401
      ? t('account:wrong')
      : error.status === 429 && error.retryAfter !== undefined
        ? t('account:tooMany', { seconds: error.retryAfter })
        : errorText(error, tShared)
  return (
    <Note tone="bad" boxed>
      {said}
    </Note>
  )
}
