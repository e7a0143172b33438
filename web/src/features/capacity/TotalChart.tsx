// The size of everything together, day by day. The facts above say first and last in words.
import { useElementSize } from '@mantine/hooks'
import { useTranslation } from 'react-i18next'
import { formatBytes } from '../../lib/format'
import { frame, linePath, type Point } from '../../lib/plot'

/** Before the place of the chart is known. */
const USUAL_WIDTH = 1_180
const HEIGHT = 190

export function TotalChart({ history }: { history: readonly Point[] }) {
  const { t } = useTranslation('capacity')
  const { ref, width: found } = useElementSize()
  const width = Math.max(found || USUAL_WIDTH, 280)
  const plot = frame({ history, forecast: [] }, width, HEIGHT)
  const [first, last] = [history[0], history.at(-1)]
  if (!plot || !first || !last || history.length < 2) return null
  const line = linePath(plot, history)
  const label = t('totalLabel', {
    first: `${formatBytes(first.size_bytes)} (${first.date})`,
    last: `${formatBytes(last.size_bytes)} (${last.date})`,
  })
  return (
    <div ref={ref}>
      <svg
        className="total-chart"
        viewBox={`0 0 ${String(width)} ${String(HEIGHT)}`}
        role="img"
        aria-label={label}
      >
        <g aria-hidden="true">
          {plot.yTicks.map((bytes) => (
            <g key={bytes}>
              <line x1={0} x2={plot.right} y1={plot.y(bytes)} y2={plot.y(bytes)} />
              <text x={plot.right + 8} y={plot.y(bytes) + 4}>
                {formatBytes(bytes)}
              </text>
            </g>
          ))}
          {plot.xTicks.map(({ date, label: month }) => (
            <text key={date} x={plot.x(date)} y={HEIGHT - 5} textAnchor="middle">
              {month}
            </text>
          ))}
        </g>
        <path className="line" d={line} />
      </svg>
    </div>
  )
}
