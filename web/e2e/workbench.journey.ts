import type { Download } from '@playwright/test'
import { complaints, expect, expectAccessible, signIn, test, write } from './weir.ts'

test('adds a connection (wrong password first), browses, queries, is cut off, exports', async ({
  page,
  weir,
}) => {
  const said = await complaints(page)
  await signIn(page, weir)
  await page.goto(`${weir.url}/connections?open=new`)
  const form = page.getByRole('dialog')
  const url = new URL(weir.servers.postgres)
  await form.getByLabel('Name').fill('new-pg')
  await form.getByRole('button', { name: 'URL' }).click()
  const wrong = new URL(weir.servers.postgres)
  wrong.username = 'nobody'
  wrong.password = 'wrong'
  await form.getByRole('textbox', { name: 'URL' }).fill(wrong.href)
  await form.getByRole('button', { name: 'Test connection' }).click()
  await expect(form.getByRole('alert')).toContainText("Can't reach the database")
  await form.getByRole('button', { name: 'Connect and save' }).click()
  await expect(form.getByRole('alert')).toContainText("Can't reach the database")
  await expectAccessible(page)
  await form.getByRole('textbox', { name: 'URL' }).fill(url.href)
  await expect(form.getByRole('alert')).toHaveCount(0)
  await form.getByRole('button', { name: 'Test connection' }).click()
  await expect(form.getByText(/^It works: /)).toBeVisible()
  await expectAccessible(page)
  await form.getByRole('button', { name: 'Connect and save' }).click()
  await expect(page).toHaveURL(/workbench\/new-pg/)

  await page.getByRole('textbox', { name: 'Find a table or column' }).fill('customer_id')
  await expect(page.getByRole('treeitem', { name: /customer_id/ }).first()).toBeVisible()
  await write(page, 'SELECT * FROM weir_sample.orders ORDER BY id')
  await page.keyboard.press('ControlOrMeta+Enter')
  await expect(
    page.getByText('First 1,000 rows. The database has more; the row limit stopped here.'),
  ).toBeVisible()
  await expect(page.getByRole('gridcell').first()).toHaveText('1')
  await expectAccessible(page)

  const download = page.waitForEvent('download')
  await page.getByRole('button', { name: 'Export all' }).click()
  await page.getByRole('menuitem', { name: 'All rows as CSV' }).click()
  const lines = String(await bytesOf(await download)).split('\r\n').length
  expect(lines).toBeGreaterThan(10_000)
  await expect(page.getByText(/^Exported [\d,]+ rows/)).toBeVisible()
  expect(said).toEqual([])
})

async function bytesOf(download: Download): Promise<Buffer> {
  const parts: Buffer[] = []
  for await (const part of await download.createReadStream()) parts.push(Buffer.from(part))
  return Buffer.concat(parts)
}

test('takes a result along as JSON and as a workbook', async ({ page, weir }) => {
  await signIn(page, weir)
  await page.goto(`${weir.url}/workbench/shop`)
  await write(page, 'SELECT id, number, status FROM orders ORDER BY id LIMIT 5')
  await page.keyboard.press('ControlOrMeta+Enter')
  await expect(page.getByRole('gridcell')).toHaveCount(15)
  const exported = async (form: string) => {
    const download = page.waitForEvent('download')
    await page.getByRole('button', { name: 'Export', exact: true }).click()
    await page.getByRole('menuitem', { name: form, exact: true }).click()
    return bytesOf(await download)
  }
  const rows: unknown = JSON.parse(String(await exported('All rows as JSON')))
  expect(rows).toHaveLength(5)
  const workbook = await exported('All rows as Excel workbook')
  expect(workbook.subarray(0, 4).toString('latin1')).toBe('PK\u0003\u0004')
})

