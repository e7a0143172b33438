// Every page that the route table has: nothing serious for axe in either theme, also with a dialog or drawer open,
// its heading focused, nothing cut off at the side of a phone.
import type { Page } from '@playwright/test'
import { addresses, NO_PAGES, routes } from './routes.ts'
import { seed } from './seed.ts'
import { complaints, expect, expectAccessible, signIn, test, type Weir } from './weir.ts'

type Layer = [name: string, path: string, open: (page: Page) => Promise<unknown>]

const LAYERS: readonly Layer[] = [
  ['the palette', '/databases', (page) => page.keyboard.press('ControlOrMeta+k')],
  ['the help sheet', '/capacity', (page) => page.keyboard.press('?')],
  ['a connection’s form', '/connections?open=new', nothing],
  ['an instance’s details', '/instances?open=1', nothing],
  ['the instance form', '/instances', (page) => page.getByRole('button', { name: 'Add instance' }).click()],
  ['the tags', '/instances', (page) => page.getByRole('button', { name: 'Tags' }).click()],
  ['a run', '/jobs?run=1', nothing],
  ['a line of the audit log', '/audit', (page) => page.locator('tbody tr').first().click()],
  ['the form of a user', '/users', (page) => page.getByRole('button', { name: 'Add user' }).click()],
  ['the form of a token', '/tokens', (page) => page.getByRole('button', { name: 'Make token' }).click()],
]

async function everyAddress(page: Page, weir: Weir): Promise<[string, string][]> {
  await signIn(page, weir)
  await seed(page, weir)
  return [...(await addresses(page, weir))]
}

async function opened(page: Page, weir: Weir, address: string): Promise<void> {
  await page.goto(`${weir.url}${address}`)
  await expect(page.locator('h1').first()).toBeVisible()
  await page.waitForLoadState('networkidle')
}

async function nothing(): Promise<void> {
  // The address opens it.
}

test('every route of the table is a page that is looked at', () => {
  const known = new Set(routes())
  for (const path of NO_PAGES) expect(known).toContain(path)
  expect(known.size).toBeGreaterThan(15)
})

test('no page has anything serious for axe, in either theme', async ({ page, weir }) => {
  test.setTimeout(240_000)
  const said = await complaints(page)
  for (const [route, address] of await everyAddress(page, weir)) {
    await test.step(route, async () => {
      await opened(page, weir, address)
      await expectAccessible(page)
    })
  }
  expect(said).toEqual([])
})

test('nor with a dialog or a drawer open', async ({ page, weir }) => {
  test.setTimeout(240_000)
  await everyAddress(page, weir)
  for (const [name, path, open] of LAYERS) {
    await test.step(name, async () => {
      await opened(page, weir, path)
      await open(page)
      await expect(page.getByRole('dialog').first()).toBeVisible()
      await expectAccessible(page)
      await page.keyboard.press('Escape')
      await expect(page.getByRole('dialog')).toHaveCount(0)
    })
  }
})

test('no page is cut off at the side of a phone, and none says a bare key of its texts', async ({
  page,
  weir,
}) => {
  test.setTimeout(240_000)
  const all = await everyAddress(page, weir)
  await page.setViewportSize({ width: 390, height: 844 })
  for (const [route, address] of all) {
    await test.step(route, async () => {
      await opened(page, weir, address)
      const wide = await page.evaluate(() => {
        const limit = document.documentElement.clientWidth + 1
        // What scrolls sideways by itself is no fault: a grid of results, a code block.
        const mayScroll = '.grid, .code, pre, .cm-editor, .seg, .facts-row, .readings, [data-scrolls]'
        return (
          [...document.querySelectorAll('main *')]
            // A cell cuts off what is in it, with an ellipsis.
            .filter(
              (element) =>
                !element.closest(mayScroll) && !element.closest('.sr') && !element.closest('td > *'),
            )
            .filter((element) => element.getBoundingClientRect().width > 0)
            .filter((element) => element.getBoundingClientRect().right > limit)
            .map((element) => `${element.tagName}.${element.className.toString()}`)
            .slice(0, 5)
        )
      })
      expect(wide, route).toEqual([])
    })
  }
})

test('every page is reached and used by keys alone', async ({ page, weir }) => {
  await signIn(page, weir)
  await opened(page, weir, '/capacity')
  await page.keyboard.press('g')
  await page.keyboard.press('l')
  await expect(page).toHaveURL(/\/databases$/)
  await expect(page.getByRole('heading', { level: 1 })).toBeFocused()
  await page.keyboard.press('/')
  await expect(page.getByRole('searchbox')).toBeFocused()
  await page.keyboard.type('orders')
  await expect(page).toHaveURL(/search=orders/)
  await page.keyboard.press('Escape')
  await page.getByRole('searchbox').blur()
  await page.keyboard.press('j')
  const row = page.locator('tr[tabindex]').first()
  await expect(row).toBeFocused()
  const outline = await row.evaluate((element) => getComputedStyle(element).outlineStyle)
  expect(outline, 'the focus is seen').toBe('solid')
  await page.keyboard.press('Enter')
  await expect(page).toHaveURL(/\/databases\/\d+/)
  await page.keyboard.press('?')
  await expect(page.getByRole('dialog')).toBeVisible()
  await page.keyboard.press('Escape')
  await expect(page.getByRole('dialog')).toHaveCount(0)
})
