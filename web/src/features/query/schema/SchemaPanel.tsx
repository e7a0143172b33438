// The left side of the workbench: which connection, find, the tree, how old it is.
import { useIsFetching, useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Search } from 'lucide-react'
import { useDeferredValue, useMemo, useState, type Ref } from 'react'
import { useTranslation } from 'react-i18next'
import { metadataQuery, refreshMetadata, tableNamesQuery } from '../../../api/metadata'
import { useSession } from '../../../api/session'
import { errorText } from '../../../i18n/errorText'
import { quoteName, type Dialect } from '../../../lib/copyFormats'
import { keyName } from '../../../lib/keys'
import { tablesOf } from '../../../lib/sqlTables'
import { Ago } from '../../../ui/Ago'
import { ErrorState } from '../../../ui/ErrorState'
import { SkeletonRows } from '../../../ui/Skeleton'
import { toastError } from '../../../ui/toast'
import type { Schema } from './model'
import { tableId, treeRows, type TreeRow } from './rows'
import { SchemaTree } from './SchemaTree'

type Props = {
  connection: string
  dialect: Dialect
  schema: Schema
  sql: string
  searchRef: Ref<HTMLInputElement>
  onInsert: (text: string) => void
}

export function SchemaPanel({ connection, dialect, schema, sql, searchRef, onInsert }: Props) {
  const { t } = useTranslation('query')
  const [search, setSearch] = useState('')
  const wanted = useDeferredValue(search)
  const [open, setOpen] = useState<ReadonlySet<string>>(
    new Set(['s:public', 's:main', `s:${schema.schemas[0] ?? ''}`]),
  )
  const names = useQuery(tableNamesQuery(connection))
  // Names are there, columns are on their way.
  const isReading = useIsFetching({ queryKey: metadataQuery(connection).queryKey }) > 0
  const rows = useMemo(() => treeRows(schema, open, wanted), [schema, open, wanted])
  const used = useMemo(() => usedTables(sql, schema), [sql, schema])
  const toggle = (id: string) => {
    const next = new Set(open)
    if (!next.delete(id)) next.add(id)
    setOpen(next)
  }
  return (
    <>
      <label className="schema-find">
        <Search size={14} aria-hidden="true" />
        <input
          ref={searchRef}
          value={search}
          placeholder={t('schema.find')}
          aria-label={t('schema.find')}
          onChange={(event) => {
            setSearch(event.currentTarget.value)
          }}
          onKeyDown={(event) => {
            if (event.key === 'Escape') setSearch('')
          }}
        />
        <kbd>{keyName('Ctrl P')}</kbd>
      </label>
      {names.isPending && !schema.isWhole ? (
        <SkeletonRows rows={14} />
      ) : names.error && !schema.isWhole ? (
        <ErrorState error={names.error} title={t('schema.failed')} onRetry={() => void names.refetch()} />
      ) : rows.length === 0 ? (
        <p className="tree-none muted">{wanted === '' ? t('schema.empty') : t('schema.nothing')}</p>
      ) : (
        <SchemaTree
          rows={rows}
          used={used}
          onToggle={toggle}
          onInsert={(row) => {
            onInsert(insertText(row, dialect))
          }}
        />
      )}
      <SchemaFoot connection={connection} readAt={schema.lastRefreshed} isReading={isReading} />
    </>
  )
}

type FootProps = { connection: string; readAt: string | undefined; isReading: boolean }

function SchemaFoot({ connection, readAt, isReading }: FootProps) {
  const { t } = useTranslation('query')
  const { t: tShared } = useTranslation('shared')
  const client = useQueryClient()
  const { may } = useSession()
  const refresh = useMutation({
    mutationFn: () => refreshMetadata(connection),
    onSuccess: (metadata) => {
      client.setQueryData(metadataQuery(connection).queryKey, metadata)
    },
    onError: (error) => {
      toastError(errorText(error, tShared))
    },
  })
  return (
    <footer className="schema-foot">
      <span className="muted grow cut">
        {refresh.isPending || isReading ? (
          t('schema.reading')
        ) : readAt ? (
          <>
            {t('schema.read')} <Ago at={readAt} />
          </>
        ) : (
          t('schema.never')
        )}
      </span>
      {may('query') ? (
        <button
          type="button"
          className="link"
          disabled={refresh.isPending}
          onClick={() => {
            refresh.mutate()
          }}
        >
          {tShared('refresh')}
        </button>
      ) : null}
    </footer>
  )
}

function usedTables(sql: string, schema: Schema): ReadonlySet<string> {
  const found = tablesOf(sql).map((named) => schema.find(named.schema, named.table))
  return new Set(found.filter((table) => table !== undefined).map(tableId))
}

function insertText(row: TreeRow, dialect: Dialect): string {
  if (row.kind === 'schema') return quoteName(row.name, dialect)
  return quoteName(row.kind === 'table' ? row.table.name : row.column.name, dialect)
}
