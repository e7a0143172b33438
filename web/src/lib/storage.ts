// What the browser remembers. A browser that refuses storage only forgets: nothing fails.

const PREFIX = 'weir.'

export function load(key: string): string | undefined {
  try {
    return localStorage.getItem(PREFIX + key) ?? undefined
  } catch {
    return undefined
  }
}

export function save(key: string, value: string): void {
  try {
    localStorage.setItem(PREFIX + key, value)
  } catch {
    // Full or forbidden; the page works on without memory.
  }
}

export function loadJson(key: string): unknown {
  try {
    return JSON.parse(load(key) ?? 'null')
  } catch {
    return null
  }
}

export function saveJson(key: string, value: unknown): void {
  save(key, JSON.stringify(value))
}
