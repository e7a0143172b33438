// The editor's tabs: kept in this browser, so that nothing typed is lost by closing it or by a session's end.
import { useSyncExternalStore } from 'react'
import { isRecord } from '../../api/error'
import { loadJson, saveJson } from '../../lib/storage'
import { newId } from '../../lib/newId'
import type { Parameter } from '../../lib/parameters'
import type { ChartSettings } from './chart/propose'

export type Tab = {
  id: string
  connection: string
  /** Given by the user or the saved query; without one the first words of the SQL serve. */
  title: string
  sql: string
  /** The saved query that it shows. */
  saved?: { id: number; sql: string; description: string; is_shared: boolean; isOwn: boolean }
  /** What is asked for before it runs. */
  parameters?: readonly Parameter[]
  /** How its chart was last set. */
  chart?: ChartSettings
  /** The question that a draft came from. */
  question?: string
}

export type Settings = { limit: number; timeoutSeconds: number }

type State = { tabs: readonly Tab[]; active: Readonly<Record<string, string>>; settings: Settings }

const KEY = 'tabs'
const SAVE_MS = 300
const DEFAULT: Settings = { limit: 1_000, timeoutSeconds: 30 }

let state: State | undefined
let saving: ReturnType<typeof setTimeout> | undefined
const listeners = new Set<() => void>()

function read(): State {
  state ??= restored(loadJson(KEY))
  return state
}

function write(next: State): void {
  state = next
  saving ??= setTimeout(save, SAVE_MS)
  for (const listener of listeners) listener()
}

/** Each key would write all tabs: a moment later is soon enough, and leaving the page does not wait. */
function save(): void {
  clearTimeout(saving)
  saving = undefined
  if (state) saveJson(KEY, state)
}
window.addEventListener('pagehide', save)
document.addEventListener('visibilitychange', save)

/** Another window of the same browser wrote tabs: only a new start reads them, or each would overwrite the other. */
function restored(stored: unknown): State {
  if (!isRecord(stored)) return { tabs: [], active: {}, settings: DEFAULT }
  const tabs = Array.isArray(stored.tabs) ? stored.tabs.filter(isTab) : []
  const active = isRecord(stored.active) ? stored.active : {}
  const settings = isRecord(stored.settings) ? stored.settings : {}
  return {
    tabs,
    active: Object.fromEntries(Object.entries(active).map(([key, id]) => [key, String(id)])),
    settings: {
      limit: typeof settings.limit === 'number' ? settings.limit : DEFAULT.limit,
      timeoutSeconds:
        typeof settings.timeoutSeconds === 'number' ? settings.timeoutSeconds : DEFAULT.timeoutSeconds,
    },
  }
}

function isTab(tab: unknown): tab is Tab {
  return (
    isRecord(tab) &&
    typeof tab.id === 'string' &&
    typeof tab.connection === 'string' &&
    typeof tab.title === 'string' &&
    typeof tab.sql === 'string'
  )
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

export function useTabs(connection: string): { tabs: readonly Tab[]; active: Tab | undefined } {
  const all = useSyncExternalStore(subscribe, read)
  const tabs = all.tabs.filter((tab) => tab.connection === connection)
  const wanted = all.active[connection]
  return { tabs, active: tabs.find((tab) => tab.id === wanted) ?? tabs[0] }
}

export function useSettings(): Settings {
  return useSyncExternalStore(subscribe, read).settings
}

export function changeSettings(settings: Partial<Settings>): void {
  const all = read()
  write({ ...all, settings: { ...all.settings, ...settings } })
}

export function openTab(connection: string, tab: Partial<Omit<Tab, 'id' | 'connection'>> = {}): Tab {
  const all = read()
  const opened: Tab = { title: '', sql: '', ...tab, id: newId(), connection }
  write({ ...all, tabs: [...all.tabs, opened], active: { ...all.active, [connection]: opened.id } })
  return opened
}

/** Opens what a link holds; a tab that shows just that is only brought to the front. */
export function openLinked(connection: string, { title, sql }: Pick<Tab, 'title' | 'sql'>): void {
  const isIt = (tab: Tab) =>
    tab.connection === connection && tab.sql === sql && (tab.title === title || tab.title === '')
  const open = read().tabs.find(isIt)
  if (open) activateTab(open)
  else openTab(connection, { title, sql })
}

export function activateTab(tab: Tab): void {
  const all = read()
  write({ ...all, active: { ...all.active, [tab.connection]: tab.id } })
}

export function changeTab(id: string, change: Partial<Omit<Tab, 'id' | 'connection'>>): void {
  const all = read()
  write({ ...all, tabs: all.tabs.map((tab) => (tab.id === id ? { ...tab, ...change } : tab)) })
}

/** Closes a tab and gives it back, for undo; its neighbour becomes the active one. */
export function closeTab(id: string): Tab | undefined {
  const all = read()
  const closed = all.tabs.find((tab) => tab.id === id)
  if (!closed) return undefined
  const siblings = all.tabs.filter((tab) => tab.connection === closed.connection)
  const at = siblings.indexOf(closed)
  const next = siblings[at + 1] ?? siblings[at - 1]
  const active = { ...all.active }
  if (active[closed.connection] === id && next) active[closed.connection] = next.id
  write({ ...all, tabs: all.tabs.filter((tab) => tab.id !== id), active })
  return closed
}

/** Puts a closed tab back. */
export function restoreTab(tab: Tab): void {
  const all = read()
  write({ ...all, tabs: [...all.tabs, tab], active: { ...all.active, [tab.connection]: tab.id } })
}

/** What the tab is called. */
export function tabTitle(tab: Tab, untitled: string): string {
  if (tab.title !== '') return tab.title
  const words = tab.sql.replace(/--.*$/gm, ' ').replace(/\s+/g, ' ').trim()
  return words === '' ? untitled : words.slice(0, 32)
}

/** Whether there is text that the saved query does not have. */
export function isUnsaved(tab: Tab): boolean {
  return tab.saved === undefined ? tab.sql.trim() !== '' : tab.sql !== tab.saved.sql
}

/** For tests: as after a reload. */
export function forgetTabs(): void {
  save()
  state = undefined
}

type Kept = {
  id: number
  db_name: string
  title: string
  description: string
  sql: string
  is_shared: boolean
  parameters: readonly Parameter[]
}

/** Opens a saved query; one that is open already is only brought to the front. */
export function openSaved(query: Kept, isOwn = true): void {
  const open = read().tabs.find((tab) => tab.saved?.id === query.id && tab.connection === query.db_name)
  if (open) activateTab(open)
  else openTab(query.db_name, { title: query.title, sql: query.sql, ...keptAs(query, isOwn) })
}

/** What a tab knows of the saved query that it shows. */
export function keptAs(query: Kept, isOwn = true): Pick<Tab, 'saved' | 'parameters'> {
  const { id, sql, description, is_shared, parameters } = query
  return { saved: { id, sql, description, is_shared, isOwn }, parameters }
}
