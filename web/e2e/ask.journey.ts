import { expect, expectAccessible, signIn, test, write } from './weir.ts'

test('asks in words, accepts the draft as a difference, runs it', async ({ page, weir }) => {
  await signIn(page, weir)
  await page.goto(`${weir.url}/workbench/shop`)
  await write(page, 'SELECT 1')
  await page.getByRole('textbox', { name: 'Ask in your own words' }).fill('which orders were cancelled')
  await page.keyboard.press('Enter')
  await expect(page.getByText('Ready in the editor')).toBeVisible({ timeout: 20_000 })
  await expect(page.getByText('The draft changes your SQL.')).toBeVisible()
  await expectAccessible(page)
  await page.getByRole('button', { name: 'Accept' }).click()
  await expect(page.locator('.cm-content')).toContainText("status = 'cancelled'")
  await page.locator('.cm-content').click()
  await page.keyboard.press('ControlOrMeta+Enter')
  await expect(page.getByRole('gridcell').nth(1)).toHaveText('cancelled')
})
