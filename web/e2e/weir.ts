// Starts the real program for the journeys, each with a catalog of its own, and ends it with them.
import { spawn, type ChildProcess } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import AxeBuilder from '@axe-core/playwright'
import { expect, test as base, type Page } from '@playwright/test'

const program = resolve(process.env.CARGO_TARGET_DIR ?? '../target', 'debug/weir')

export type Weir = { url: string; folder: string }

/** A running program: `weir.url` is where it listens. */
export const test = base.extend<object, { weir: Weir }>({
  weir: [
    async ({}, use) => {
      const folder = mkdtempSync(join(tmpdir(), 'weir-e2e-'))
      const child = spawn(program, [
        'demo',
        '--listen',
        '127.0.0.1:0',
        '--data-dir',
        folder,
        '--log-format',
        'text',
      ])
      try {
        await use({ url: await listening(child), folder })
      } finally {
        child.kill('SIGTERM')
        await new Promise((done) => child.once('exit', done))
        rmSync(folder, { recursive: true, force: true })
      }
    },
    { scope: 'worker' },
  ],
})

/** Resolves with the address that the program prints once it listens. */
function listening(child: ChildProcess): Promise<string> {
  return new Promise((done, fail) => {
    let said = ''
    const hear = (bytes: Buffer) => {
      said += bytes.toString()
      const found = /http:\/\/127\.0\.0\.1:\d+/.exec(said)
      if (found) done(found[0])
    }
    child.stdout?.on('data', hear)
    child.stderr?.on('data', hear)
    child.once('error', fail)
    child.once('exit', () => {
      fail(new Error(`weir ended before it listened:\n${said}`))
    })
  })
}

/** Everything the browser complained about: a blocked style, a script's error. */
export function complaints(page: Page): string[] {
  const said: string[] = []
  page.on('pageerror', (error) => said.push(error.message))
  page.on('console', (message) => {
    if (message.type() === 'error' && /Content Security Policy|Uncaught/.test(message.text()))
      said.push(message.text())
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
    expect(
      serious.map(({ id, nodes }) => `${colorScheme} ${id}: ${nodes.map((node) => node.html).join(' ')}`),
    ).toEqual([])
  }
  await page.emulateMedia({ colorScheme: 'light' })
}

export { expect }
