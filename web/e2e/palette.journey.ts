import { expect, signIn, test } from './weir.ts'

test('the palette finds pages, databases, tables and queries, by keys alone', async ({ page, weir }) => {
  await signIn(page, weir)
  // The metadata of the shop is read, so its tables are known.
  await page.goto(`${weir.url}/workbench/shop`)
  await expect(page.getByRole('treeitem', { name: /orders/ }).first()).toBeVisible()
  await page.goto(`${weir.url}/capacity`)
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible()

  await page.keyboard.press('ControlOrMeta+k')
  const dialog = page.getByRole('dialog')
  await expect(dialog).toBeVisible()
  await page.keyboard.type('pg-orders')
  const found = dialog.getByRole('button').filter({ hasText: 'pg-orders' })
  await expect.poll(() => found.count()).toBeGreaterThan(3)
  await page.keyboard.press('ControlOrMeta+a')
  await page.keyboard.type('@会员')
  await expect(dialog.getByText('会员').first()).toBeVisible()
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('Enter')
  await expect(page).toHaveURL(/\/databases\/\d+/)
  await expect(page.getByRole('heading', { level: 1, name: '会员' })).toBeVisible()

  await page.keyboard.press('ControlOrMeta+k')
  await expect(dialog.getByRole('textbox')).toBeFocused()
  await expect(dialog.getByRole('textbox')).toHaveValue('')
  await page.keyboard.type('order_items')
  await expect(dialog.getByRole('button').filter({ hasText: 'order_items' }).first()).toBeVisible()
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('Enter')
  await expect(page).toHaveURL(/\/workbench\//)
  await expect(page.locator('.cm-content')).toContainText('order_items')

  await page.goto(`${weir.url}/capacity`)
  await page.keyboard.press('ControlOrMeta+k')
  await expect(dialog.getByRole('button').filter({ hasText: '会员' })).toBeVisible()
})

test('the palette reads Chinese page names by their sound', async ({ page, weir }) => {
  await signIn(page, weir)
  await page.evaluate(() => {
    localStorage.setItem('weir.language', 'zh')
  })
  await page.goto(`${weir.url}/capacity`)
  await expect(page.getByRole('heading', { level: 1, name: '容量总览' })).toBeVisible()
  await page.keyboard.press('ControlOrMeta+k')
  await page.keyboard.type('sjrz')
  await expect(page.getByRole('dialog').getByText('审计日志')).toBeVisible()
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('Enter')
  await expect(page).toHaveURL(/\/audit/)
})
