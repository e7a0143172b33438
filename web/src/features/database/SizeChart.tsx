// Size by day with its forecast, the band in which it lies with 80 %, and the limit. Drawn as SVG; a table has the
// same numbers.
import { useElementSize } from '@mantine/hooks'
import { useTranslation } from 'react-i18next'
import { formatBytes } from '../../lib/format'
import { frame, linePath, bandPath, type Plot } from '../../lib/plot'
import type { Capacity } from './queries'

/** Before the place of the chart is known. */
const USUAL_WIDTH = 700
const HEIGHT = 274

export function SizeChart({ capacity, days }: { capacity: Capacity; days: number | undefined }) {
  const { t } = useTranslation('database')
  const { ref, width: found } = useElementSize()
  const width = Math.max(found || USUAL_WIDTH, 280)
  const history = days === undefined ? capacity.history : capacity.history.slice(-days)
  const limit = capacity.limit_bytes ?? undefined
  const plot = frame({ history, forecast: capacity.forecast, limit }, width, HEIGHT)
  const first = history[0]
  const last = history.at(-1)
  if (!plot || !first || !last) return null
  const label = t('chartLabel', {
    first: `${formatBytes(first.size_bytes)} (${first.date})`,
    last: `${formatBytes(last.size_bytes)} (${last.date})`,
  })
  return (
    <div ref={ref}>
      <svg
        className="size-chart"
        viewBox={`0 0 ${String(width)} ${String(HEIGHT)}`}
        role="img"
        aria-label={label}
      >
        <Axes plot={plot} />
        {limit === undefined ? null : <Limit plot={plot} bytes={limit} />}
        <path className="band" d={bandPath(plot, capacity.forecast)} />
        <path className="forecast" d={linePath(plot, [last, ...capacity.forecast])} />
        <path className="history" d={linePath(plot, history)} />
        {capacity.forecast.length > 0 ? <Today plot={plot} date={last.date} /> : null}
        <Reached plot={plot} capacity={capacity} />
      </svg>
    </div>
  )
}

function Axes({ plot }: { plot: Plot }) {
  return (
    <g aria-hidden="true">
      {plot.yTicks.map((bytes) => (
        <g key={bytes}>
          <line className="grid" x1={0} x2={plot.right} y1={plot.y(bytes)} y2={plot.y(bytes)} />
          <text x={plot.right + 8} y={plot.y(bytes) + 4}>
            {formatBytes(bytes)}
          </text>
        </g>
      ))}
      {plot.xTicks.map(({ date, label }) => (
        <text key={date} x={plot.x(date)} y={HEIGHT - 5} textAnchor="middle">
          {label}
        </text>
      ))}
    </g>
  )
}

function Limit({ plot, bytes }: { plot: Plot; bytes: number }) {
  const { t } = useTranslation('database')
  const y = plot.y(bytes)
  return (
    <g className="limit">
      <line x1={0} x2={plot.right} y1={y} y2={y} />
      <text x={0} y={y - 6}>
        {t('limitOf', { size: formatBytes(bytes) })}
      </text>
    </g>
  )
}

function Today({ plot, date }: { plot: Plot; date: string }) {
  const { t } = useTranslation('database')
  const x = plot.x(date)
  return (
    <g className="today" aria-hidden="true">
      <line x1={x} x2={x} y1={24} y2={plot.bottom} />
      <text x={x + 6} y={plot.bottom - 6}>
        {t('today')}
      </text>
    </g>
  )
}

/** The day on which the forecast meets the limit. */
function Reached({ plot, capacity }: { plot: Plot; capacity: Capacity }) {
  const date = capacity.limit?.date
  const limit = capacity.limit_bytes
  const end = capacity.forecast.at(-1)?.date
  if (!date || limit == null || !end || date > end) return null
  const [x, y] = [plot.x(date), plot.y(limit)]
  const isLate = x > plot.right * 0.85
  return (
    <g className="reached">
      <circle cx={x} cy={y} r={4} />
      {/* Before the day where there is room, else after it: the line of today must stay free. */}
      <text x={isLate ? x - 8 : x + 8} y={isLate ? y - 9 : y + 18} textAnchor={isLate ? 'end' : 'start'}>
        {date}
      </text>
    </g>
  )
}
