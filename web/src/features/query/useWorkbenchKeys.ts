// The workbench's own keys. Ctrl P and S are taken only while it is open.
import { useEffect, useEffectEvent, type RefObject } from 'react'
import type { Actions } from './useActions'

const PANES = ['schema', 'ask', 'editor', 'result']

type Targets = {
  find: RefObject<HTMLInputElement | null>
  prompt: RefObject<HTMLInputElement | null>
  save: (() => void) | undefined
}

export function useWorkbenchKeys(actions: Actions, { find, prompt, save }: Targets): void {
  const onKey = useEffectEvent((event: KeyboardEvent) => {
    if (event.target instanceof Element && event.target.closest('[role="dialog"]')) return
    const act = actionOf(event)
    if (!act) return
    event.preventDefault()
    act()
  })
  const actionOf = (event: KeyboardEvent): (() => void) | undefined => {
    const key = event.key.toLowerCase()
    if (event.altKey && event.shiftKey && event.code === 'KeyF') return actions.format
    if (event.key === 'F6') {
      return () => {
        focusPane(event.shiftKey ? -1 : 1)
      }
    }
    if (!event.ctrlKey && !event.metaKey) return undefined
    if (key === 'enter') return event.shiftKey ? actions.explain : actions.run
    if (key === '.') return actions.stop
    if (key === 'p' && !event.shiftKey) return () => find.current?.focus()
    if (key === 'i' && !event.shiftKey) return () => prompt.current?.focus()
    return key === 's' && !event.shiftKey ? save : undefined
  }
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
  // What one works in, else the first thing that takes the focus.
  const wanted = ['.cm-content', '[role="grid"]', '[role="tree"]', 'input', '[tabindex="0"], button']
  const found = wanted.map((what) => next?.querySelector<HTMLElement>(what)).find(Boolean)
  found?.focus()
}
