// The accounts: roles, disabling, new passwords, ending sessions.
import { ActionIcon, Button, Menu, Select } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Ellipsis, Plus } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useSession } from '../../api/session'
import { errorText } from '../../i18n/errorText'
import { oneOf } from '../../lib/ledgerView'
import { Ago } from '../../ui/Ago'
import { Pill } from '../../ui/Badge'
import { ConfirmDialog } from '../../ui/ConfirmDialog'
import { ErrorState } from '../../ui/ErrorState'
import { PageBar } from '../../ui/PageBar'
import { SkeletonRows } from '../../ui/Skeleton'
import { Table, type Column } from '../../ui/Table'
import { toast, toastError } from '../../ui/toast'
import { AddUserDialog } from './AddUserDialog'
import { ROLES, useChangeUser, useEndSessions, useResetPassword, usersQuery, type Person } from './queries'
import { SecretDialog } from './SecretDialog'
import './people.css'

export function UsersPage() {
  const { t } = useTranslation('people')
  const { t: tShared } = useTranslation('shared')
  const { data, error, refetch } = useQuery(usersQuery)
  const [adding, setAdding] = useState(false)
  const [resetting, setResetting] = useState<Person>()
  const [secret, setSecret] = useState<{ title: string; text: string }>()
  const reset = useResetPassword()
  const columns = useColumns(setResetting)
  return (
    <>
      <PageBar title={t('users')} facts={data ? t('userCount', { count: data.total }) : undefined}>
        <Button
          leftSection={<Plus size={14} />}
          onClick={() => {
            setAdding(true)
          }}
        >
          {t('addUser')}
        </Button>
      </PageBar>
      {error ? (
        <ErrorState error={error} onRetry={() => void refetch()} />
      ) : data ? (
        <Table label={t('users')} rows={data.items} columns={columns} rowKey={({ id }) => id} />
      ) : (
        <SkeletonRows />
      )}
      <AddUserDialog
        key={String(adding)}
        opened={adding}
        onClose={() => {
          setAdding(false)
        }}
        onAdded={(username, password) => {
          setAdding(false)
          setSecret({ title: t('added', { name: username }), text: password })
        }}
      />
      <ConfirmDialog
        opened={resetting !== undefined}
        title={t('resetTitle', { name: resetting?.username ?? '' })}
        text={t('resetText')}
        verb={t('reset')}
        busy={reset.isPending}
        onClose={() => {
          setResetting(undefined)
        }}
        onConfirm={() => {
          if (!resetting) return
          reset.mutate(resetting.id, {
            onSuccess: ({ password }) => {
              setResetting(undefined)
              setSecret({ title: t('resetDone', { name: resetting.username }), text: password ?? '' })
            },
            onError: (failed) => {
              toastError(errorText(failed, tShared))
            },
          })
        }}
      />
      <SecretDialog
        secret={secret}
        text={t('passwordOnce')}
        onClose={() => {
          setSecret(undefined)
        }}
      />
    </>
  )
}

function useColumns(onReset: (user: Person) => void): Column<Person>[] {
  const { t } = useTranslation('people')
  return [
    { key: 'name', title: t('column.name'), cell: ({ username }) => <b className="strong">{username}</b> },
    { key: 'role', title: t('column.role'), width: '170px', cell: (user) => <Role user={user} /> },
    {
      key: 'state',
      title: t('column.state'),
      width: '120px',
      cell: ({ is_active }) =>
        is_active ? <Pill tone="ok">{t('active')}</Pill> : <Pill>{t('disabled')}</Pill>,
    },
    {
      key: 'signedIn',
      title: t('column.signedIn'),
      width: '180px',
      cell: ({ signed_in_at }) =>
        signed_in_at ? <Ago at={signed_in_at} /> : <span className="muted">{t('never')}</span>,
    },
    {
      key: 'made',
      title: t('column.made'),
      width: '160px',
      cell: ({ created_at }) => <Ago at={created_at} />,
    },
    {
      key: 'actions',
      title: '',
      width: '70px',
      align: 'right',
      cell: (user) => <Actions user={user} onReset={onReset} />,
    },
  ]
}

function Role({ user }: { user: Person }) {
  const { t } = useTranslation('people')
  const { t: tShared } = useTranslation('shared')
  const change = useChangeUser()
  const { user: me } = useSession()
  return (
    <Select
      size="xs"
      aria-label={t('roleOf', { name: user.username })}
      data={ROLES.map((role) => ({ value: role, label: tShared(`role.${role}`) }))}
      value={oneOf(ROLES, user.role) ?? null}
      allowDeselect={false}
      disabled={user.id === me?.id || change.isPending}
      onChange={(role) => {
        if (role === null || role === user.role) return
        change.mutate(
          { id: user.id, role },
          {
            onSuccess: () => {
              toast(t('roleChanged', { name: user.username }))
            },
            onError: (error) => {
              toastError(errorText(error, tShared))
            },
          },
        )
      }}
    />
  )
}

function Actions({ user, onReset }: { user: Person; onReset: (user: Person) => void }) {
  const { t } = useTranslation('people')
  const { t: tShared } = useTranslation('shared')
  const change = useChangeUser()
  const end = useEndSessions()
  const { user: me } = useSession()
  const failed = (error: unknown) => {
    toastError(errorText(error, tShared))
  }
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <ActionIcon variant="subtle" size={30} aria-label={t('actionsOf', { name: user.username })}>
          <Ellipsis size={16} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item
          onClick={() => {
            onReset(user)
          }}
        >
          {t('reset')}
        </Menu.Item>
        <Menu.Item
          onClick={() => {
            end.mutate(user.id, {
              onSuccess: () => {
                toast(t('signedOut', { name: user.username }))
              },
              onError: failed,
            })
          }}
        >
          {t('signOutEverywhere')}
        </Menu.Item>
        <Menu.Item
          disabled={user.id === me?.id}
          onClick={() => {
            change.mutate({ id: user.id, is_active: !user.is_active }, { onError: failed })
          }}
        >
          {user.is_active ? t('disable') : t('enable')}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  )
}
