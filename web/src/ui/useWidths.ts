// Widths of columns that somebody dragged, remembered in this browser for each table.
import { useState } from 'react'
import { loadJson, saveJson } from '../lib/storage'

const LEAST = 48
const MOST = 900
const STEP = 16

type Widths = Readonly<Record<string, number>>

export type Sizing = {
  widths: Widths
  /** Follows the pointer until it is let go. */
  drag: (key: string, event: React.PointerEvent<HTMLElement>) => void
  /** Alt and an arrow on a focused head. */
  nudge: (key: string, now: number, wider: boolean) => void
  /** As it was at first. */
  forget: (key: string) => void
}

export function useWidths(table: string): Sizing {
  const storage = `widths.${table}`
  const [widths, setWidths] = useState<Widths>(() => read(loadJson(storage)))
  const keep = (next: Widths) => {
    setWidths(next)
    saveJson(storage, next)
  }
  return {
    widths,
    drag: (key, event) => {
      const grip = event.currentTarget
      const from = event.clientX
      const before = grip.closest('th')?.getBoundingClientRect().width ?? LEAST
      event.preventDefault()
      grip.setPointerCapture(event.pointerId)
      const widthAt = (x: number) => within(before + x - from)
      const move = (moved: PointerEvent) => {
        setWidths((known) => ({ ...known, [key]: widthAt(moved.clientX) }))
      }
      const end = (up: PointerEvent) => {
        grip.removeEventListener('pointermove', move)
        grip.removeEventListener('pointerup', end)
        grip.removeEventListener('pointercancel', end)
        if (up.clientX !== from) keep({ ...widths, [key]: widthAt(up.clientX) })
      }
      grip.addEventListener('pointermove', move)
      grip.addEventListener('pointerup', end)
      grip.addEventListener('pointercancel', end)
    },
    nudge: (key, now, wider) => {
      keep({ ...widths, [key]: within(now + (wider ? STEP : -STEP)) })
    },
    forget: (key) => {
      keep(Object.fromEntries(Object.entries(widths).filter(([known]) => known !== key)))
    },
  }
}

function within(width: number): number {
  return Math.round(Math.min(MOST, Math.max(LEAST, width)))
}

function read(kept: unknown): Widths {
  if (typeof kept !== 'object' || kept === null) return {}
  const entries = Object.entries(kept).map(([key, width]: [string, unknown]) => [key, width] as const)
  return Object.fromEntries(
    entries.flatMap(([key, width]) => (typeof width === 'number' ? [[key, within(width)]] : [])),
  )
}
