// Laying out SQL: the library comes only when somebody asks for it.
import { formatDialect, mariadb, mysql, postgresql, sqlite } from 'sql-formatter'
import type { Connection } from '../../api/connections'
import { engineMark } from '../../ui/Badge'

const DIALECTS = { PG: postgresql, MY: mysql, MA: mariadb, SL: sqlite } as const

export function formatSql(sql: string, connection: Connection): string {
  return formatDialect(sql, {
    dialect: DIALECTS[engineMark(connection)],
    keywordCase: 'upper',
    tabWidth: 2,
    linesBetweenQueries: 1,
    expressionWidth: 80,
  })
}
