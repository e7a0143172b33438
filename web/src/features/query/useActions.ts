// What can be done with the active tab: run, stop, format, link.
import { useEffect, useState, type RefObject } from 'react'
import { useTranslation } from 'react-i18next'
import { ApiError } from '../../api/error'
import type { Connection } from '../../api/connections'
import { copyText } from '../../lib/clipboard'
import { encodeLink } from '../../lib/sqlLink'
import { toast, toastError } from '../../ui/toast'
import type { EditorHandle } from './editor/Editor'
import { offsetOf } from './position'
import type { ResultTab } from './ResultPane'
import { startRun, stopRun, useRun } from './runs'
import { changeSettings, tabTitle, useSettings, type Settings, type Tab } from './tabs'

const RAISED = 10_000

export function useActions(connection: Connection, tab: Tab, editor: RefObject<EditorHandle | null>) {
  const { t } = useTranslation('query')
  const settings = useSettings()
  const run = useRun(tab.id)
  const [shown, setShown] = useState<ResultTab>('result')
  useMark(run, editor)

  const start = (sql: string, offset: number, wanted: Settings) => {
    editor.current?.clearMarks()
    setShown('result')
    void startRun(tab.id, connection.name, { sql, offset, question: tab.question }, wanted)
  }
  const runChosen = () => {
    const chosen = editor.current?.chosen()
    if (chosen) start(chosen.sql, chosen.from, settings)
    else toast(t('run.nothing'))
  }
  const explain = () => {
    const chosen = editor.current?.chosen()
    if (chosen) start(explained(chosen.sql, connection.dbType), chosen.from, settings)
    else toast(t('run.nothing'))
  }
  const format = async () => {
    const { formatSql } = await import('./formatSql')
    try {
      editor.current?.replace(formatSql(tab.sql, connection))
    } catch (error) {
      toastError(
        t('editor.formatFailed', { why: error instanceof Error ? (error.message.split('\n')[0] ?? '') : '' }),
      )
    }
  }
  const copyLink = async () => {
    const hash = encodeLink({ title: tabTitle(tab, ''), sql: tab.sql })
    if (await copyText(window.location.origin + window.location.pathname + hash)) toast(t('run.linkCopied'))
  }
  const stop = () => void stopRun(tab.id)
  return {
    run: runChosen,
    stop,
    explain,
    format: () => void format(),
    focusEditor: () => editor.current?.focus(),
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
      tab: shown,
      onTab: setShown,
      onRunSql: (sql: string) => {
        start(sql, 0, settings)
      },
      onRaiseLimit: () => {
        changeSettings({ limit: RAISED })
        if (run && run.state !== 'running') start(run.sql, 0, { ...settings, limit: RAISED })
      },
    },
  }
}

export type Actions = ReturnType<typeof useActions>

function explained(sql: string, dialect: string): string {
  const bare = sql.replace(/;\s*$/, '')
  if (/^\s*explain\b/i.test(bare)) return bare
  return dialect === 'sqlite' ? `EXPLAIN QUERY PLAN ${bare}` : `EXPLAIN ${bare}`
}

/** Marks the place that the server complained about. */
function useMark(run: ReturnType<typeof useRun>, editor: RefObject<EditorHandle | null>): void {
  useEffect(() => {
    if (run?.state !== 'failed' || !(run.error instanceof ApiError) || run.error.position === undefined)
      return
    editor.current?.mark(run.offset + offsetOf(run.sql, run.error.position), run.error.message)
  }, [run, editor])
}
