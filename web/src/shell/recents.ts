// What was last chosen in the palette, in this browser.
import { isRecord } from '../api/error'
import { loadJson, saveJson } from '../lib/storage'
import type { Target } from './targets'

export type Recent = { id: string; name: string; detail?: string; target: Target }

const KEY = 'palette'
const MOST = 6

export function recents(): Recent[] {
  const kept = loadJson(KEY)
  return Array.isArray(kept) ? kept.filter(isRecent).slice(0, MOST) : []
}

/** Puts it first; what falls off the end is forgotten. */
export function remember(chosen: Recent): void {
  const { id, name, detail, target } = chosen
  const kept = recents().filter((recent) => recent.id !== id)
  saveJson(KEY, [{ id, name, ...(detail ? { detail } : {}), target }, ...kept].slice(0, MOST))
}

function isRecent(value: unknown): value is Recent {
  if (!isRecord(value) || typeof value.id !== 'string' || typeof value.name !== 'string') return false
  const { target, detail } = value
  if (detail !== undefined && typeof detail !== 'string') return false
  if (!isRecord(target)) return false
  switch (target.to) {
    case 'page':
      return typeof target.key === 'string'
    case 'connection':
      return typeof target.name === 'string'
    case 'database':
    case 'instance':
      return typeof target.id === 'number'
    case 'table':
      return [target.connection, target.schema, target.table].every((part) => typeof part === 'string')
    default:
      return false
  }
}
