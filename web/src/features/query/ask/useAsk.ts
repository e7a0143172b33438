// The question of the active tab. A draft goes into an empty editor at once; beside text of yours it waits.
import type { RefObject } from 'react'
import type { EditorHandle } from '../editor/Editor'
import { changeTab, type Tab } from '../tabs'
import type { Mending } from './askStream'
import { startAsk, useAsking, type Asking } from './asks'

type Ask = { asking: Asking | undefined; ask: (prompt: string, failed?: Mending) => void }

export function useAsk(connection: string, tab: Tab, editor: RefObject<EditorHandle | null>): Ask {
  const asking = useAsking(tab.id)
  const ask = (prompt: string, failed?: Mending) => {
    const hasText = tab.sql.trim() !== ''
    void startAsk({ tab: tab.id, connection, prompt, hasText, failed }).then((draft) => {
      if (draft?.status !== 'ok' || hasText) return
      changeTab(tab.id, { sql: draft.generatedSql, question: prompt })
      editor.current?.replace(draft.generatedSql)
    })
  }
  return { asking, ask }
}
