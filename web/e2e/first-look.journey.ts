// How soon a page is there, from a server that has answered before: the largest piece of it is painted within 1.5 s.
import type { Page } from '@playwright/test'
import { expect, signIn, test } from './weir.ts'

const MOST_MS = 1_500

async function largestPaint(page: Page): Promise<number> {
  return page.evaluate(
    () =>
      new Promise<number>((done) => {
        new PerformanceObserver((list) => {
          done(list.getEntries().at(-1)?.startTime ?? 0)
        }).observe({ type: 'largest-contentful-paint', buffered: true })
      }),
  )
}

test('every page paints its largest piece within 1.5 s', async ({ page, weir }) => {
  await page.goto(`${weir.url}/sign-in`)
  await page.reload()
  await expect(page.getByRole('heading', { name: 'Sign in' })).toBeVisible()
  const seen: Record<string, number> = { 'sign-in': await largestPaint(page) }
  await signIn(page, weir)
  for (const path of ['workbench/shop', 'databases', 'databases/1', 'instances', 'capacity', 'jobs']) {
    await page.goto(`${weir.url}/${path}`)
    await page.reload()
    await expect(page.locator('h1').first()).toBeVisible()
    await page.waitForLoadState('networkidle')
    seen[path] = await largestPaint(page)
  }
  test.info().annotations.push({ type: 'LCP in ms', description: JSON.stringify(seen) })
  const slow = Object.entries(seen).filter(([, ms]) => ms > MOST_MS)
  expect(slow, JSON.stringify(seen)).toEqual([])
})
