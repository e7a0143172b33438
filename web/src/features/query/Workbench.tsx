// The workbench of one connection.
import { useQuery } from '@tanstack/react-query'
import { Table2 } from 'lucide-react'
import { useDeferredValue, useMemo, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Connection } from '../../api/connections'
import { metadataQuery, tableNamesQuery } from '../../api/metadata'
import { useSession } from '../../api/session'
import { Drawer } from '../../ui/Drawer'
import { IconButton } from '../../ui/IconButton'
import { toast } from '../../ui/toast'
import { PromptBar } from './ask/PromptBar'
import { stopAsk } from './ask/asks'
import { useAsk } from './ask/useAsk'
import { ConnectionPicker } from './ConnectionPicker'
import { EditorArea } from './EditorArea'
import type { EditorHandle } from './editor/Editor'
import { ParametersDialog } from './kept/ParametersDialog'
import { SaveDialog } from './kept/SaveDialog'
import { ResultPane } from './ResultPane'
import { RunBar } from './RunBar'
import { SchemaPanel } from './schema/SchemaPanel'
import { schemaOf } from './schema/model'
import { Splitter } from './Splitter'
import { TabStrip } from './TabStrip'
import { changeTab, keptAs } from './tabs'
import { useActions } from './useActions'
import { useLinkedTab } from './useLinkedTab'
import { useWorkbenchKeys } from './useWorkbenchKeys'

export function Workbench({ connection }: { connection: Connection }) {
  const { t } = useTranslation('query')
  const { may } = useSession()
  const editor = useRef<EditorHandle>(null)
  const find = useRef<HTMLInputElement>(null)
  const prompt = useRef<HTMLInputElement>(null)
  const [drawer, setDrawer] = useState(false)
  const [saving, setSaving] = useState(false)
  const { tabs, active } = useLinkedTab(connection.name)
  // The tree marks the tables of the statement after the key is drawn.
  const sql = useDeferredValue(active.sql)
  // Names first; columns and keys when those are there, so that the database is read once.
  const { data: names } = useQuery(tableNamesQuery(connection.name))
  const { data: metadata } = useQuery({ ...metadataQuery(connection.name), enabled: names !== undefined })
  const schema = useMemo(() => schemaOf(metadata, names), [metadata, names])
  const { asking, ask } = useAsk(connection.name, active, editor)
  const actions = useActions(connection, active, { editor, isDrafted: asking?.pending === true })
  const save = may('query')
    ? () => {
        setSaving(true)
      }
    : undefined
  useWorkbenchKeys(actions, { find, prompt, save })
  const panel = (
    <SchemaPanel
      key={metadata || names ? 'read' : 'unread'}
      connection={connection.name}
      dialect={connection.dbType}
      schema={schema}
      sql={sql}
      searchRef={find}
      onInsert={(text) => {
        setDrawer(false)
        editor.current?.insert(text)
      }}
    />
  )
  return (
    <div className="wb">
      <h1 className="sr">
        {t('title')} · {connection.name}
      </h1>
      <aside className="schema" aria-label={t('schema.label')} data-pane="schema">
        <div className="schema-top">
          <ConnectionPicker connection={connection} />
        </div>
        {drawer ? null : panel}
      </aside>
      <section className="work" aria-label={t('title')}>
        <div className="work-phone">
          <IconButton
            label={t('schema.open')}
            size={40}
            onClick={() => {
              setDrawer(true)
            }}
          >
            <Table2 size={18} />
          </IconButton>
          <ConnectionPicker connection={connection} />
        </div>
        <TabStrip connection={connection.name} tabs={tabs} active={active} />
        <PromptBar
          key={active.id}
          asking={asking}
          inputRef={prompt}
          onAsk={(words) => {
            ask(words)
          }}
          onStop={() => {
            stopAsk(active.id)
          }}
        />
        <Splitter
          top={
            <EditorArea
              ref={editor}
              connection={connection}
              tab={active}
              schema={schema}
              asking={asking}
              onRun={actions.run}
              onReady={actions.editorReady}
            />
          }
          bar={<RunBar {...actions.bar} onSave={save} />}
          bottom={
            <ResultPane
              {...actions.pane}
              schema={schema}
              connection={connection}
              onMend={(failed) => {
                ask(t('ask.mend'), failed)
              }}
            />
          }
        />
      </section>
      <Drawer
        opened={drawer}
        title={connection.name}
        side="left"
        size="86%"
        onClose={() => {
          setDrawer(false)
        }}
      >
        <div className="schema-drawer">{drawer ? panel : null}</div>
      </Drawer>
      <SaveDialog
        opened={saving}
        tab={active}
        onClose={() => {
          setSaving(false)
        }}
        onSaved={(query) => {
          setSaving(false)
          changeTab(active.id, { title: query.title, ...keptAs(query) })
          toast(t('save.saved', { title: query.title }))
        }}
      />
      <ParametersDialog
        opened={actions.waiting !== undefined}
        parameters={actions.waiting?.parameters ?? []}
        onClose={actions.forgetWaiting}
        onRun={(values) => actions.waiting?.go(values)}
      />
    </div>
  )
}
