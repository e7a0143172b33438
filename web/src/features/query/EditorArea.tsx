// The editor with what belongs beside it: the notes of a draft, or the difference that a draft would make.
import { Button } from '@mantine/core'
import { lazy, Suspense, useState, type Ref } from 'react'
import { useTranslation } from 'react-i18next'
import type { Connection } from '../../api/connections'
import { keyName } from '../../lib/keys'
import { Drawer } from '../../ui/Drawer'
import { DraftNotes } from './ask/DraftNotes'
import { acceptedText, settleDraft, type Asking } from './ask/asks'
import type { EditorHandle } from './editor/Editor'
import type { Schema } from './schema/model'
import { changeTab, type Tab } from './tabs'

const Editor = lazy(() => import('./editor/Editor'))
const DraftDiff = lazy(() => import('./ask/DraftDiff'))

type Props = {
  ref: Ref<EditorHandle>
  connection: Connection
  tab: Tab
  schema: Schema
  asking: Asking | undefined
  onRun: () => void
  onReady: () => void
}

export function EditorArea({ ref, connection, tab, schema, asking, onRun, onReady }: Props) {
  const { t } = useTranslation('query')
  // Folded away by hand: which draft's notes.
  const [folded, setFolded] = useState<string>()
  const [sheet, setSheet] = useState(false)
  const closeSheet = () => {
    setSheet(false)
  }
  const draft = asking?.draft
  const settle = () => {
    settleDraft(tab.id)
  }
  return (
    <div className="edit" data-pane="editor">
      <Suspense fallback={<p className="muted editor-loading">{t('editor.loading')}</p>}>
        {asking?.pending && draft ? (
          <DraftDiff
            before={tab.sql}
            draft={acceptedText(tab.sql, asking)}
            dialect={connection.dbType}
            onDiscard={settle}
            onAccept={() => {
              changeTab(tab.id, {
                sql: acceptedText(tab.sql, asking),
                ...(asking.failed ? {} : { question: asking.prompt }),
              })
              settle()
            }}
          />
        ) : (
          <Editor
            key={tab.id}
            ref={ref}
            text={tab.sql}
            dialect={connection.dbType}
            schema={schema}
            label={t('editor.label')}
            hint={t('editor.hint', { keys: keyName('Ctrl Enter') })}
            onChange={(sql) => {
              changeTab(tab.id, { sql })
            }}
            onRun={onRun}
            onReady={onReady}
          />
        )}
      </Suspense>
      {asking && draft && folded !== draft.id ? (
        <DraftNotes
          asking={asking}
          draft={draft}
          connection={connection.name}
          sql={tab.sql}
          onClose={() => {
            setFolded(draft.id)
          }}
        />
      ) : null}
      {asking && draft ? (
        <>
          <Button
            variant="default"
            className="draft-open"
            onClick={() => {
              setSheet(true)
            }}
          >
            {t('ask.details')}
          </Button>
          <Drawer opened={sheet} title={t('ask.notes')} onClose={closeSheet}>
            <DraftNotes
              asking={asking}
              draft={draft}
              connection={connection.name}
              sql={tab.sql}
              inSheet
              onClose={closeSheet}
            />
          </Drawer>
        </>
      ) : null}
    </div>
  )
}
