// `j` and `k` walk through the rows of the table on a page.
import { useEffect, type RefObject } from 'react'
import { isTyping, singleKeysOn } from '../lib/keys'

export function useRowKeys(body: RefObject<HTMLElement | null>): void {
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      const step = event.key === 'j' ? 1 : event.key === 'k' ? -1 : 0
      if (step === 0 || event.ctrlKey || event.metaKey || event.altKey || isTyping(event) || !singleKeysOn())
        return
      const rows = [...(body.current?.querySelectorAll<HTMLElement>('tr[tabindex]') ?? [])]
      const at = rows.findIndex((row) => row === document.activeElement)
      const next = rows[Math.min(Math.max(at + step, 0), rows.length - 1)]
      next?.focus()
    }
    document.addEventListener('keydown', onKey)
    return () => {
      document.removeEventListener('keydown', onKey)
    }
  }, [body])
}
