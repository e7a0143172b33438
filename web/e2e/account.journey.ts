import { expect, expectAccessible, signIn, test } from './weir.ts'

test('somebody whose password an admin made chooses their own before anything else', async ({
  page,
  weir,
}) => {
  await signIn(page, weir)
  const csrf: unknown = await (await page.request.get(`${weir.url}/api/v1/auth/csrf-token`)).json()
  const made = await page.request.post(`${weir.url}/api/v1/users`, {
    headers: { 'x-csrftoken': String(Object(csrf).data.csrf_token) },
    data: { username: 'newcomer', role: 'analyst' },
  })
  expect(made.status()).toBe(201)
  const password = String(Object(await made.json()).data.password)
  await page.context().clearCookies()

  // A link to a page of its own, which waits until the password is changed.
  await page.goto(`${weir.url}/databases`)
  await page.getByLabel('User name').fill('newcomer')
  await page.getByLabel('Password', { exact: true }).fill(password)
  await page.getByRole('button', { name: 'Sign in' }).click()
  await expect(page.getByRole('heading', { name: 'Choose your own password' })).toBeVisible()
  await expectAccessible(page)
  await page.goto(`${weir.url}/databases`)
  await expect(page).toHaveURL(/new-password/)

  await page.getByLabel('Current password', { exact: true }).fill(password)
  await page.getByLabel('New password', { exact: true }).fill('qwertyuiopasdf')
  await expect(page.getByRole('status').filter({ hasText: 'Easy to guess' })).toBeVisible()
  await page.getByLabel('New password', { exact: true }).fill('another walk in the woods')
  await expect(page.getByRole('status').filter({ hasText: 'Good' })).toBeVisible()
  await page.getByLabel('New password again').fill('another walk in the woods')
  await page.getByRole('button', { name: 'Change password' }).click()
  await expect(page).toHaveURL(/\/databases/)
  await expect(page.getByRole('heading', { name: 'Choose your own password' })).toBeHidden()
})
