// A result as a chart: the kind and the columns are chosen above it and remembered with the tab.
import { Select, MultiSelect } from '@mantine/core'
import { lazy, Suspense, useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { cellText, columnOf, isNumeric, type Cell } from '../../../lib/cells'
import { formatCount } from '../../../lib/format'
import { EmptyState } from '../../../ui/EmptyState'
import { Segments } from '../../../ui/Segments'
import { kindOf } from '../grid/types'
import { changeTab, type Tab } from '../tabs'
import type { Result } from '../types'
import { CHART_KINDS, fits, inTime, isTimeKind, proposeChart, type ChartSettings } from './propose'

/** More points than this no screen can tell apart. */
const MOST = 20_000

const Canvas = lazy(() => import('./Canvas'))

export function ResultChart({ result, tab, dialect }: { result: Result; tab: Tab; dialect: string }) {
  const { t } = useTranslation('query')
  const names = useMemo(() => result.columns.map((column) => column.name), [result])
  const proposed = useMemo(
    () =>
      proposeChart(
        result.columns.map((column) => kindOf(column.dataType, dialect)),
        names,
        result.rows,
      ),
    [result, names, dialect],
  )
  const settings = fits(tab.chart, names.length) ? tab.chart : proposed
  const { labels, series } = useMemo(() => pointsOf(result, settings, dialect), [result, settings, dialect])
  if (!settings) return <EmptyState title={t('chart.none')} text={t('chart.noneText')} />
  const change = (part: Partial<ChartSettings>) => {
    changeTab(tab.id, { chart: { ...settings, ...part } })
  }
  const options = names.map((label, index) => ({ value: String(index), label }))
  return (
    <div className="chart">
      <div className="chart-bar">
        <Segments
          label={t('chart.kind')}
          value={settings.kind}
          segments={CHART_KINDS.map((value) => ({ value, label: t(`chart.kinds.${value}`) }))}
          onChange={(kind) => {
            change({ kind })
          }}
        />
        <Select
          aria-label={t('chart.x')}
          data={options}
          value={String(settings.x)}
          searchable
          onChange={(value) => {
            if (value !== null) change({ x: Number(value) })
          }}
        />
        <MultiSelect
          aria-label={t('chart.y')}
          data={options}
          value={settings.y.map(String)}
          searchable
          maxValues={8}
          onChange={(values) => {
            if (values.length > 0) change({ y: values.map(Number) })
          }}
        />
      </div>
      {result.truncated ? (
        <p className="muted chart-note">{t('chart.truncated', { rows: formatCount(result.rows.length) })}</p>
      ) : null}
      {result.rows.length > MOST ? (
        <p className="muted chart-note">{t('chart.most', { rows: formatCount(MOST) })}</p>
      ) : null}
      <Suspense fallback={<p className="muted chart-note">{t('chart.loading')}</p>}>
        <Canvas
          settings={settings}
          names={names}
          labels={labels}
          series={series}
          summary={summaryOf(
            labels,
            series,
            settings.y.map((y) => names[y] ?? ''),
          )}
        />
      </Suspense>
    </div>
  )
}

function pointsOf({ columns, rows }: Result, settings: ChartSettings | undefined, dialect: string) {
  if (!settings) return { labels: [], series: [] }
  const labels = columnOf(rows, settings.x, MOST).map(label)
  const series = settings.y.map((y) => columnOf(rows, y, MOST).map(valueOf))
  // Time runs from left to right, whichever way the rows were sorted.
  const isTime = isTimeKind(kindOf(columns[settings.x]?.dataType ?? '', dialect))
  return isTime ? inTime(labels, series) : { labels, series }
}

function label(cell: Cell): string {
  if (cell === null) return 'NULL'
  return cellText(cell)
    .replace(/T00:00:00(\.0+)?Z?$/, '')
    .replace(/^(\d{4}-\d{2}-\d{2})T(.*?)Z?$/, '$1 $2')
}

function valueOf(cell: Cell): number | null {
  if (cell === null || typeof cell === 'boolean') return null
  if (!isNumeric(cell) && typeof cell !== 'string') return null
  const number = Number(cellText(cell))
  return cellText(cell) !== '' && Number.isFinite(number) ? number : null
}

/** First, last and peak, for those who can't see the lines. The grid has the same numbers. */
function summaryOf(
  labels: readonly string[],
  series: readonly (readonly (number | null)[])[],
  names: readonly string[],
): string {
  return series
    .map((values, index) => {
      const name = names[index] ?? ''
      const points = values.flatMap((value, place) =>
        value === null ? [] : [{ at: labels[place] ?? '', value }],
      )
      const [first] = points
      const last = points[points.length - 1]
      if (!first || !last) return name
      const peak = points.reduce((most, point) => (point.value > most.value ? point : most))
      return `${name}: ${first.at} ${String(first.value)} → ${last.at} ${String(last.value)}, max ${peak.at} ${String(peak.value)}`
    })
    .join('; ')
}
