// Where a database is: its engine and tags, and the way into the workbench.
import { Tooltip } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { SquareTerminal } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { connectionsQuery } from '../../api/connections'
import { connectionOf } from '../../lib/connectionOf'
import { links } from '../../lib/links'
import { EngineBadge, Tag } from '../../ui/Badge'
import { ButtonLink } from '../../ui/ButtonLink'
import { instanceOfQuery, type Capacity } from './queries'

type Props = { database: Capacity['database'] }

export function Place({ database }: Props) {
  const { data: instance } = useQuery(instanceOfQuery(database.instance_id))
  return (
    <>
      <EngineBadge dbType={database.db_type} serverVersion={instance?.server_version ?? undefined} />
      {instance?.tags.map((tag) => (
        <Tag key={tag.name} color={tag.color}>
          {tag.display_name}
        </Tag>
      ))}
    </>
  )
}

export function OpenButton({ database }: Props) {
  const { t } = useTranslation('database')
  const { data: connections } = useQuery(connectionsQuery)
  const { data: instance } = useQuery(instanceOfQuery(database.instance_id))
  if (!connections || !instance) return null
  const { db_type, host, port } = instance
  const place = { database_name: database.database_name, instance: { db_type, host, port: port ?? null } }
  const name = connectionOf(connections, place)
  const icon = <SquareTerminal size={14} />
  if (name !== undefined) {
    return (
      <ButtonLink variant="default" leftSection={icon} {...links.workbench(name)}>
        {t('open')}
      </ButtonLink>
    )
  }
  return (
    <Tooltip label={t('noConnection')}>
      <ButtonLink variant="default" leftSection={icon} data-disabled {...links.connections('new')}>
        {t('open')}
      </ButtonLink>
    </Tooltip>
  )
}
