import { expect, test } from 'vitest'
import { environmentTone } from './Badge'

test.each([
  ['production', 'bad'],
  ['PRD-2', 'bad'],
  ['生产环境', 'bad'],
  ['preprod', 'warn'],
  ['non-prod', 'warn'],
  ['预生产', 'warn'],
  ['staging', 'warn'],
  ['test', 'info'],
  ['开发', 'info'],
  ['Zürich', ''],
  ['reproduction', ''],
])('%s is shown as %s', (environment, tone) => {
  expect(environmentTone(environment)).toBe(tone)
})
