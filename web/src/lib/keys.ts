// Keyboard rules: single letters work only outside fields and can be switched off.
import { load, save } from './storage'

const KEY = 'singleKeys'

/** Whether the key belongs to a field or an open dialog, so that a letter is a letter. */
export function isTyping(event: KeyboardEvent): boolean {
  const target = event.target
  if (!(target instanceof Element)) return false
  return target.closest('input,textarea,select,[contenteditable],[role="dialog"],[role="menu"]') !== null
}

export function singleKeysOn(): boolean {
  return load(KEY) !== 'off'
}

export function setSingleKeys(on: boolean): void {
  save(KEY, on ? 'on' : 'off')
}

export const isMac = /mac|iphone|ipad/i.test(navigator.userAgent)

/** `Ctrl Enter`, or `⌘ ↵` on a Mac. */
export function keyName(keys: string): string {
  if (!isMac) return keys
  return keys.replace('Ctrl', '⌘').replace('Shift', '⇧').replace('Alt', '⌥').replace('Enter', '↵')
}
