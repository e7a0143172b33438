// The facts of an instance as a list of terms.
import { useTranslation } from 'react-i18next'
import { formatBytes } from '../../lib/format'
import { Ago } from '../../ui/Ago'
import { EngineBadge, Tag } from '../../ui/Badge'
import type { Instance } from './queries'

export function FactList({ instance }: { instance: Instance }) {
  const { t } = useTranslation('instances')
  const { host, port, username, limit_bytes: limit, description, environment, tags, collected_at } = instance
  return (
    <dl className="terms">
      <dt>{t('column.type')}</dt>
      <dd>
        <EngineBadge dbType={instance.db_type} serverVersion={instance.server_version ?? undefined} />
      </dd>
      <dt>{t('column.host')}</dt>
      <dd className="mono">
        {host}
        {port == null ? '' : `:${String(port)}`}
      </dd>
      {username ? (
        <>
          <dt>{t('field.username')}</dt>
          <dd className="mono">{username}</dd>
        </>
      ) : null}
      {environment ? (
        <>
          <dt>{t('field.environment')}</dt>
          <dd>{environment}</dd>
        </>
      ) : null}
      {description ? (
        <>
          <dt>{t('field.description')}</dt>
          <dd>{description}</dd>
        </>
      ) : null}
      <dt>{t('column.size')}</dt>
      <dd>
        {instance.size_label ?? '–'}
        {limit == null ? '' : ` / ${formatBytes(limit)}`}
      </dd>
      <dt>{t('column.synced')}</dt>
      <dd>{collected_at ? <Ago at={collected_at} /> : t('never')}</dd>
      {instance.connections && instance.connections.length > 0 ? (
        <>
          <dt>{t('connections')}</dt>
          <dd>{instance.connections.join(', ')}</dd>
        </>
      ) : null}
      {tags.length > 0 ? (
        <>
          <dt>{t('column.tags')}</dt>
          <dd className="tags">
            {tags.map((tag) => (
              <Tag key={tag.name} color={tag.color}>
                {tag.display_name}
              </Tag>
            ))}
          </dd>
        </>
      ) : null}
    </dl>
  )
}
