// The metadata as the workbench uses it: tables found by name, whichever way it is written.
import type { ColumnInfo, Metadata, TableInfo, TableName } from '../../../api/metadata'

export type SchemaTable = {
  schema: string
  name: string
  comment: string | undefined
  isView: boolean
  kind: string
  rowCount: number | undefined
  sizeBytes: number | undefined
  columns: readonly ColumnInfo[]
  /** All of it; none as long as only its name has been read. */
  info: TableInfo | undefined
}

export type Schema = {
  schemas: readonly string[]
  tables: readonly SchemaTable[]
  lastRefreshed: string | undefined
  /** Whether columns and keys are known, or names only. */
  isWhole: boolean
  find: (schema: string | undefined, table: string) => SchemaTable | undefined
}

/** Schemas that a name without one most likely means. */
const LIKELY = ['public', 'main', 'dbo']

type Names = { tables: readonly TableName[]; lastRefreshed?: string | null | undefined }

/** What is known of the tables: all of it, else their names, else nothing yet. */
export function schemaOf(metadata: Metadata | undefined, names?: Names): Schema {
  const tables = metadata?.tables.map(tableOf) ?? names?.tables.map(namedOnly) ?? []
  const byName = new Map<string, SchemaTable[]>()
  for (const table of tables) {
    const key = table.name.toLowerCase()
    const same = byName.get(key)
    if (same) same.push(table)
    else byName.set(key, [table])
  }
  return {
    schemas: metadata?.schemas ?? [...new Set(tables.map((table) => table.schema))],
    tables,
    lastRefreshed: metadata?.lastRefreshed ?? names?.lastRefreshed ?? undefined,
    isWhole: metadata !== undefined,
    find: (schema, name) => {
      const found = byName.get(name.toLowerCase()) ?? []
      if (schema !== undefined)
        return found.find((table) => table.schema.toLowerCase() === schema.toLowerCase())
      return found.find((table) => LIKELY.includes(table.schema)) ?? found[0]
    },
  }
}

function namedOnly({ schemaName, tableName, tableType, comment }: TableName): SchemaTable {
  return {
    schema: schemaName,
    name: tableName,
    comment: comment ?? undefined,
    kind: tableType,
    isView: tableType.includes('view'),
    rowCount: undefined,
    sizeBytes: undefined,
    columns: [],
    info: undefined,
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
