// Pictures of every page, in both themes and languages, wide and narrow: `make screenshots`.
import { resolve } from 'node:path'
import { expect, signIn, test, write } from './weir.ts'

const folder = resolve(process.env.CARGO_TARGET_DIR ?? '../target', 'screenshots')
const PAGES = [
  'connections',
  'history',
  'saved',
  'account',
  'connections?open=new',
  'databases',
  'databases/1',
  'instances',
  'capacity',
  'jobs',
  'users',
  'tokens',
  'audit',
  'model-calls',
]

for (const language of ['en-GB', 'zh-CN']) {
  for (const colorScheme of ['light', 'dark'] as const) {
    for (const width of [1440, 390]) {
      test(`${language} ${colorScheme} ${String(width)}`, async ({ browser, weir }) => {
        const viewport = { width, height: width === 390 ? 844 : 900 }
        const context = await browser.newContext({ locale: 'en-GB', colorScheme, viewport })
        const page = await context.newPage()
        const picture = (name: string) =>
          page.screenshot({
            path: `${folder}/${name}-${String(width)}-${colorScheme}-${language.slice(0, 2)}.png`,
          })
        await signIn(page, weir)
        await page.evaluate(
          (chosen) => {
            localStorage.setItem('weir.language', chosen)
          },
          language.slice(0, 2),
        )
        await page.goto(`${weir.url}/workbench/shop`)
        await write(
          page,
          'SELECT o.*, c.name AS customer\nFROM orders o\nJOIN customers c ON c.id = o.customer_id\nORDER BY o.id DESC',
        )
        await page.keyboard.press('ControlOrMeta+Enter')
        await expect(page.getByRole('gridcell').first()).toBeVisible()
        await picture('workbench')
        for (const path of PAGES) {
          await page.goto(`${weir.url}/${path}`)
          await expect(page.locator('h1')).toBeVisible()
          await page.waitForLoadState('networkidle')
          await picture(path.replace(/\W/g, '-'))
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
