// The days that the size chart shows, as they stand in the URL.

export const WINDOWS = { '30': 30, '180': 180, all: undefined } as const

export type SizeWindow = keyof typeof WINDOWS
export type WindowSearch = { days?: 30 | 'all' }

const USUAL: SizeWindow = '180'

export function readWindow(given: Record<string, unknown>): WindowSearch {
  if (given.days === 'all') return { days: 'all' }
  return Number(given.days) === 30 ? { days: 30 } : {}
}

export function windowOf({ days }: WindowSearch): SizeWindow {
  return days === 'all' ? 'all' : days === 30 ? '30' : USUAL
}
