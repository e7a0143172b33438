// The columns of the list of instances.
import { useTranslation } from 'react-i18next'
import { Ago } from '../../ui/Ago'
import { EngineBadge, Pill, Tag } from '../../ui/Badge'
import type { Column } from '../../ui/Table'
import type { Instance } from './queries'

export function useColumns(): Column<Instance>[] {
  const { t } = useTranslation('instances')
  return [
    {
      key: 'name',
      title: t('column.name'),
      sort: 'name',
      cell: ({ name, is_sample, environment }) => (
        <span title={name}>
          <b className="strong">{name}</b> {environment ? <span className="muted">{environment}</span> : null}{' '}
          {is_sample ? <Pill tone="info">{t('sample')}</Pill> : null}
        </span>
      ),
    },
    {
      key: 'host',
      title: t('column.host'),
      width: '240px',
      sort: 'host',
      cell: ({ host, port }) => (
        <span className="mono sub" title={host}>
          {host}
          {port == null ? '' : `:${String(port)}`}
        </span>
      ),
    },
    {
      key: 'type',
      title: t('column.type'),
      width: '104px',
      sort: 'db_type',
      cell: ({ db_type, server_version }) => (
        <EngineBadge dbType={db_type} serverVersion={server_version ?? undefined} />
      ),
    },
    {
      key: 'tags',
      title: t('column.tags'),
      width: '160px',
      cell: ({ tags }) => (
        <span className="tags" title={tags.map((tag) => tag.display_name).join(', ')}>
          {tags.map((tag) => (
            <Tag key={tag.name} color={tag.color}>
              {tag.display_name}
            </Tag>
          ))}
        </span>
      ),
    },
    {
      key: 'databases',
      title: t('column.databases'),
      width: '96px',
      align: 'right',
      sort: 'database_count',
      cell: ({ database_count }) => database_count,
    },
    {
      key: 'size',
      title: t('column.size'),
      width: '104px',
      align: 'right',
      cell: ({ size_label }) => size_label ?? <span className="muted">–</span>,
    },
    {
      key: 'synced',
      title: t('column.synced'),
      width: '150px',
      sort: 'collected_at',
      cell: (row) => <Synced instance={row} />,
    },
  ]
}

function Synced({ instance }: { instance: Instance }) {
  const { t } = useTranslation('instances')
  if (instance.status === 'deleted') return <Pill tone="bad">{t('states.deleted')}</Pill>
  if (!instance.is_active) return <Pill>{t('states.inactive')}</Pill>
  if (!instance.collected_at) return <span className="muted">{t('never')}</span>
  return <Ago at={instance.collected_at} />
}
