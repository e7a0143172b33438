// The metadata as the workbench uses it: tables found by name, whichever way it is written.
import type { ColumnInfo, Metadata, TableInfo } from '../../../api/connections'

export type SchemaTable = {
  schema: string
  name: string
  comment: string | undefined
  isView: boolean
  kind: string
  rowCount: number | undefined
  sizeBytes: number | undefined
  columns: readonly ColumnInfo[]
  info: TableInfo
}

export type Schema = {
  schemas: readonly string[]
  tables: readonly SchemaTable[]
  lastRefreshed: string | undefined
  find: (schema: string | undefined, table: string) => SchemaTable | undefined
}

/** Schemas that a name without one most likely means. */
const LIKELY = ['public', 'main', 'dbo']

export function schemaOf(metadata: Metadata | undefined): Schema {
  const tables = (metadata?.tables ?? []).map(tableOf)
  const byName = new Map<string, SchemaTable[]>()
  for (const table of tables) {
    const key = table.name.toLowerCase()
    byName.set(key, [...(byName.get(key) ?? []), table])
  }
  return {
    schemas: metadata?.schemas ?? [],
    tables,
    lastRefreshed: metadata?.lastRefreshed ?? undefined,
    find: (schema, name) => {
      const found = byName.get(name.toLowerCase()) ?? []
      if (schema !== undefined)
        return found.find((table) => table.schema.toLowerCase() === schema.toLowerCase())
      return found.find((table) => LIKELY.includes(table.schema)) ?? found[0]
    },
  }
}

function tableOf(info: TableInfo): SchemaTable {
  return {
    schema: info.schemaName,
    name: info.tableName,
    comment: info.comment ?? undefined,
    kind: info.tableType,
    isView: info.tableType.includes('view'),
    rowCount: info.rowCount ?? undefined,
    sizeBytes: info.sizeBytes ?? undefined,
    columns: info.columns,
    info,
  }
}
