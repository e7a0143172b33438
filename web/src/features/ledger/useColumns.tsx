// The columns of the ledger.
import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { formatBytes, formatPercent } from '../../lib/format'
import { links } from '../../lib/links'
import { Ago } from '../../ui/Ago'
import { EngineBadge, StatusBadge, Tag, type StatusKind } from '../../ui/Badge'
import { Sparkline } from '../../ui/Sparkline'
import type { Column } from '../../ui/Table'
import { OpenButton } from './OpenButton'
import type { LedgerItem } from './queries'

/** Growth in thirty days that is worth a look, in percent. */
const HIGH = 10

export function useColumns(): Column<LedgerItem>[] {
  const { t } = useTranslation('ledger')
  return [
    {
      key: 'name',
      title: t('column.database'),
      sort: 'name',
      cell: ({ id, database_name }) => (
        <Link {...links.database(id)} className="strong" title={database_name}>
          {database_name}
        </Link>
      ),
    },
    {
      key: 'instance',
      title: t('column.instance'),
      sort: 'instance',
      cell: ({ instance }) => (
        <span title={`${instance.name} ${instance.host}`}>
          {instance.name} <span className="muted host">{hostOf(instance)}</span>
        </span>
      ),
    },
    {
      key: 'type',
      title: t('column.type'),
      width: '104px',
      cell: ({ db_type, instance }) => (
        <EngineBadge dbType={db_type} serverVersion={instance.server_version ?? undefined} />
      ),
    },
    { key: 'tags', title: t('column.tags'), width: '124px', cell: ({ tags }) => <Tags tags={tags} /> },
    {
      key: 'size',
      title: t('column.size'),
      width: '98px',
      align: 'right',
      sort: 'size',
      cell: ({ capacity }) =>
        capacity.size_bytes == null ? <span className="muted">–</span> : capacity.label,
    },
    { key: 'growth', title: t('column.growth'), width: '152px', cell: (item) => <Growth item={item} /> },
    {
      key: 'percent',
      title: t('column.percent'),
      width: '74px',
      align: 'right',
      cell: (item) => <Percent item={item} />,
    },
    {
      key: 'state',
      title: t('column.state'),
      width: '164px',
      sort: 'collected_at',
      cell: ({ sync_status, capacity }) => (
        <>
          <StatusBadge kind={kindOf(sync_status.variant)}>{sync_status.label}</StatusBadge>{' '}
          {capacity.collected_at ? (
            <span className="muted when">
              <Ago at={capacity.collected_at} />
            </span>
          ) : null}
        </>
      ),
    },
    {
      key: 'actions',
      title: '',
      width: '60px',
      align: 'right',
      cell: (item) => <OpenButton item={item} />,
    },
  ]
}

function Tags({ tags }: { tags: LedgerItem['tags'] }) {
  return (
    <span className="tags" title={tags.map((tag) => tag.display_name).join(', ')}>
      {tags.map((tag) => (
        <Tag key={tag.name} color={tag.color}>
          {tag.display_name}
        </Tag>
      ))}
    </span>
  )
}

function Growth({ item }: { item: LedgerItem }) {
  const { t } = useTranslation('ledger')
  const values = (item.trend ?? []).map(({ size_bytes }) => size_bytes)
  const grown = item.growth.d30?.bytes
  const words = grown === undefined ? '' : formatBytes(grown)
  return (
    <span className="row growth">
      <Sparkline values={values} width={66} label={t('sparkline', { growth: words })} high={isHigh(item)} />
      {grown === undefined ? null : (
        <span className="num grow">
          {grown > 0 ? '+' : ''}
          {words}
        </span>
      )}
    </span>
  )
}

function Percent({ item }: { item: LedgerItem }) {
  const percent = item.growth.d30?.percent
  if (percent == null) return <span className="muted">–</span>
  return <span className={isHigh(item) ? 'high' : undefined}>{formatPercent(percent)}</span>
}

/** The host and port, unless the instance is called by them. */
function hostOf({ name, host, port }: LedgerItem['instance']): string {
  const address = port == null ? host : `${host}:${String(port)}`
  return name === address || name === host ? '' : address
}

function isHigh(item: LedgerItem): boolean {
  return (item.growth.d30?.percent ?? 0) >= HIGH
}

function kindOf(variant: string): StatusKind {
  return variant === 'success' || variant === 'warning' || variant === 'danger' ? variant : 'secondary'
}
