// Starts the real program for the journeys, on private PostgreSQL and MySQL servers with the sample shop, and ends
// all of it with them.
import { spawn, type ChildProcess } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import AxeBuilder from '@axe-core/playwright'
import { expect, test as base, type Page } from '@playwright/test'
import { startModel } from './model.ts'

const target = resolve(process.env.CARGO_TARGET_DIR ?? '../target', 'debug')
/** Another build of the program, to measure one that is optimised. */
const program = process.env.WEIR_TEST_PROGRAM ?? join(target, 'weir')

export type Weir = {
  url: string
  password: string
  /** The servers themselves: PostgreSQL, MySQL, MariaDB. */
  servers: { postgres: string; mysql: string }
}

export const test = base.extend<object, { weir: Weir }>({
  weir: [
    async ({}, use) => {
      const folder = mkdtempSync(join(tmpdir(), 'weir-e2e-'))
      const model = await startModel()
      const servers = spawn(join(target, 'examples/servers'), { stdio: ['pipe', 'pipe', 'inherit'] })
      let child: ChildProcess | undefined
      try {
        const urls = (await heard(servers, /(?:\S+:\/\/\S+\s+){3}/))[0]?.split(/\s+/) ?? []
        const postgres = urls.find((url) => url.startsWith('postgres')) ?? ''
        const mysql = urls.find((url) => url.startsWith('mysql')) ?? ''
        const options = [
          'demo',
          '--listen',
          '127.0.0.1:0',
          '--data-dir',
          folder,
          '--postgres',
          postgres,
          '--mysql',
          mysql,
        ]
        child = spawn(program, options, { env: { ...process.env, ...model.settings } })
        const said = await heard(child, /admin \/ (\S+)[\s\S]*?(http:\/\/127\.0\.0\.1:\d+)\/api/)
        await use({ url: said[2] ?? '', password: said[1] ?? '', servers: { postgres, mysql } })
      } finally {
        await ended(child)
        servers.stdin.end()
        await ended(servers)
        model.close()
        rmSync(folder, { recursive: true, force: true })
      }
    },
    { scope: 'worker', timeout: 180_000 },
  ],
})

/** Resolves with what a program's output matched. */
function heard(child: ChildProcess, wanted: RegExp): Promise<RegExpExecArray> {
  return new Promise((done, fail) => {
    let said = ''
    const hear = (bytes: Buffer) => {
      said += bytes.toString()
      const found = wanted.exec(said)
      if (found) done(found)
    }
    child.stdout?.on('data', hear)
    child.stderr?.on('data', hear)
    child.once('error', fail)
    child.once('exit', () => {
      fail(new Error(`ended before it was ready:\n${said}`))
    })
  })
}

async function ended(child: ChildProcess | undefined): Promise<void> {
  if (!child || child.exitCode !== null) return
  const exit = new Promise((done) => child.once('exit', done))
  if (child.stdin?.writable !== false || child.stdin === null) child.kill('SIGTERM')
  await exit
}

/** Signs in through the form. */
export async function signIn(
  page: Page,
  weir: Weir,
  username = 'admin',
  password = weir.password,
): Promise<void> {
  await page.goto(`${weir.url}/sign-in`)
  await page.getByLabel('User name').fill(username)
  await page.getByLabel('Password', { exact: true }).fill(password)
  await page.getByRole('button', { name: 'Sign in' }).click()
  await expect(page).not.toHaveURL(/sign-in/)
}

/** Signs in for the first time, with a password that somebody else made, and chooses one's own. */
export async function signInFirst(page: Page, weir: Weir, username: string, made: string): Promise<void> {
  const own = 'another walk in the woods'
  await signIn(page, weir, username, made)
  await page.getByLabel('Current password', { exact: true }).fill(made)
  await page.getByLabel('New password', { exact: true }).fill(own)
  await page.getByLabel('New password again').fill(own)
  await page.getByRole('button', { name: 'Change password' }).click()
  await expect(page).not.toHaveURL(/new-password/)
}

/** Puts a statement into the editor, as pasted. */
export async function write(page: Page, sql: string): Promise<void> {
  await page.locator('.cm-content').click()
  await page.keyboard.press('ControlOrMeta+a')
  await page.keyboard.press('Delete')
  await page.keyboard.insertText(sql)
  // Whatever the completion offers.
  await page.keyboard.press('Escape')
}

/**
 * Everything the browser complained about: something the policy blocked, a script's error. Chromium's own editing
 * tries to keep a style when text in the editor is replaced; that the policy stops it harms nobody.
 */
export async function complaints(page: Page): Promise<string[]> {
  const said: string[] = []
  page.on('pageerror', (error) => said.push(error.message))
  await page.addInitScript(() => {
    document.addEventListener('securitypolicyviolation', (event) => {
      const isEditing = event.target instanceof Element && event.target.closest('.cm-content') !== null
      if (!isEditing)
        setTimeout(() => {
          throw new Error(`blocked: ${event.violatedDirective} ${event.blockedURI}`)
        })
    })
  })
  return said
}

/** Nothing serious for axe-core on this page as it stands, in both themes. */
export async function expectAccessible(page: Page): Promise<void> {
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
    await expect(page.locator('html')).toHaveAttribute('data-mantine-color-scheme', colorScheme)
    const { violations } = await new AxeBuilder({ page }).analyze()
    const serious = violations.filter(({ impact }) => impact === 'serious' || impact === 'critical')
    // Softly: one look tells of everything that is wrong.
    expect
      .soft(
        serious.map(
          ({ id, nodes }) =>
            `${colorScheme} ${id}: ${nodes
              .map((node) => node.html)
              .join(' ')
              .slice(0, 600)}`,
        ),
      )
      .toEqual([])
  }
  await page.emulateMedia({ colorScheme: 'light' })
}

export { expect }
