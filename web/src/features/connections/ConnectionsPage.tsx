// Every connection: what it is, where it leads, how safe its account is.
import { Button } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { Pencil, Plus, SquareTerminal, Trash2, Users } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { connectionsQuery, type Connection } from '../../api/connections'
import { useSession } from '../../api/session'
import { errorText } from '../../i18n/errorText'
import { links } from '../../lib/links'
import { Ago } from '../../ui/Ago'
import { EngineBadge, EnvironmentBadge, Grade } from '../../ui/Badge'
import { ConfirmDialog } from '../../ui/ConfirmDialog'
import { EmptyState } from '../../ui/EmptyState'
import { ErrorState } from '../../ui/ErrorState'
import { IconButton } from '../../ui/IconButton'
import { PageBar } from '../../ui/PageBar'
import { SkeletonRows } from '../../ui/Skeleton'
import { Table, type Column } from '../../ui/Table'
import { toast, toastError } from '../../ui/toast'
import { AccessDialog } from './AccessDialog'
import { ConnectionForm } from './ConnectionForm'
import { useDeleteConnection } from './queries'
import { SafetyDrawer } from './SafetyDrawer'

export function ConnectionsPage() {
  const { t } = useTranslation('connections')
  const { t: tShared } = useTranslation('shared')
  const navigate = useNavigate()
  const { may } = useSession()
  const { open } = useSearch({ from: '/signed-in/connections' })
  const { data: connections, error, refetch } = useQuery(connectionsQuery)
  const [leaving, setLeaving] = useState<string>()
  const [judged, setJudged] = useState<string>()
  const [shared, setShared] = useState<string>()
  const remove = useDeleteConnection((name) => {
    setLeaving(undefined)
    toast(t('removed', { name }))
  })
  const openForm = (name?: string) => void navigate(links.connections(name))
  const edited = connections?.find(({ name }) => name === open)
  const columns = useColumns({
    onEdit: openForm,
    onRemove: setLeaving,
    onJudge: setJudged,
    onShare: setShared,
  })
  const add = may('create') ? (
    <Button
      leftSection={<Plus size={14} />}
      onClick={() => {
        openForm('new')
      }}
    >
      {t('add')}
    </Button>
  ) : null
  return (
    <>
      <PageBar title={t('title')} facts={connections ? String(connections.length) : undefined}>
        {add}
      </PageBar>
      {error ? (
        <ErrorState error={error} onRetry={() => void refetch()} />
      ) : !connections ? (
        <SkeletonRows />
      ) : connections.length === 0 ? (
        <EmptyState title={t('none')} text={t('noneText')} />
      ) : (
        <Table
          label={t('title')}
          rows={connections}
          columns={columns}
          rowKey={({ name }) => name}
          onOpen={({ name }) => void navigate(links.workbench(name))}
        />
      )}
      <ConnectionForm
        key={open ?? 'closed'}
        opened={open !== undefined && (open === 'new' || edited !== undefined)}
        edited={edited}
        taken={connections?.map(({ name }) => name) ?? []}
        onClose={() => {
          openForm()
        }}
        onSaved={(name) => void navigate(edited ? links.connections() : links.workbench(name))}
      />
      <SafetyDrawer
        name={judged}
        onClose={() => {
          setJudged(undefined)
        }}
      />
      <AccessDialog
        name={shared}
        onClose={() => {
          setShared(undefined)
        }}
      />
      <ConfirmDialog
        opened={leaving !== undefined}
        title={t('removeTitle', { name: leaving ?? '' })}
        text={t('removeText')}
        verb={t('remove')}
        busy={remove.isPending}
        onClose={() => {
          setLeaving(undefined)
        }}
        onConfirm={() => {
          if (leaving)
            remove.mutate(leaving, {
              onError: (failed) => {
                toastError(errorText(failed, tShared))
              },
            })
        }}
      />
    </>
  )
}

type Handlers = {
  onEdit: (name: string) => void
  onRemove: (name: string) => void
  onJudge: (name: string) => void
  onShare: (name: string) => void
}

function useColumns({ onEdit, onRemove, onJudge, onShare }: Handlers): Column<Connection>[] {
  const { t } = useTranslation('connections')
  const { may } = useSession()
  const navigate = useNavigate()
  return [
    { key: 'name', title: t('column.name'), width: '24%', cell: ({ name }) => <b title={name}>{name}</b> },
    {
      key: 'engine',
      title: t('column.engine'),
      width: '110px',
      cell: (row) => <EngineBadge dbType={row.dbType} serverVersion={row.serverVersion} />,
    },
    {
      key: 'environment',
      title: t('column.environment'),
      width: '120px',
      cell: ({ environment }) => <EnvironmentBadge environment={environment} />,
    },
    {
      key: 'address',
      title: t('column.address'),
      cell: ({ url }) => (
        <span className="mono sub" title={url}>
          {url}
        </span>
      ),
    },
    {
      key: 'grade',
      title: t('column.grade'),
      width: '80px',
      cell: ({ name, safetyGrade }) => (
        <button
          type="button"
          className="link"
          onClick={() => {
            onJudge(name)
          }}
        >
          <Grade grade={safetyGrade} label={t('safety', { name })} />
        </button>
      ),
    },
    {
      key: 'changed',
      title: t('column.changed'),
      width: '150px',
      cell: ({ updatedAt }) => <Ago at={updatedAt} />,
    },
    {
      key: 'actions',
      title: '',
      width: '160px',
      align: 'right',
      cell: ({ name }) => (
        <span className="row">
          <IconButton label={t('open')} onClick={() => void navigate(links.workbench(name))}>
            <SquareTerminal size={16} />
          </IconButton>
          {may('admin') ? (
            <IconButton
              label={t('accessOf')}
              onClick={() => {
                onShare(name)
              }}
            >
              <Users size={16} />
            </IconButton>
          ) : null}
          {may('update') ? (
            <IconButton
              label={t('edit')}
              onClick={() => {
                onEdit(name)
              }}
            >
              <Pencil size={16} />
            </IconButton>
          ) : null}
          {may('delete') ? (
            <IconButton
              label={t('remove')}
              onClick={() => {
                onRemove(name)
              }}
            >
              <Trash2 size={16} />
            </IconButton>
          ) : null}
        </span>
      ),
    },
  ]
}
