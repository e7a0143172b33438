// What can be done with the active tab: run, stop, explain, format, link.
import { useEffect, useRef, useState, type RefObject } from 'react'
import { useTranslation } from 'react-i18next'
import { ApiError } from '../../api/error'
import type { Connection } from '../../api/connections'
import { copyText } from '../../lib/clipboard'
import { fillIn, parametersOf, type Parameter } from '../../lib/parameters'
import { encodeLink } from '../../lib/sqlLink'
import { toast, toastError } from '../../ui/toast'
import type { EditorHandle } from './editor/Editor'
import { askPlan, stopPlan, usePlan } from './plan/plans'
import { offsetOf } from './position'
import type { ResultTab } from './ResultPane'
import { startRun, stopRun, useRun } from './runs'
import { changeSettings, tabTitle, useSettings, type Settings, type Tab } from './tabs'

/** A statement whose parameters are being asked for. */
type Waiting = { parameters: readonly Parameter[]; go: (values: ReadonlyMap<string, string>) => void }

type Place = {
  editor: RefObject<EditorHandle | null>
  /** A draft stands in the editor's place, to be accepted or not. */
  isDrafted: boolean
}

export function useActions(connection: Connection, tab: Tab, { editor, isDrafted }: Place) {
  const { t } = useTranslation('query')
  const settings = useSettings()
  const run = useRun(tab.id)
  const plan = usePlan(tab.id)
  const [shown, setShown] = useState<ResultTab>('result')
  const [waiting, setWaiting] = useState<Waiting>()
  // Pressed before the editor was there: done when it is.
  const early = useRef<{ tab: string; act: () => void }>(undefined)
  useMark(run, editor)
  useMark(plan, editor)

  const start = (sql: string, offset: number, wanted: Settings) => {
    editor.current?.clearMarks()
    setShown((before) => (before === 'chart' ? before : 'result'))
    void startRun(tab.id, connection.name, { sql, offset, question: tab.question }, wanted)
  }
  /** Takes the statement at the cursor, asks for its parameters if it has any, and goes on. */
  const withChosen = (go: (sql: string, offset: number) => void) => {
    if (isDrafted) {
      toast(t('run.settleFirst'))
      return
    }
    if (!editor.current?.isReady()) {
      early.current = {
        tab: tab.id,
        act: () => {
          withChosen(go)
        },
      }
      return
    }
    const chosen = editor.current.chosen()
    if (!chosen) {
      toast(t('run.nothing'))
      return
    }
    const parameters = parametersOf(chosen.sql, tab.parameters ?? [])
    if (parameters.length === 0) {
      go(chosen.sql, chosen.from)
      return
    }
    setWaiting({
      parameters,
      go: (values) => {
        setWaiting(undefined)
        go(fillIn(chosen.sql, parameters, values, connection.dbType), chosen.from)
      },
    })
  }
  const runChosen = () => {
    withChosen((sql, offset) => {
      start(sql, offset, settings)
    })
  }
  const explain = () => {
    withChosen((sql, offset) => {
      editor.current?.clearMarks()
      setShown('plan')
      void askPlan(tab.id, connection.name, { sql, offset })
    })
  }
  const format = async () => {
    const { formatSql } = await import('./formatSql')
    try {
      editor.current?.replace(formatSql(editor.current.text(), connection))
    } catch (error) {
      const [why = ''] = error instanceof Error ? error.message.split('\n') : []
      toastError(t('editor.formatFailed', { why }))
    }
  }
  const copyLink = async () => {
    const hash = encodeLink({ title: tabTitle(tab, ''), sql: tab.sql })
    if (await copyText(window.location.origin + window.location.pathname + hash)) toast(t('run.linkCopied'))
  }
  const stop = () => {
    void stopRun(tab.id)
    stopPlan(tab.id)
  }
  return {
    run: runChosen,
    stop,
    explain,
    format: () => void format(),
    /** The editor of a tab is there. */
    editorReady: () => {
      const pressed = early.current
      early.current = undefined
      if (pressed?.tab === tab.id) pressed.act()
    },
    waiting,
    forgetWaiting: () => {
      setWaiting(undefined)
    },
    bar: {
      run,
      onRun: runChosen,
      onStop: stop,
      onExplain: explain,
      onFormat: () => void format(),
      onCopyLink: () => void copyLink(),
    },
    pane: {
      run,
      plan,
      tab: shown,
      editorTab: tab,
      onTab: setShown,
      onExplain: explain,
      onRunSql: (sql: string) => {
        start(sql, 0, settings)
      },
      onRaiseLimit: (limit: number) => {
        changeSettings({ limit })
        if (run && run.state !== 'running') start(run.sql, 0, { ...settings, limit })
      },
    },
  }
}

export type Actions = ReturnType<typeof useActions>

type Failed = { state: string; sql?: string; offset?: number; error?: unknown }

/** Marks the place that the server complained about. */
function useMark(run: Failed | undefined, editor: RefObject<EditorHandle | null>): void {
  useEffect(() => {
    if (run?.state !== 'failed' || !(run.error instanceof ApiError) || run.error.position === undefined)
      return
    editor.current?.mark((run.offset ?? 0) + offsetOf(run.sql ?? '', run.error.position), run.error.message)
  }, [run, editor])
}
