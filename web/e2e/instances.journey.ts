import { expect, expectAccessible, signIn, test } from './weir.ts'

test('an instance is tested, graded, synced, deleted, and had back', async ({ page, weir }) => {
  await signIn(page, weir)
  await page.goto(`${weir.url}/instances`)
  const url = new URL(weir.servers.postgres)
  await page.getByRole('searchbox').fill(url.hostname)
  await page
    .getByRole('table', { name: 'Instances' })
    .getByRole('row')
    .filter({ hasText: `${url.hostname}:${url.port}` })
    .first()
    .click()
  const drawer = page.getByRole('dialog')
  await drawer.getByRole('button', { name: 'Test connection' }).click()
  await expect(drawer.getByText(/answered in \d+ ms/)).toBeVisible()
  // The tests sign in as the one who may do everything: that is told, with the way out of it.
  await expect(drawer.getByRole('region', { name: /^Safety grade [EF]/ })).toBeVisible()
  await expect(drawer.getByText('Script for an account of grade A', { exact: true })).toBeVisible()
  await expect(drawer.locator('.code')).toContainText('CREATE')
  await expectAccessible(page)
  await drawer.getByRole('button', { name: 'Sync now' }).click()
  await expect(drawer.getByText(/^Measured \d+ databases in /)).toBeVisible({ timeout: 30_000 })

  const name = await drawer.getByRole('heading').first().innerText()
  await drawer.getByRole('button', { name: 'Delete' }).click()
  const sure = page.getByRole('dialog', { name: `Delete instance ${name}?` })
  await sure.getByRole('textbox').fill(name)
  await sure.getByRole('button', { name: 'Delete' }).click()
  await expect(page.getByText(`Deleted ${name}`)).toBeVisible()
  await page.getByRole('button', { name: 'Undo' }).click()
  await expect(page.getByRole('cell', { name: new RegExp(`^${name}`) }).first()).toBeVisible()
})

test('all instances are synced with their progress', async ({ page, weir }) => {
  await signIn(page, weir)
  await page.goto(`${weir.url}/instances`)
  await page.getByRole('button', { name: 'Sync all' }).click()
  await expect(page.getByText(/^Synced \d+ instances/)).toBeVisible({ timeout: 45_000 })
  await page.getByRole('link', { name: 'Show the run' }).click()
  await expect(page.getByRole('dialog', { name: /^Run \d+/ })).toBeVisible()
})

test('a tag is made, deleted, and had back', async ({ page, weir }) => {
  await signIn(page, weir)
  await page.goto(`${weir.url}/instances`)
  await page.getByRole('button', { name: 'Tags' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByRole('textbox', { name: 'New tag' }).fill('夜间')
  await dialog.getByRole('button', { name: 'Add' }).click()
  await expect(dialog.getByRole('textbox', { name: 'Name of the tag 夜间' })).toBeVisible()
  await dialog.getByRole('button', { name: 'Delete the tag 夜间' }).click()
  await expect(dialog.getByRole('textbox', { name: 'Name of the tag 夜间' })).toHaveCount(0)
  await page.getByRole('button', { name: 'Undo' }).click()
  await expect(dialog.getByRole('textbox', { name: 'Name of the tag 夜间' })).toBeVisible()
})

test('from the ledger into the workbench, by pages, order and a column of another width', async ({
  page,
  weir,
}) => {
  await signIn(page, weir)
  await page.goto(`${weir.url}/databases`)
  const table = page.getByRole('table', { name: 'Databases' })
  await expect(table.getByRole('row')).toHaveCount(21)
  await table.getByRole('button', { name: 'Size' }).click()
  await expect(page).toHaveURL(/sort=size&order=desc/)
  const asked = page.waitForRequest(/ledgers\?.*after=/)
  await page.getByRole('button', { name: 'Next page' }).click()
  await asked
  await expect(page).toHaveURL(/page=2/)
  await expect(page.getByText(/^21–40 of/)).toBeVisible()

  const head = table.getByRole('columnheader', { name: 'Database' })
  const before = (await head.boundingBox())?.width ?? 0
  await table.getByRole('button', { name: 'Database' }).focus()
  for (let press = 0; press < 4; press += 1) await page.keyboard.press('Alt+ArrowRight')
  await page.reload()
  await expect.poll(async () => (await head.boundingBox())?.width ?? 0).toBeGreaterThan(before + 40)

  await page.goto(`${weir.url}/databases?search=shop`)
  await page
    .getByRole('button', { name: /^Open .* in the workbench$/ })
    .first()
    .click()
  await expect(page).toHaveURL(/\/workbench\//)
})

test('a limit on a database tells when it is reached', async ({ page, weir }) => {
  await signIn(page, weir)
  const overview = await page.request.get(`${weir.url}/api/v1/capacity/overview`)
  const { data } = await overview.json()
  await page.goto(`${weir.url}/databases/${String(data.fastest_growing[0].id)}`)
  await page.getByRole('button', { name: 'Limit' }).click()
  const dialog = page.getByRole('dialog')
  const bytes = Number(data.fastest_growing[0].size_bytes)
  await dialog.getByRole('textbox', { name: 'Limit' }).fill(String(Math.ceil((bytes / 1024 ** 3) * 1.3)))
  await dialog.getByRole('button', { name: 'Set limit' }).click()
  await expect(page.getByText(/^\d{4}-\d\d-\d\d$/).first()).toBeVisible()
  await page.getByRole('button', { name: '30 days' }).click()
  await expect(page).toHaveURL(/days=30/)
  await expectAccessible(page)
})
