// Numbers, sizes and times for people.

export type Language = 'en' | 'zh'

const UNITS = ['B', 'KB', 'MB', 'GB', 'TB', 'PB']

/** Bytes in 1024 steps, as the API's `label`: `900 KB`, `44.63 GB`. */
export function formatBytes(bytes: number): string {
  let value = Math.abs(bytes)
  let unit = 0
  while (value >= 1024 && unit < UNITS.length - 1) {
    value /= 1024
    unit += 1
  }
  const digits = unit <= 1 ? 0 : 2
  return `${bytes < 0 ? '−' : ''}${value.toFixed(digits)} ${UNITS[unit] ?? ''}`
}

/** A count with thousands: `12,400`. */
export function formatCount(count: number): string {
  return count.toLocaleString('en-US')
}

/** A count in a narrow place: `1.9 M`, `860 k`. */
export function formatShort(count: number): string {
  if (count < 1_000) return String(count)
  if (count < 1_000_000) return `${trim(count / 1_000)} k`
  if (count < 1_000_000_000) return `${trim(count / 1_000_000)} M`
  return `${trim(count / 1_000_000_000)} G`
}

function trim(value: number): string {
  return value < 10 ? value.toFixed(1).replace(/\.0$/, '') : Math.round(value).toString()
}

/** A share with a sign: `+5.4%`. */
export function formatPercent(value: number): string {
  const rounded = Math.round(value * 10) / 10
  const sign = rounded > 0 ? '+' : rounded < 0 ? '−' : ''
  return `${sign}${Math.abs(rounded).toFixed(1)}%`
}

/** How long something took: `212 ms`, `6.2 s`, `3 min 20 s`. */
export function formatElapsed(ms: number): string {
  if (ms < 1_000) return `${String(Math.round(ms))} ms`
  if (ms < 60_000) return `${(ms / 1_000).toFixed(1)} s`
  return `${String(Math.floor(ms / 60_000))} min ${String(Math.round((ms % 60_000) / 1_000))} s`
}

/** The exact moment with its zone, for tooltips. */
export function formatMoment(iso: string, language: Language): string {
  return new Date(iso).toLocaleString(language === 'zh' ? 'zh-CN' : 'en-GB', {
    dateStyle: 'medium',
    timeStyle: 'long',
  })
}

/** `13 min ago` up to 48 hours, the date after that. */
export function formatAgo(iso: string, language: Language, now: number = Date.now()): string {
  const moment = new Date(iso)
  const seconds = Math.round((now - moment.getTime()) / 1_000)
  const locale = language === 'zh' ? 'zh-CN' : 'en-GB'
  const relative = new Intl.RelativeTimeFormat(locale, { numeric: 'auto', style: 'short' })
  if (Math.abs(seconds) < 60) return relative.format(0, 'second')
  if (Math.abs(seconds) < 3_600) return relative.format(-Math.round(seconds / 60), 'minute')
  if (Math.abs(seconds) < 172_800) return relative.format(-Math.round(seconds / 3_600), 'hour')
  return formatDate(iso)
}

/** The day in this browser's zone: `2026-11-20`. */
export function formatDate(iso: string): string {
  const moment = new Date(iso)
  const two = (n: number) => String(n).padStart(2, '0')
  return `${String(moment.getFullYear())}-${two(moment.getMonth() + 1)}-${two(moment.getDate())}`
}

/** The time of day in this browser's zone: `14:02:11`. */
export function formatTime(moment: Date): string {
  return moment.toTimeString().slice(0, 8)
}
