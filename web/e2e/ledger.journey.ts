import { complaints, expect, expectAccessible, signIn, signInFirst, test } from './weir.ts'

test('searches the ledger, filters it, and takes it along', async ({ page, weir }) => {
  const said = await complaints(page)
  await signIn(page, weir)
  await page.goto(`${weir.url}/databases`)
  await expect(page.getByRole('link', { name: 'shop' }).first()).toBeVisible()
  await expectAccessible(page)
  await page.getByRole('searchbox').fill('shop')
  await expect(page).toHaveURL(/search=shop/)
  await page.getByRole('button', { name: /^SQLite/ }).click()
  await expect(page).toHaveURL(/search=shop&type=sqlite/)
  await expect(page.getByText('1 database', { exact: true })).toBeVisible()
  await page.reload()
  await expect(page.getByRole('searchbox')).toHaveValue('shop')

  await page.getByRole('button', { name: 'Export' }).click()
  const download = page.waitForEvent('download')
  await page.getByRole('menuitem', { name: 'CSV' }).click()
  const file = await (await download).createReadStream()
  let text = ''
  for await (const part of file) text += String(part)
  expect(text).toContain('shop')

  await page.getByRole('searchbox').fill('there is none of this name')
  await expect(page.getByText('Nothing matches these filters.')).toBeVisible()
  await expectAccessible(page)
  expect(said).toEqual([])
})

test('reads the sizes of the tables again', async ({ page, weir }) => {
  await signIn(page, weir)
  await page.goto(`${weir.url}/databases?search=shop`)
  await page.getByRole('link', { name: 'shop' }).first().click()
  await expect(page.getByRole('heading', { level: 1, name: 'shop' })).toBeVisible()
  await page.getByRole('button', { name: 'Refresh' }).click()
  await expect(page.getByText(/^Read \d+ tables in /)).toBeVisible()
  const tables = page.getByRole('table', { name: 'Tables' })
  await expect(tables.getByText(/^\w+\.orders$/)).toBeVisible()
  await expectAccessible(page)
})

test('imports instances from CSV: tried, then kept', async ({ page, weir }) => {
  await signIn(page, weir)
  await page.goto(`${weir.url}/instances`)
  await page.getByRole('button', { name: 'Import CSV' }).click()
  const dialog = page.getByRole('dialog')
  await dialog
    .getByLabel('or paste it here')
    .fill(
      'name,db_type,host,port,username,password\n' +
        'imported-01,postgresql,192.0.2.1,5432,reader,secret\n' +
        'imported-02,oracle,192.0.2.2,1521,reader,secret',
    )
  await dialog.getByRole('button', { name: 'Try' }).click()
  await expect(dialog.getByText('1 could be added, 1 not. Nothing was kept so far.')).toBeVisible()
  await expectAccessible(page)
  await dialog.getByRole('button', { name: 'Import 1 instance' }).click()
  await expect(dialog.getByText('1 added, 1 not.')).toBeVisible()
  await dialog.locator('.buttons').getByRole('button', { name: 'Close' }).click()
  await expect(page.getByText('imported-01')).toBeVisible()
  await expect(page.getByText('imported-02')).toHaveCount(0)
})

test('runs a job and shows how it went at each instance', async ({ page, weir }) => {
  await signIn(page, weir)
  await page.goto(`${weir.url}/jobs`)
  await page.getByRole('button', { name: 'Run now: Measures the tables of every database' }).click()
  const drawer = page.getByRole('dialog')
  await expect(drawer.getByRole('table', { name: 'Instances' })).toBeVisible()
  await expect(drawer.locator('dl').getByText('running')).toHaveCount(0, { timeout: 30_000 })
  await expectAccessible(page)
  await drawer.getByRole('button', { name: 'Close' }).click()
  await expect(page.getByRole('table', { name: 'Runs' }).getByText('admin').first()).toBeVisible()
  await expectAccessible(page)
})

test('a viewer looks, and changes nothing', async ({ page, weir }) => {
  await signIn(page, weir)
  await page.goto(`${weir.url}/users`)
  await page.getByRole('button', { name: 'Add user' }).click()
  const dialog = page.getByRole('dialog')
  const name = `viewer-${String(Date.now())}`
  await dialog.getByRole('textbox', { name: 'Name' }).fill(name)
  await dialog.getByLabel('Role').first().click()
  await page.getByRole('option', { name: 'viewer' }).click()
  await dialog.getByRole('button', { name: 'Add user' }).click()
  await expect(page.getByText(`${name} was added`)).toBeVisible()
  const password = (await page.getByRole('dialog').locator('code, pre').first().innerText()).trim()
  await page.context().clearCookies()

  await signInFirst(page, weir, name, password)
  await page.goto(`${weir.url}/instances`)
  await expect(page.getByRole('heading', { level: 1, name: 'Instances' })).toBeVisible()
  for (const verb of ['Add instance', 'Import CSV'])
    await expect(page.getByRole('button', { name: verb })).toHaveCount(0)
  await page.goto(`${weir.url}/jobs`)
  await expect(page.getByRole('table', { name: 'Schedules' })).toBeVisible()
  await expect(page.getByRole('button', { name: /^(Run now|Pause)/ })).toHaveCount(0)
  await expect(page.getByRole('link', { name: 'Users' })).toHaveCount(0)
  await expectAccessible(page)
  for (const path of ['users', 'settings']) {
    await page.goto(`${weir.url}/${path}`)
    await expect(page.getByRole('heading', { name: 'This did not work' })).toBeVisible()
    await expect(page.getByRole('table')).toHaveCount(0)
  }
})
