// The drawing itself. ECharts comes only with the first chart; its colours are the tokens'.
import { BarChart, LineChart, PieChart, ScatterChart } from 'echarts/charts'
import { DataZoomComponent, GridComponent, LegendComponent, TooltipComponent } from 'echarts/components'
import { init, use as register, type EChartsCoreOption } from 'echarts/core'
import { CanvasRenderer } from 'echarts/renderers'
import { useComputedColorScheme } from '@mantine/core'
import { useEffect, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import { pieParts, type ChartSettings } from './propose'

register([
  BarChart,
  LineChart,
  PieChart,
  ScatterChart,
  GridComponent,
  LegendComponent,
  TooltipComponent,
  DataZoomComponent,
  CanvasRenderer,
])

type Props = {
  settings: ChartSettings
  names: readonly string[]
  labels: readonly string[]
  series: readonly (readonly (number | null)[])[]
  summary: string
}

export default function Canvas(props: Props) {
  const { t } = useTranslation('query')
  const place = useRef<HTMLDivElement>(null)
  const scheme = useComputedColorScheme()
  const { settings, names, labels, series, summary } = props
  const others = t('chart.others')
  useEffect(() => {
    if (!place.current) return
    const chart = init(place.current)
    chart.setOption(optionOf({ settings, names, labels, series, summary }, others))
    const watch = new ResizeObserver(() => {
      chart.resize()
    })
    watch.observe(place.current)
    return () => {
      watch.disconnect()
      chart.dispose()
    }
  }, [settings, names, labels, series, summary, others, scheme])
  return <div ref={place} className="chart-canvas" role="img" aria-label={summary} />
}

function token(name: string): string {
  return getComputedStyle(document.documentElement).getPropertyValue(name).trim()
}

function optionOf({ settings, names, labels, series }: Props, others: string): EChartsCoreOption {
  const colours = [1, 2, 3, 4, 5, 6, 7, 8].map((place) => token(`--chart-${String(place)}`))
  const text = { color: token('--text-2'), fontFamily: token('--font-sans'), fontSize: 12 }
  const base = {
    color: colours,
    textStyle: text,
    animationDuration: matchMedia('(prefers-reduced-motion: reduce)').matches ? 0 : 160,
    // HTML in tooltips would carry styles that the page's policy forbids.
    tooltip: {
      trigger: settings.kind === 'pie' || settings.kind === 'scatter' ? 'item' : 'axis',
      renderMode: 'richText',
      confine: true,
    },
  }
  const first = series[0] ?? []
  if (settings.kind === 'pie') {
    const points = labels.map((name, index) => ({ name, value: first[index] ?? 0 }))
    return {
      ...base,
      series: [{ type: 'pie', radius: ['38%', '68%'], label: text, data: pieParts(points, others) }],
    }
  }
  const line = { lineStyle: { color: token('--border-strong') } }
  const valueAxis = {
    type: 'value',
    position: 'right',
    axisLabel: text,
    splitLine: { lineStyle: { color: token('--chart-grid') } },
  }
  const common = {
    ...base,
    grid: { left: 24, right: 72, top: series.length > 1 ? 40 : 20, bottom: 56 },
    ...(series.length > 1
      ? { legend: { top: 6, textStyle: text, icon: 'roundRect', itemWidth: 12, itemHeight: 4 } }
      : {}),
  }
  if (settings.kind === 'scatter') {
    const points = labels.map((x, index) => [Number(x), first[index] ?? null])
    return {
      ...common,
      xAxis: { type: 'value', axisLabel: text, axisLine: line, scale: true, name: names[settings.x] },
      yAxis: { ...valueAxis, scale: true },
      series: [{ type: 'scatter', symbolSize: 7, data: points }],
    }
  }
  const isBar = settings.kind === 'bar' || settings.kind === 'stacked'
  return {
    ...common,
    xAxis: { type: 'category', data: [...labels], axisLabel: text, axisLine: line, boundaryGap: isBar },
    // A line may leave zero out; a filled shape may not.
    yAxis: { ...valueAxis, scale: settings.kind === 'line' },
    ...(labels.length > 60
      ? { dataZoom: [{ type: 'inside' }, { type: 'slider', height: 18, bottom: 8 }] }
      : {}),
    series: series.map((data, index) => ({
      name: names[settings.y[index] ?? 0],
      type: isBar ? 'bar' : 'line',
      data: [...data],
      showSymbol: labels.length < 40,
      lineStyle: { width: 1.75 },
      barMaxWidth: 40,
      ...(settings.kind === 'area' ? { areaStyle: { opacity: 0.16 } } : {}),
      ...(settings.kind === 'stacked' ? { stack: 'all' } : {}),
    })),
  }
}
