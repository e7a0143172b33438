// The workbench's own keys. Ctrl P and S are taken only while it is open.
import { useEffect, useEffectEvent, type RefObject } from 'react'
import type { Actions } from './useActions'

const PANES = ['schema', 'ask', 'editor', 'result']

export function useWorkbenchKeys(actions: Actions, find: RefObject<HTMLInputElement | null>): void {
  const onKey = useEffectEvent((event: KeyboardEvent) => {
    if (event.target instanceof Element && event.target.closest('[role="dialog"]')) return
    const command = event.ctrlKey || event.metaKey
    if (command && event.key === 'Enter') {
      if (event.shiftKey) actions.explain()
      else actions.run()
    } else if (command && event.key === '.') actions.stop()
    else if (command && event.key.toLowerCase() === 'p' && !event.shiftKey) find.current?.focus()
    else if (event.altKey && event.shiftKey && event.code === 'KeyF') actions.format()
    else if (event.key === 'F6') focusPane(event.shiftKey ? -1 : 1)
    else return
    event.preventDefault()
  })
  useEffect(() => {
    document.addEventListener('keydown', onKey)
    return () => {
      document.removeEventListener('keydown', onKey)
    }
  }, [])
}

/** F6 goes around the panes that are there. */
function focusPane(step: number): void {
  const panes = PANES.map((name) => document.querySelector(`[data-pane="${name}"]`)).filter(
    (pane) => pane !== null,
  )
  const at = panes.findIndex((pane) => pane.contains(document.activeElement))
  const next = panes[(at + step + panes.length) % panes.length]
  next?.querySelector<HTMLElement>('.cm-content, input, [tabindex="0"], button')?.focus()
}
