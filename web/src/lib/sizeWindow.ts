// The days that the size chart shows, as they stand in the URL.

export const WINDOWS = { '30': 30, '180': 180, all: undefined } as const

export type SizeWindow = keyof typeof WINDOWS
export type WindowSearch = { days?: SizeWindow }

const USUAL: SizeWindow = '180'

export function readWindow(given: Record<string, unknown>): WindowSearch {
  const text = String(given.days)
  return isWindow(text) && text !== USUAL ? { days: text } : {}
}

export function windowOf({ days }: WindowSearch): SizeWindow {
  return days ?? USUAL
}

function isWindow(text: string): text is SizeWindow {
  return text in WINDOWS
}
