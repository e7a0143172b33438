// What the palette finds while somebody types: databases of the whole ledger, tables, the last queries.
import { useDebouncedValue } from '@mantine/hooks'
import { useQueries, useQuery } from '@tanstack/react-query'
import { Database, History, Table2 } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { connectionsQuery, type Connection } from '../api/connections'
import { openTab } from '../features/query/tabs'
import { links } from '../lib/links'
import { load } from '../lib/storage'
import { cachedTables, findDatabases, lastQueries, TABLES_OF } from './queries'
import { leading, type Command } from './useCommands'

const PAUSE_MS = 120
/** With fewer letters everything fits. */
const LEAST = 2

type Found = { commands: Command[]; searching: boolean }

export function useFound(typed: string, open: boolean): Found {
  const [settled] = useDebouncedValue(typed, PAUSE_MS)
  const search = settled.trim().replace(/^@\s*/, '')
  const wanted = open && !search.startsWith('>')
  const databases = useDatabases(search, wanted && search !== '')
  const tables = useTables(wanted && search.length >= LEAST && !settled.trim().startsWith('@'))
  const queries = useLastQueries(open)
  return {
    commands: [...databases.commands, ...tables, ...queries],
    searching: databases.searching || (wanted && settled !== typed),
  }
}

function useDatabases(search: string, enabled: boolean): Found {
  const { t } = useTranslation('shell')
  const { data, isFetching } = useQuery({
    ...findDatabases(search),
    enabled,
    placeholderData: (before) => before,
  })
  const commands = (enabled ? (data ?? []) : []).map(({ id, database_name, instance }) =>
    leading(
      { to: 'database', id },
      {
        id: `database-${String(id)}`,
        kind: 'database',
        group: t('page.databases'),
        name: database_name,
        detail: instance.name,
        also: [instance.name, instance.host],
        icon: Database,
      },
    ),
  )
  return { commands, searching: isFetching }
}

function useTables(enabled: boolean): Command[] {
  const { t } = useTranslation('shell')
  const { data: connections = [] } = useQuery(connectionsQuery)
  const order = lastUsedFirst(connections).slice(0, TABLES_OF)
  return useQueries({
    queries: order.map(({ name }) => ({ ...cachedTables(name), enabled })),
    combine: (answers) =>
      answers.flatMap(({ data }, index) => {
        const connection = order[index]
        if (!enabled || !data || !connection) return []
        return data.map(({ schemaName: schema, tableName: table, comment }) =>
          leading(
            { to: 'table', connection: connection.name, dialect: connection.dbType, schema, table },
            {
              id: `table-${connection.name}-${schema}-${table}`,
              kind: 'table',
              group: t('palette.tables'),
              name: table,
              detail: [connection.name, schema, comment].filter(Boolean).join(' · '),
              also: comment ? [comment] : [],
              icon: Table2,
            },
          ),
        )
      }),
  })
}

/** The history is kept by connection: that of the last used one. */
function useLastQueries(enabled: boolean): Command[] {
  const { t } = useTranslation('shell')
  const { data: connections = [] } = useQuery(connectionsQuery)
  const connection = lastUsedFirst(connections)[0]?.name
  const { data = [] } = useQuery({
    ...lastQueries(connection ?? ''),
    enabled: enabled && connection !== undefined,
  })
  if (connection === undefined) return []
  const distinct = new Map(data.map((entry) => [entry.sql, entry]))
  return [...distinct.values()].map(({ id, sql, naturalQuery }): Command => ({
    id: `query-${id}`,
    kind: 'query',
    group: t('palette.lastQueries'),
    name: naturalQuery ?? sql.replace(/\s+/g, ' ').slice(0, 120),
    detail: connection,
    also: [sql.replace(/\s+/g, ' ').slice(0, 400)],
    icon: History,
    run: (router) => {
      openTab(connection, { sql })
      void router.navigate(links.workbench(connection))
    },
  }))
}

function lastUsedFirst(connections: readonly Connection[]): Connection[] {
  const last = load('connection')
  return [...connections].sort((a, b) => Number(b.name === last) - Number(a.name === last))
}
