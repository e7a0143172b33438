// The five facts above everything: size, growth, limit, when it is reached, how old the tables' sizes are.
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import type { components } from '../../api/schema.gen'
import { formatBytes, formatPercent } from '../../lib/format'
import { Ago } from '../../ui/Ago'
import type { Capacity } from './queries'

type Sizes = components['schemas']['TableSizesResponse']

export function Facts({ capacity, sizes }: { capacity: Capacity; sizes: Sizes | undefined }) {
  const { t } = useTranslation('database')
  const { database, limit_bytes: limit, trend } = capacity
  const size = database.size_bytes ?? undefined
  const grown = grownIn(capacity, 30)
  return (
    <dl className="facts-row">
      <Fact name={t('fact.size')} value={size === undefined ? t('notCollected') : formatBytes(size)}>
        {capacity.readings > 0 ? t('readings', { count: capacity.readings }) : null}
      </Fact>
      <Fact name={t('fact.growth')} value={grown === undefined ? '–' : signed(grown.bytes)}>
        {grown === undefined ? null : formatPercent(grown.percent)}
        {trend ? `, ${t('aDay', { size: signed(trend.bytes_per_day) })}` : null}
      </Fact>
      <Fact
        name={t('fact.limit')}
        value={limit == null ? '–' : size === undefined ? formatBytes(limit) : shareOf(size, limit)}
      >
        {limit == null ? t('noLimit') : t('ofLimit', { size: formatBytes(limit) })}
        {limit == null || size === undefined ? null : <Meter size={size} limit={limit} />}
      </Fact>
      <Fact
        name={t('fact.reached')}
        value={capacity.limit?.date ?? '–'}
        tone={capacity.limit?.date ? 'warn' : undefined}
      >
        <Likely capacity={capacity} />
      </Fact>
      <Fact
        name={t('fact.tables')}
        value={sizes?.collected_at ? <Ago at={sizes.collected_at} /> : t('notCollected')}
      >
        {sizes ? t('tableCount', { count: sizes.total }) : null}
      </Fact>
    </dl>
  )
}

function Likely({ capacity }: { capacity: Capacity }) {
  const { t } = useTranslation('database')
  const { limit, readings, min_readings: needed } = capacity
  if (readings < needed) return t('tooFew', { readings, needed })
  if (limit?.earliest && limit.latest) return t('likely', { from: limit.earliest, to: limit.latest })
  if (limit?.earliest) return t('likelyFrom', { from: limit.earliest })
  return capacity.limit_bytes == null ? null : t('notReached')
}

type FactProps = { name: string; value: ReactNode; tone?: 'warn' | undefined; children?: ReactNode }

function Fact({ name, value, tone, children }: FactProps) {
  return (
    <div>
      <dt>{name}</dt>
      <dd className={tone ? `value ${tone}` : 'value'}>{value}</dd>
      <dd className="detail">{children}</dd>
    </div>
  )
}

function Meter({ size, limit }: { size: number; limit: number }) {
  const share = Math.min(100, (size / limit) * 100)
  const tone = share >= 95 ? 'bad' : share >= 80 ? 'warn' : ''
  return (
    <span className={`meter ${tone}`} aria-hidden="true">
      <i style={{ width: `${share.toFixed(1)}%` }} />
    </span>
  )
}

function shareOf(size: number, limit: number): string {
  return `${((size / limit) * 100).toFixed(0)}%`
}

function signed(bytes: number): string {
  return `${bytes > 0 ? '+' : ''}${formatBytes(bytes)}`
}

/** Growth against the last reading that is at least so many days old. */
export function grownIn({ history }: Capacity, days: number): { bytes: number; percent: number } | undefined {
  const last = history.at(-1)
  if (!last) return undefined
  const since = new Date(Date.parse(last.date) - days * 86_400_000).toISOString().slice(0, 10)
  const before = history.filter(({ date }) => date <= since).at(-1)
  if (!before || before.size_bytes === 0) return undefined
  const bytes = last.size_bytes - before.size_bytes
  return { bytes, percent: (bytes / before.size_bytes) * 100 }
}
