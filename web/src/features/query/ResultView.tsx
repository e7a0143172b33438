// A result: what cut it off, the ways to take it along, the grid.
import { Button, Menu } from '@mantine/core'
import { Columns3, Copy, Download } from 'lucide-react'
import { useMemo, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import type { Connection } from '../../api/connections'
import { useSession } from '../../api/session'
import { formatCount } from '../../lib/format'
import { tablesOf } from '../../lib/sqlTables'
import { EmptyState } from '../../ui/EmptyState'
import { Note } from '../../ui/Note'
import { EXPORT_FORMATS, useExport, type Exports } from './useExport'
import { ResultGrid } from './grid/ResultGrid'
import { useCopy } from './grid/useCopy'
import { useGrid, type Grid } from './grid/useGrid'
import { MOST_IN_THE_GRID, MOST_OF_A_PAGE } from './queries'
import type { Run } from './runs'
import type { Schema } from './schema/model'
import { sortedSql } from './sortedSql'
import { truncationText } from './truncation'
import type { Result } from './types'

type Props = {
  run: Extract<Run, { state: 'done' }>
  connection: Connection
  schema: Schema
  onRaiseLimit: (limit: number) => void
  onRunSql: (sql: string) => void
}

export function ResultView({ run, connection, schema, onRaiseLimit, onRunSql }: Props) {
  const { t } = useTranslation('query')
  const { result } = run
  const grid = useGrid(result, connection.dbType)
  const comments = useMemo(() => commentsOf(result, schema), [result, schema])
  const exports = useExport(connection.name, run.sql)
  if (result.columns.length === 0 || result.rows.length === 0) {
    return <EmptyState title={t('result.none', { ms: formatCount(result.elapsedMs) })} />
  }
  return (
    <>
      {result.truncated ? <Truncated result={result} exports={exports} onRaiseLimit={onRaiseLimit} /> : null}
      <Actions result={result} grid={grid} dialect={connection.dbType} exports={exports} />
      <ResultGrid
        result={result}
        grid={grid}
        dialect={connection.dbType}
        comments={comments}
        onSortInDatabase={
          result.truncated
            ? (column, descending) => {
                onRunSql(sortedSql(run.sql, column, descending, connection.dbType))
              }
            : undefined
        }
      />
    </>
  )
}

type TruncatedProps = { result: Result; exports: Exports; onRaiseLimit: (limit: number) => void }

/** What cut the result off, and the ways to the rest. */
function Truncated({ result, exports, onRaiseLimit }: TruncatedProps) {
  const { t } = useTranslation('query')
  const { may } = useSession()
  const fetched = result.rows.length
  const next = fetched < MOST_OF_A_PAGE ? MOST_OF_A_PAGE : may('export') ? MOST_IN_THE_GRID : fetched
  return (
    <Note
      action={
        <>
          {result.truncatedBy === 'rows' && fetched < next ? (
            <button
              type="button"
              className="link wide"
              onClick={() => {
                onRaiseLimit(next)
              }}
            >
              {t('result.raise', { rows: formatCount(next) })}
            </button>
          ) : null}
          <ExportMenu exports={exports}>
            <button type="button" className="link">
              {t('result.exportAll')}
            </button>
          </ExportMenu>
        </>
      }
    >
      {t(truncationText(result), { rows: formatCount(fetched) })}
    </Note>
  )
}

/** The forms in which all rows can be had. */
function ExportMenu({ exports, children }: { exports: Exports; children: ReactNode }) {
  const { t } = useTranslation('query')
  return (
    <Menu position="bottom-end">
      <Menu.Target>{children}</Menu.Target>
      <Menu.Dropdown>
        {EXPORT_FORMATS.map((format) => (
          <Menu.Item
            key={format}
            disabled={exports.state !== undefined}
            onClick={() => {
              exports.start(format)
            }}
          >
            {t(`export.${format}`)}
          </Menu.Item>
        ))}
        <Menu.Divider />
        <Menu.Label>{t('export.note', { rows: formatCount(exports.most) })}</Menu.Label>
      </Menu.Dropdown>
    </Menu>
  )
}

type ActionsProps = { result: Result; grid: Grid; dialect: string; exports: Exports }

const COPIES = ['tsv', 'tsvHeads', 'csv', 'json', 'markdown', 'insert', 'in'] as const

function Actions({ result, grid, dialect, exports }: ActionsProps) {
  const { t } = useTranslation('query')
  const copy = useCopy(result, grid, dialect)
  return (
    <div className="result-actions">
      {exports.state === undefined ? null : (
        <span className="row sub" role="status">
          {exports.state}
          <button type="button" className="link" onClick={exports.stop}>
            {t('run.stop')}
          </button>
        </span>
      )}
      <Menu closeOnItemClick={false}>
        <Menu.Target>
          <Button variant="subtle" size="compact-xs" className="wide" leftSection={<Columns3 size={14} />}>
            {t('result.columns')}
          </Button>
        </Menu.Target>
        <Menu.Dropdown mah="50vh" className="picker-list">
          {result.columns.map((column, index) => (
            <Menu.Item
              key={column.name}
              role="menuitemcheckbox"
              aria-checked={!grid.hidden.has(index)}
              leftSection={grid.hidden.has(index) ? '☐' : '☑'}
              onClick={() => {
                const hidden = new Set(grid.hidden)
                if (!hidden.delete(index) && hidden.size < result.columns.length - 1) hidden.add(index)
                grid.setHidden(hidden)
              }}
            >
              {column.name}
            </Menu.Item>
          ))}
        </Menu.Dropdown>
      </Menu>
      <Menu>
        <Menu.Target>
          <Button variant="subtle" size="compact-xs" leftSection={<Copy size={14} />}>
            {t('result.copy')}
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          {COPIES.map((format) => (
            <Menu.Item
              key={format}
              onClick={() => {
                copy(format)
              }}
            >
              {t(`copyAs.${format}`)}
            </Menu.Item>
          ))}
        </Menu.Dropdown>
      </Menu>
      <ExportMenu exports={exports}>
        <Button variant="subtle" size="compact-xs" leftSection={<Download size={14} />}>
          {t('result.export')}
        </Button>
      </ExportMenu>
    </div>
  )
}

/** The comments of columns, where only one of the statement's tables has a column of that name. */
function commentsOf(result: Result, schema: Schema): ReadonlyMap<string, string> {
  const tables = tablesOf(result.sql).map(({ schema: name, table }) => schema.find(name, table))
  const comments = new Map<string, string>()
  for (const { name } of result.columns) {
    const found = new Set(
      tables.flatMap((table) => table?.columns.filter((column) => column.name === name) ?? []),
    )
    const [only] = found
    if (found.size === 1 && only?.comment) comments.set(name, only.comment)
  }
  return comments
}
