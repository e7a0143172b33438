// Journeys through the console in Debian's Chromium, over the real program. `make e2e` builds it first.
import { existsSync } from 'node:fs'
import { defineConfig } from '@playwright/test'

const known = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome']
const chromium = process.env.WEIR_TEST_CHROMIUM ?? known.find((path) => existsSync(path))
if (!chromium) throw new Error('No Chromium found: install it, or name it in WEIR_TEST_CHROMIUM')

export default defineConfig({
  testDir: 'e2e',
  outputDir: '../target/e2e',
  fullyParallel: false,
  workers: 1,
  timeout: 60_000,
  reporter: [['list']],
  use: {
    launchOptions: { executablePath: chromium, args: ['--no-sandbox'] },
    viewport: { width: 1440, height: 900 },
    locale: 'en-GB',
    trace: 'retain-on-failure',
  },
  projects: [
    { name: 'journeys', testMatch: /.*\.journey\.ts/ },
    { name: 'screenshots', testMatch: /.*\.pictures\.ts/ },
    { name: 'bench', testDir: 'bench', testMatch: /.*\.bench\.ts/, use: { trace: 'off' } },
  ],
})
