// API tokens: one's own, and everybody's for an administrator.
import { Button, Checkbox } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Plus, Trash2 } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useSession } from '../../api/session'
import { errorText } from '../../i18n/errorText'
import { Ago } from '../../ui/Ago'
import { Pill } from '../../ui/Badge'
import { ConfirmDialog } from '../../ui/ConfirmDialog'
import { EmptyState } from '../../ui/EmptyState'
import { ErrorState } from '../../ui/ErrorState'
import { IconButton } from '../../ui/IconButton'
import { PageBar } from '../../ui/PageBar'
import { SkeletonRows } from '../../ui/Skeleton'
import { Table, type Column } from '../../ui/Table'
import { toast, toastError } from '../../ui/toast'
import { AddTokenDialog } from './AddTokenDialog'
import { tokensQuery, useRevokeToken, type Token } from './queries'
import { SecretDialog } from './SecretDialog'
import './people.css'

export function TokensPage() {
  const { t } = useTranslation('people')
  const { t: tShared } = useTranslation('shared')
  const { may } = useSession()
  const [all, setAll] = useState(false)
  const { data, error, refetch, isPlaceholderData } = useQuery(tokensQuery(all))
  const [adding, setAdding] = useState(false)
  const [leaving, setLeaving] = useState<Token>()
  const [secret, setSecret] = useState<{ title: string; text: string }>()
  const revoke = useRevokeToken()
  const columns = useColumns(setLeaving, all)
  return (
    <>
      <PageBar title={t('tokens')}>
        {may('admin') ? (
          <Checkbox
            label={t('everybodys')}
            checked={all}
            onChange={(event) => {
              setAll(event.currentTarget.checked)
            }}
          />
        ) : null}
        <Button
          leftSection={<Plus size={14} />}
          onClick={() => {
            setAdding(true)
          }}
        >
          {t('addToken')}
        </Button>
      </PageBar>
      {error ? (
        <ErrorState error={error} onRetry={() => void refetch()} />
      ) : !data ? (
        <SkeletonRows />
      ) : data.items.length === 0 ? (
        <EmptyState title={t('noTokens')} text={t('noTokensText')} />
      ) : (
        <Table
          label={t('tokens')}
          rows={data.items}
          columns={columns}
          rowKey={({ id }) => id}
          reloading={isPlaceholderData}
        />
      )}
      <AddTokenDialog
        key={String(adding)}
        opened={adding}
        onClose={() => {
          setAdding(false)
        }}
        onAdded={(name, text) => {
          setAdding(false)
          setSecret({ title: t('tokenMade', { name }), text })
        }}
      />
      <SecretDialog
        secret={secret}
        text={t('tokenOnce')}
        onClose={() => {
          setSecret(undefined)
        }}
      />
      <ConfirmDialog
        opened={leaving !== undefined}
        title={t('revokeTitle', { name: leaving?.name ?? '' })}
        text={t('revokeText')}
        verb={t('revoke')}
        busy={revoke.isPending}
        onClose={() => {
          setLeaving(undefined)
        }}
        onConfirm={() => {
          if (!leaving) return
          revoke.mutate(leaving.id, {
            onSuccess: () => {
              toast(t('revoked', { name: leaving.name }))
              setLeaving(undefined)
            },
            onError: (failed) => {
              toastError(errorText(failed, tShared))
            },
          })
        }}
      />
    </>
  )
}

function useColumns(onRevoke: (token: Token) => void, all: boolean): Column<Token>[] {
  const { t } = useTranslation('people')
  const owner: Column<Token> = {
    key: 'owner',
    title: t('column.owner'),
    width: '150px',
    cell: ({ username }) => username,
  }
  return [
    {
      key: 'name',
      title: t('column.name'),
      cell: ({ name, hint }) => (
        <span title={name}>
          <b className="strong">{name}</b> <span className="mono muted">{hint}</span>
        </span>
      ),
    },
    ...(all ? [owner] : []),
    {
      key: 'may',
      title: t('column.may'),
      width: '220px',
      cell: ({ permissions }) => <span title={permissions.join(', ')}>{permissions.join(', ')}</span>,
    },
    {
      key: 'connections',
      title: t('column.connections'),
      width: '160px',
      cell: ({ connections }) =>
        connections == null ? <span className="muted">{t('allConnections')}</span> : connections.join(', '),
    },
    {
      key: 'used',
      title: t('column.used'),
      width: '140px',
      cell: ({ used_at }) => (used_at ? <Ago at={used_at} /> : <span className="muted">{t('never')}</span>),
    },
    { key: 'expires', title: t('column.expires'), width: '150px', cell: (token) => <Expiry token={token} /> },
    {
      key: 'actions',
      title: '',
      width: '64px',
      align: 'right',
      cell: (token) =>
        token.revoked_at == null ? (
          <IconButton
            label={t('revokeOf', { name: token.name })}
            onClick={() => {
              onRevoke(token)
            }}
          >
            <Trash2 size={16} />
          </IconButton>
        ) : null,
    },
  ]
}

function Expiry({ token }: { token: Token }) {
  const { t } = useTranslation('people')
  if (token.revoked_at != null) return <Pill tone="bad">{t('isRevoked')}</Pill>
  if (Date.parse(token.expires_at) < Date.now()) return <Pill>{t('isExpired')}</Pill>
  return <Ago at={token.expires_at} />
}