test('scrolls a long result, freezes and widens a column by keyboard, sorts', async ({ page, weir }) => {
  await signIn(page, weir)
  await page.goto(`${weir.url}/workbench/shop-postgres`)
  await write(
    page,
    "SELECT i AS n, repeat('x', 40) AS a, i * 1.5 AS b, NULL AS c FROM generate_series(1, 150000) i",
  )
  await page.getByRole('button', { name: /^Limit/ }).click()
  await page.getByRole('menuitem', { name: 'Limit 100,000' }).click()
  await page.locator('.cm-content').click()
  await page.keyboard.press('ControlOrMeta+Enter')
  await expect(page.getByText(/^First 100,000 rows/)).toBeVisible({ timeout: 40_000 })
  const grid = page.getByRole('grid')
  await expect(grid).toHaveAttribute('aria-rowcount', '100001')
  await grid.press('ControlOrMeta+End')
  await grid.press('ControlOrMeta+ArrowDown')
  await expect(page.getByRole('gridcell', { name: '100000', exact: true })).toBeVisible()
  await grid.press('ControlOrMeta+Home')
  const width = async () => (await page.locator('.grid-title').first().boundingBox())?.width ?? 0
  const before = await width()
  await grid.press('Alt+ArrowRight')
  expect(await width()).toBe(before + 16)
  await grid.press('Alt+ArrowDown')
  await page.getByRole('menuitem', { name: 'Freeze at the left' }).click()
  await expect(page.locator('.grid-title.pin')).toContainText('n')
  await grid.press('Alt+ArrowDown')
  await page.getByRole('menuitem', { name: 'Sort descending, here' }).click()
  await expect(page.getByRole('gridcell').first()).toHaveText('100000')
  await expectAccessible(page)
})

test('marks what is refused and what is wrong, in words and in the editor', async ({ page, weir }) => {
  await signIn(page, weir)
  await page.goto(`${weir.url}/workbench/shop`)
  await write(page, 'DELETE FROM orders')
  await page.keyboard.press('ControlOrMeta+Enter')
  await expect(page.getByRole('alert')).toContainText('Not run')
  await write(page, 'SELECT id,\n  no_such_column FROM orders')
  await page.keyboard.press('ControlOrMeta+Enter')
  await expect(page.getByRole('alert')).toContainText('no_such_column')
  await expectAccessible(page)
})

test('a link reopens the same tab with the same SQL', async ({ page, weir, context }) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write'])
  await signIn(page, weir)
  await page.goto(`${weir.url}/workbench/shop`)
  await write(page, "SELECT '茶壶' AS linked")
  await page.getByRole('button', { name: 'Copy link' }).click()
  await expect(page.getByText(/^Link copied/)).toBeVisible()
  const link = await page.evaluate(() => navigator.clipboard.readText())
  const tabs = page.getByRole('toolbar', { name: 'Open statements' }).getByRole('button', { name: /^SELECT/ })
  const before = await tabs.count()
  await page.getByRole('button', { name: 'New tab' }).click()
  await page.goto('about:blank')
  await page.goto(link)
  await expect(page.locator('.cm-content')).toContainText("SELECT '茶壶' AS linked")
  await expect(page).toHaveURL(/workbench\/shop$/)
  expect(await tabs.count()).toBe(before)
})

test('walks from pane to pane by keyboard and shows the list of keys', async ({ page, weir }) => {
  await signIn(page, weir)
  await page.goto(`${weir.url}/workbench/shop`)
  await write(page, 'SELECT id, number FROM orders ORDER BY id LIMIT 3')
  await page.keyboard.press('ControlOrMeta+Enter')
  await expect(page.getByRole('gridcell')).toHaveCount(6)
  await page.keyboard.press('F6')
  await expect(page.getByRole('grid')).toBeFocused()
  await page.keyboard.press('ArrowRight')
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('Enter')
  await expect(page.getByRole('dialog', { name: 'number' })).toBeVisible()
  await page.keyboard.press('Escape')
  await expect(page.getByRole('grid')).toBeFocused()
  await page.keyboard.press('?')
  const keys = page.getByRole('dialog', { name: 'Keyboard shortcuts' })
  await expect(keys).toContainText('Menu of the column')
  await expectAccessible(page)
  await page.keyboard.press('Escape')
  await expect(keys).toHaveCount(0)
  await page.getByRole('grid').focus()
  await page.keyboard.press('F6')
  await expect(page.getByRole('tree')).toBeFocused()
})

