import { expect, test } from 'vitest'
import { narrowed } from './narrowed'
import type { Section, Setting } from './queries'

const setting = (name: string, about: string, source = 'default'): Setting => ({
  name,
  about,
  source,
  value: '1',
  is_secret: false,
  variable: name.toUpperCase(),
})
const sections: Section[] = [
  { name: 'server', about: '', settings: [setting('listen', 'Where it listens.', 'flag')] },
  { name: 'limits', about: '', settings: [setting('max_rows', 'The most rows.'), setting('other', '')] },
]
const paths = (found: Section[]) =>
  found.flatMap(({ name, settings }) => settings.map((one) => `${name}.${one.name}`))

test('finds settings by path and by purpose, in any case', () => {
  expect(paths(narrowed(sections, 'limits.max', false))).toEqual(['limits.max_rows'])
  expect(paths(narrowed(sections, 'WHERE', false))).toEqual(['server.listen'])
  expect(narrowed(sections, 'nothing', false)).toEqual([])
})

test('shows only what somebody set, when asked', () => {
  expect(paths(narrowed(sections, '', true))).toEqual(['server.listen'])
  expect(paths(narrowed(sections, ' ', false))).toHaveLength(3)
})
