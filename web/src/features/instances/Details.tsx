// The details of one instance, from the right: facts, test, sync, change, delete, restore.
import { Button } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useSession } from '../../api/session'
import { errorText } from '../../i18n/errorText'
import { formatElapsed } from '../../lib/format'
import { links } from '../../lib/links'
import { ConfirmDialog } from '../../ui/ConfirmDialog'
import { Drawer } from '../../ui/Drawer'
import { ErrorState } from '../../ui/ErrorState'
import { SkeletonRows, useSeconds } from '../../ui/Skeleton'
import { toastError } from '../../ui/toast'
import { toastUndo } from '../../ui/toastUndo'
import { FactList } from './FactList'
import { InstanceForm } from './InstanceForm'
import {
  instanceQuery,
  useDeleteInstance,
  useRestoreInstance,
  useSyncInstance,
  useTestInstance,
  type Instance,
} from './queries'
import { TestOutcome } from './TestOutcome'

export function Details({ id, onClose }: { id: number | undefined; onClose: () => void }) {
  const { t } = useTranslation('instances')
  const { data, error, refetch } = useQuery({ ...instanceQuery(id ?? 0), enabled: id !== undefined })
  return (
    <Drawer opened={id !== undefined} title={data?.name ?? t('details')} size={432} onClose={onClose}>
      {error ? (
        <ErrorState error={error} onRetry={() => void refetch()} />
      ) : data ? (
        <Body key={data.id} instance={data} onClose={onClose} />
      ) : (
        <SkeletonRows rows={5} />
      )}
    </Drawer>
  )
}

function Body({ instance, onClose }: { instance: Instance; onClose: () => void }) {
  const { t } = useTranslation('instances')
  const { t: tShared } = useTranslation('shared')
  const { may } = useSession()
  const [editing, setEditing] = useState(false)
  const [leaving, setLeaving] = useState(false)
  const restore = useRestoreInstance()
  const remove = useDeleteInstance()
  const failed = (error: unknown) => {
    toastError(errorText(error, tShared))
  }
  const gone = instance.status === 'deleted'
  return (
    <div className="details">
      <FactList instance={instance} />
      <p>
        <Link {...links.ledger({ instance: instance.id })} className="link">
          {t('showDatabases', { count: instance.database_count })}
        </Link>
      </p>
      {gone ? null : <Work instance={instance} />}
      <div className="buttons">
        {gone && may('update') ? (
          <Button
            loading={restore.isPending}
            onClick={() => {
              restore.mutate(instance.id, { onError: failed })
            }}
          >
            {t('restore')}
          </Button>
        ) : null}
        {!gone && may('update') ? (
          <Button
            variant="default"
            onClick={() => {
              setEditing(true)
            }}
          >
            {t('edit')}
          </Button>
        ) : null}
        {!gone && may('delete') ? (
          <Button
            variant="subtle"
            color="red"
            onClick={() => {
              setLeaving(true)
            }}
          >
            {tShared('delete')}
          </Button>
        ) : null}
      </div>
      <InstanceForm
        key={`edit-${String(editing)}`}
        opened={editing}
        edited={instance}
        onClose={() => {
          setEditing(false)
        }}
        onSaved={() => {
          setEditing(false)
        }}
      />
      <ConfirmDialog
        opened={leaving}
        title={t('deleteTitle', { name: instance.name })}
        text={t('deleteText')}
        verb={tShared('delete')}
        typed={{ name: instance.name, label: t('typeName') }}
        busy={remove.isPending}
        onClose={() => {
          setLeaving(false)
        }}
        onConfirm={() => {
          remove.mutate(instance.id, {
            onSuccess: () => {
              onClose()
              toastUndo({
                message: t('deleted', { name: instance.name }),
                undo: tShared('undo'),
                onUndo: () => {
                  restore.mutate(instance.id, { onError: failed })
                },
              })
            },
            onError: failed,
          })
        }}
      />
    </div>
  )
}

/** A count of seconds, so that it is seen to go on. */
function Syncing() {
  const { t } = useTranslation('instances')
  const seconds = useSeconds()
  return (
    <p role="status" className="muted">
      {t('syncing', { seconds })}
    </p>
  )
}

/** What contacts the server: a test, and a sync of its databases. */
function Work({ instance }: { instance: Instance }) {
  const { t } = useTranslation('instances')
  const { t: tShared } = useTranslation('shared')
  const { may } = useSession()
  const test = useTestInstance()
  const sync = useSyncInstance()
  return (
    <>
      <div className="buttons">
        {may('query') ? (
          <Button
            variant="default"
            loading={test.isPending}
            onClick={() => {
              test.mutate(instance.id)
            }}
          >
            {t('test')}
          </Button>
        ) : null}
        {may('update') ? (
          <Button
            variant="default"
            loading={sync.isPending}
            onClick={() => {
              sync.mutate(instance.id)
            }}
          >
            {t('sync')}
          </Button>
        ) : null}
      </div>
      <TestOutcome test={test} />
      {sync.isPending ? <Syncing /> : null}
      {sync.error ? <p role="alert">{errorText(sync.error, tShared)}</p> : null}
      {sync.data ? (
        <p role="status">
          {t('synced', {
            measured: sync.data.measured,
            created: sync.data.created,
            gone: sync.data.deactivated,
            time: formatElapsed(sync.data.elapsed_ms),
          })}
          {sync.data.unmeasured.length > 0
            ? ` ${t('unmeasured', { count: sync.data.unmeasured.length })}`
            : ''}
        </p>
      ) : null}
    </>
  )
}
