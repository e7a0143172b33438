import { expect, test } from 'vitest'
import { acceptedText, type Asking } from './asks'

const asking = (failed: Asking['failed']): Asking => ({
  state: 'done',
  prompt: 'p',
  step: 'ready',
  tables: 1,
  repairs: [],
  startedAt: 0,
  endedAt: 1,
  draft: JSON.parse('{"generatedSql":"SELECT good"}'),
  error: undefined,
  pending: true,
  failed,
})

test('a mended statement takes the place of the one that failed, and of nothing else', () => {
  const text = 'SELECT 1;\n\nSELECT bad;\n\nSELECT 3'
  const failed = { sql: 'SELECT bad', offset: 11, error: 'no such column' }
  expect(acceptedText(text, asking(failed))).toBe('SELECT 1;\n\nSELECT good;\n\nSELECT 3')
  expect(acceptedText('changed since', asking(failed))).toBe('SELECT good')
  expect(acceptedText(text, asking(undefined))).toBe('SELECT good')
})
