// Pictures of every page, in both themes and languages, wide and narrow: `make screenshots`.
import { resolve } from 'node:path'
import type { Page } from '@playwright/test'
import { addresses } from './routes.ts'
import { seed } from './seed.ts'
import { expect, signIn, test, write, type Weir } from './weir.ts'

const folder = resolve(process.env.CARGO_TARGET_DIR ?? '../target', 'screenshots')

type Layer = { name: string; path: string; open: (page: Page) => Promise<void> }

/** What opens above a page. */
const LAYERS: readonly Layer[] = [
  { name: 'palette', path: 'databases', open: palette },
  { name: 'help', path: 'capacity', open: (page) => page.keyboard.press('?') },
  { name: 'connection-form', path: 'connections?open=new', open: noMore },
  { name: 'instance-details', path: 'instances?open=1', open: noMore },
  { name: 'run-details', path: 'jobs?run=1', open: noMore },
  { name: 'audit-line', path: 'audit', open: (page) => page.locator('tbody tr').first().click() },
]

for (const language of ['en-GB', 'zh-CN']) {
  for (const colorScheme of ['light', 'dark'] as const) {
    for (const width of [1440, 1280, 390]) {
      // Between the two widths only the layout differs.
      if (width === 1280 && (colorScheme === 'dark' || language === 'zh-CN')) continue
      test(`${language} ${colorScheme} ${String(width)}`, async ({ browser, weir }) => {
        test.setTimeout(240_000)
        const viewport = { width, height: width === 390 ? 844 : 900 }
        const context = await browser.newContext({
          locale: 'en-GB',
          colorScheme,
          viewport,
          reducedMotion: 'reduce',
        })
        const page = await context.newPage()
        const chosen = language.slice(0, 2)
        const picture = (name: string) =>
          page.screenshot({ path: `${folder}/${name}-${String(width)}-${colorScheme}-${chosen}.png` })
        await signIn(page, weir)
        await seed(page, weir)
        await page.evaluate((kept) => {
          localStorage.setItem('weir.language', kept)
        }, chosen)
        await workbench(page, weir)
        await picture('workbench')
        for (const [route, address] of await addresses(page, weir)) {
          if (route.startsWith('/workbench')) continue
          await open(page, `${weir.url}${address}`)
          await picture(route.slice(1).replace(/\W+/g, '-'))
        }
        await open(page, `${weir.url}/databases?sort=size&order=desc`)
        await picture('databases-by-size')
        for (const layer of LAYERS) {
          await open(page, `${weir.url}/${layer.path}`)
          await layer.open(page)
          await page.waitForLoadState('networkidle')
          await expect(page.getByRole('dialog').first()).toBeVisible()
          await picture(layer.name)
        }
        await context.clearCookies()
        await page.goto(`${weir.url}/sign-in`)
        await expect(page.locator('h1')).toBeVisible()
        await picture('sign-in')
        await context.close()
      })
    }
  }
}

async function open(page: Page, url: string): Promise<void> {
  await page.goto(url)
  await expect(page.locator('h1').first()).toBeVisible()
  await page.waitForLoadState('networkidle')
}

async function workbench(page: Page, weir: Weir): Promise<void> {
  await page.goto(`${weir.url}/workbench/shop`)
  await write(
    page,
    'SELECT o.*, c.name AS customer\nFROM orders o\nJOIN customers c ON c.id = o.customer_id\nORDER BY o.id DESC',
  )
  await page.keyboard.press('ControlOrMeta+Enter')
  await expect(page.getByRole('gridcell').first()).toBeVisible()
}

async function palette(page: Page): Promise<void> {
  await page.keyboard.press('ControlOrMeta+k')
  await page.keyboard.type('ord')
  const found = page.getByRole('dialog').getByRole('button').filter({ hasText: 'pg-orders' })
  await expect.poll(() => found.count()).toBeGreaterThan(1)
}

async function noMore(): Promise<void> {
  // The address has opened it.
}
