import { complaints, expect, expectAccessible, test } from './weir.ts'

test('the sign-in page opens under its policy, in both languages', async ({ page, weir }) => {
  const said = await complaints(page)
  await page.goto(`${weir.url}/sign-in`)
  await expect(page.getByRole('heading', { name: 'Sign in' })).toBeVisible()
  await expectAccessible(page)
  await page.getByRole('button', { name: '中文' }).click()
  await expect(page.getByRole('heading', { name: '登录' })).toBeVisible()
  await expect(page.locator('html')).toHaveAttribute('lang', 'zh-CN')
  await page.reload()
  await expect(page.getByRole('heading', { name: '登录' })).toBeVisible()
  expect(said).toEqual([])
})
