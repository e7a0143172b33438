// Who may see a connection: everybody with the permission, or only these people and roles, for a time if wanted.
import { Button, Checkbox, Select, TextInput } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Plus, Trash2 } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { errorText } from '../../i18n/errorText'
import { Dialog } from '../../ui/Dialog'
import { IconButton } from '../../ui/IconButton'
import { Note } from '../../ui/Note'
import { toast } from '../../ui/toast'
import { accessQuery, useSaveAccess, type Access, type Grant } from './access'

const ROLES = ['viewer', 'analyst', 'operator'] as const

export function AccessDialog({ name, onClose }: { name: string | undefined; onClose: () => void }) {
  const { t } = useTranslation('connections')
  const { t: tShared } = useTranslation('shared')
  const { data, error } = useQuery({ ...accessQuery(name ?? ''), enabled: name !== undefined })
  return (
    <Dialog
      opened={name !== undefined}
      title={t('access.title', { name: name ?? '' })}
      wide
      onClose={onClose}
    >
      {error ? <Note tone="bad">{errorText(error, tShared)}</Note> : null}
      {data && name !== undefined ? <Form key={name} name={name} access={data} onClose={onClose} /> : null}
    </Dialog>
  )
}

function Form({ name, access, onClose }: { name: string; access: Access; onClose: () => void }) {
  const { t } = useTranslation('connections')
  const { t: tShared } = useTranslation('shared')
  const [limited, setLimited] = useState(access.limited)
  const [grants, setGrants] = useState<readonly Grant[]>(access.grants)
  const save = useSaveAccess(name)
  return (
    <form
      className="form"
      onSubmit={(event) => {
        event.preventDefault()
        save.mutate(
          { limited, grants: [...grants] },
          {
            onSuccess: () => {
              toast(t('access.saved', { name }))
              onClose()
            },
          },
        )
      }}
    >
      <Checkbox
        label={t('access.limited')}
        description={t('access.limitedText')}
        checked={limited}
        onChange={(event) => {
          setLimited(event.currentTarget.checked)
        }}
      />
      {limited ? <Grants grants={grants} onChange={setGrants} /> : null}
      {save.error ? (
        <Note tone="bad" boxed>
          {errorText(save.error, tShared)}
        </Note>
      ) : null}
      <div className="buttons">
        <Button variant="default" onClick={onClose}>
          {tShared('cancel')}
        </Button>
        <Button type="submit" loading={save.isPending}>
          {tShared('save')}
        </Button>
      </div>
    </form>
  )
}

type GrantsProps = { grants: readonly Grant[]; onChange: (grants: readonly Grant[]) => void }

function Grants({ grants, onChange }: GrantsProps) {
  const { t } = useTranslation('connections')
  return (
    <>
      <ul className="grants">
        {grants.map((grant, index) => (
          <li key={`${grant.user ?? ''} ${grant.role ?? ''}`} className="row">
            <span className="grow cut">
              {grant.user ? (
                <b className="strong">{grant.user}</b>
              ) : (
                t('access.everyRole', { role: grant.role ?? '' })
              )}
              {grant.until ? (
                <span className="muted"> {t('access.until', { day: grant.until.slice(0, 10) })}</span>
              ) : null}
            </span>
            <IconButton
              label={t('access.remove', { who: grant.user ?? grant.role ?? '' })}
              onClick={() => {
                onChange(grants.filter((_, other) => other !== index))
              }}
            >
              <Trash2 size={16} />
            </IconButton>
          </li>
        ))}
      </ul>
      <NewGrant
        onAdd={(grant) => {
          const others = grants.filter(({ user, role }) => user !== grant.user || role !== grant.role)
          onChange([...others, grant])
        }}
      />
    </>
  )
}

function NewGrant({ onAdd }: { onAdd: (grant: Grant) => void }) {
  const { t } = useTranslation('connections')
  const { t: tShared } = useTranslation('shared')
  const [user, setUser] = useState('')
  const [role, setRole] = useState<string | null>(null)
  const [until, setUntil] = useState('')
  const add = () => {
    const end = until === '' ? {} : { until: new Date(`${until}T23:59:59`).toISOString() }
    onAdd(role === null ? { user: user.trim(), ...end } : { role, ...end })
    setUser('')
    setRole(null)
    setUntil('')
  }
  return (
    <div className="fields">
      <TextInput
        label={t('access.user')}
        value={user}
        disabled={role !== null}
        spellCheck={false}
        onChange={(event) => {
          setUser(event.currentTarget.value)
        }}
      />
      <Select
        label={t('access.role')}
        clearable
        data={ROLES.map((value) => ({ value, label: tShared(`role.${value}`) }))}
        value={role}
        onChange={setRole}
      />
      <TextInput
        type="date"
        label={t('access.untilDay')}
        value={until}
        onChange={(event) => {
          setUntil(event.currentTarget.value)
        }}
      />
      <Button
        variant="default"
        mt={24}
        leftSection={<Plus size={14} />}
        disabled={user.trim() === '' && role === null}
        onClick={add}
      >
        {t('access.add')}
      </Button>
    </div>
  )
}
