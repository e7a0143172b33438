// The workbench: tables at the left, statements and their results at the right.
import { useQuery } from '@tanstack/react-query'
import { Navigate, useParams } from '@tanstack/react-router'
import { useEffect } from 'react'
import { useTranslation } from 'react-i18next'
import { connectionsQuery } from '../../api/connections'
import { useSession } from '../../api/session'
import { links } from '../../lib/links'
import { load, save } from '../../lib/storage'
import { ButtonLink } from '../../ui/ButtonLink'
import { EmptyState } from '../../ui/EmptyState'
import { ErrorState } from '../../ui/ErrorState'
import { useTitle } from '../../ui/PageBar'
import { SkeletonRows } from '../../ui/Skeleton'
import { Workbench } from './Workbench'
import './query.css'

export function QueryPage() {
  const { t } = useTranslation('query')
  const { connection: name } = useParams({ from: '/signed-in/workbench/$connection' })
  const { data: connections, error, refetch } = useQuery(connectionsQuery)
  useTitle(t('title'), name)
  useEffect(() => {
    save('connection', name)
  }, [name])
  if (error) return <ErrorState error={error} onRetry={() => void refetch()} />
  if (!connections) return <SkeletonRows />
  const connection = connections.find((candidate) => candidate.name === name)
  if (!connection) return <Gone name={name} />
  return <Workbench key={name} connection={connection} />
}

/** `/workbench`: the connection that was open last, else the first, else how to get one. */
export function WorkbenchStart() {
  const { t } = useTranslation('query')
  const { data: connections, error, refetch } = useQuery(connectionsQuery)
  const { may } = useSession()
  useTitle(t('title'))
  if (error) return <ErrorState error={error} onRetry={() => void refetch()} />
  if (!connections) return <SkeletonRows />
  const last = connections.find(({ name }) => name === load('connection')) ?? connections[0]
  if (last) return <Navigate {...links.workbench(last.name)} replace />
  return (
    <EmptyState
      title={t('noConnections')}
      text={may('create') ? t('noConnectionsText') : t('noConnectionsViewer')}
      action={
        may('create') ? (
          <ButtonLink {...links.connections('new')}>{t('addConnection')}</ButtonLink>
        ) : undefined
      }
    />
  )
}

function Gone({ name }: { name: string }) {
  const { t } = useTranslation('query')
  return (
    <EmptyState
      title={t('connection.gone', { name })}
      text={t('connection.goneText')}
      action={
        <ButtonLink variant="default" {...links.connections()}>
          {t('connection.chooseAnother')}
        </ButtonLink>
      }
    />
  )
}