test('stops a long query and says that it is gone', async ({ page, weir }) => {
  await signIn(page, weir)
  await page.goto(`${weir.url}/workbench/shop`)
  await write(page, 'SELECT count(*) FROM orders a, orders b, orders c WHERE a.id + b.id + c.id < 0')
  await page.keyboard.press('ControlOrMeta+Enter')
  await expect(page.getByText(/Running,/)).toBeVisible()
  await page.getByRole('button', { name: /^Stop(?! after)/ }).click()
  await expect(page.getByRole('alert')).toContainText('no longer running on the server')
})

test('keeps a query with a parameter, runs it from the phone, finds it in the history', async ({
  page,
  weir,
}) => {
  await signIn(page, weir)
  await page.goto(`${weir.url}/workbench/shop`)
  await write(page, 'SELECT number, status FROM orders WHERE id <= {{most}} ORDER BY id')
  await page.keyboard.press('ControlOrMeta+s')
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('Name').fill('First orders')
  await dialog.getByLabel('Parameter most').click()
  await page.getByRole('option', { name: 'Number', exact: true }).click()
  await dialog.getByLabel('Value at first').fill('3')
  await dialog.getByRole('button', { name: 'Save', exact: true }).click()
  await expect(page.getByText('Saved First orders')).toBeVisible()

  await page.setViewportSize({ width: 390, height: 844 })
  await page.goto(`${weir.url}/saved`)
  await page.getByText('First orders').click()
  await expect(page.getByRole('textbox', { name: 'SQL editor' })).toContainText('most')
  await page.getByRole('button', { name: 'Run' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Run' }).click()
  await expect(page.getByRole('gridcell')).toHaveCount(6)
  await expectAccessible(page)
  await page.goto(`${weir.url}/history`)
  await expect(page.getByText('id <= 3')).toBeVisible()
})

test('a session that ends in mid-work loses no text', async ({ page, weir, context }) => {
  await signIn(page, weir)
  await page.goto(`${weir.url}/workbench/shop`)
  await write(page, 'SELECT 42 AS answer')
  await context.clearCookies()
  await page.keyboard.press('ControlOrMeta+Enter')
  const sheet = page.getByRole('dialog', { name: 'Your session has ended' })
  await expect(sheet.getByLabel('User name')).toHaveValue('admin')
  await sheet.getByLabel('Password', { exact: true }).fill(weir.password)
  await sheet.getByRole('button', { name: 'Sign in' }).click()
  await expect(page.getByRole('gridcell').first()).toHaveText('42')
  await expect(page.locator('.cm-content')).toContainText('SELECT 42 AS answer')
})

test('speaks Chinese, in the dark, with a chart and a plan', async ({ browser, weir }) => {
  const context = await browser.newContext({ locale: 'zh-CN', colorScheme: 'dark' })
  const page = await context.newPage()
  await page.goto(`${weir.url}/sign-in`)
  await page.getByLabel('用户名').fill('admin')
  await page.getByLabel('密码', { exact: true }).fill(weir.password)
  await page.getByRole('button', { name: '登录' }).click()
  await page.waitForURL(/workbench/)
  await page.goto(`${weir.url}/workbench/shop`)
  await write(page, 'SELECT status, count(*) AS orders FROM orders GROUP BY status')
  await page.getByRole('button', { name: '执行', exact: false }).first().click()
  await page.getByRole('tab', { name: '图表' }).click()
  await expect(page.locator('.chart-canvas canvas')).toBeVisible()
  await page.locator('.cm-content').click()
  await page.getByRole('button', { name: '执行计划' }).click()
  await expect(page.getByRole('list', { name: '计划的步骤' }).getByText(/SCAN orders/)).toBeVisible()
  await expectAccessible(page)
  await context.close()
})
