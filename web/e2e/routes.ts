// Every route of the console, read from the route table itself: a page that is added there is pictured and checked
// without anybody thinking of it.
import { readFileSync } from 'node:fs'
import type { Page } from '@playwright/test'
import type { Weir } from './weir.ts'

const TABLE = new URL('../src/routes.tsx', import.meta.url)

/** The paths as the table has them: `/databases/$id`. */
export function routes(): string[] {
  const text = readFileSync(TABLE, 'utf8')
  const paths = [...text.matchAll(/^\s*path: '([^']+)'/gm)].map((found) => found[1] ?? '')
  if (paths.length < 10) throw new Error('The route table is written in another way: read it anew')
  return paths
}

/** What a page is without signing in, or only leads to another. */
export const NO_PAGES = ['/sign-in', '/']

/** What stands for each parameter; one that is not here fails the test that meets it. */
export async function addresses(page: Page, weir: Weir): Promise<Map<string, string>> {
  const parameters: Record<string, string> = {
    connection: 'shop',
    id: String(await forecastDatabase(page, weir)),
  }
  const filled = routes()
    .filter((path) => !NO_PAGES.includes(path))
    .map((path): [string, string] => [
      path,
      path.replace(/\$(\w+)/g, (_, name: string) => {
        const value = parameters[name]
        if (value === undefined) throw new Error(`No value for $${name} of ${path}: give one in routes.ts`)
        return value
      }),
    ])
  return new Map(filled)
}

/** A database of the made-up fleet that has a past and a limit; needs somebody to be signed in. */
async function forecastDatabase(page: Page, weir: Weir): Promise<number> {
  const answer = await page.request.get(`${weir.url}/api/v1/capacity/overview`)
  const { data } = await answer.json()
  const first = data.soonest_full[0] ?? data.largest[0]
  return Number(first.id)
}
