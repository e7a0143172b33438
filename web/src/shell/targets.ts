// Where a line of the palette leads. Plain data, so that the browser can remember it.
import type { useRouter } from '@tanstack/react-router'
import { quoteName, type Dialect } from '../lib/copyFormats'
import { links } from '../lib/links'
import { openTab } from '../features/query/tabs'
import { pages } from './pages'

export type Target =
  | { to: 'page'; key: string }
  | { to: 'connection'; name: string }
  | { to: 'database'; id: number }
  | { to: 'instance'; id: number }
  | { to: 'table'; connection: string; dialect: Dialect; schema: string; table: string }

export function follow(target: Target, router: ReturnType<typeof useRouter>): void {
  if (target.to === 'page') {
    const page = pages.find(({ key }) => key === target.key)
    if (page) void router.navigate(page.link)
  } else if (target.to === 'connection') void router.navigate(links.workbench(target.name))
  else if (target.to === 'database') void router.navigate(links.database(target.id))
  else if (target.to === 'instance') void router.navigate(links.instances({ open: target.id }))
  else {
    const { connection, dialect, schema, table } = target
    openTab(connection, { sql: selectAll(dialect, schema, table), title: table })
    void router.navigate(links.workbench(connection))
  }
}

/** Written into the editor, not run. */
export function selectAll(dialect: Dialect, schema: string, table: string): string {
  // SQLite's own schema needs no name.
  const qualifier =
    schema === '' || (dialect === 'sqlite' && schema === 'main') ? '' : `${quoteName(schema, dialect)}.`
  return `SELECT *\nFROM ${qualifier}${quoteName(table, dialect)}\nLIMIT 100`
}
