// The workbench of one connection.
import { useQuery } from '@tanstack/react-query'
import { Table2 } from 'lucide-react'
import { lazy, Suspense, useMemo, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { metadataQuery, type Connection } from '../../api/connections'
import { keyName } from '../../lib/keys'
import { Drawer } from '../../ui/Drawer'
import { IconButton } from '../../ui/IconButton'
import { ConnectionPicker } from './ConnectionPicker'
import type { EditorHandle } from './editor/Editor'
import { ResultPane } from './ResultPane'
import { RunBar } from './RunBar'
import { SchemaPanel } from './schema/SchemaPanel'
import { schemaOf } from './schema/model'
import { Splitter } from './Splitter'
import { TabStrip } from './TabStrip'
import { changeTab } from './tabs'
import { useActions } from './useActions'
import { useLinkedTab } from './useLinkedTab'
import { useWorkbenchKeys } from './useWorkbenchKeys'

const Editor = lazy(() => import('./editor/Editor'))

export function Workbench({ connection }: { connection: Connection }) {
  const { t } = useTranslation('query')
  const editor = useRef<EditorHandle>(null)
  const find = useRef<HTMLInputElement>(null)
  const [drawer, setDrawer] = useState(false)
  const { tabs, active } = useLinkedTab(connection.name)
  const { data: metadata } = useQuery(metadataQuery(connection.name))
  const schema = useMemo(() => schemaOf(metadata), [metadata])
  const actions = useActions(connection, active, editor)
  useWorkbenchKeys(actions, find)
  const panel = (
    <SchemaPanel
      key={metadata ? 'read' : 'unread'}
      connection={connection.name}
      dialect={connection.dbType}
      schema={schema}
      sql={active.sql}
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
        {panel}
      </aside>
      <section className="work">
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
        <Splitter
          top={
            <div className="edit" data-pane="editor">
              <Suspense fallback={<p className="muted editor-loading">{t('editor.loading')}</p>}>
                <Editor
                  key={active.id}
                  ref={editor}
                  text={active.sql}
                  dialect={connection.dbType}
                  schema={schema}
                  label={t('editor.label')}
                  hint={t('editor.hint', { keys: keyName('Ctrl Enter') })}
                  onChange={(sql) => {
                    changeTab(active.id, { sql })
                  }}
                  onRun={actions.run}
                />
              </Suspense>
            </div>
          }
          bar={<RunBar {...actions.bar} />}
          bottom={<ResultPane {...actions.pane} schema={schema} connection={connection} />}
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
        <div className="schema-drawer">{panel}</div>
      </Drawer>
    </div>
  )
}
