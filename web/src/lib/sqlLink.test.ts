import { expect, test } from 'vitest'
import { decodeLink, encodeLink } from './sqlLink'

test('a link brings back title and SQL in any script', () => {
  const linked = { title: '月度销售', sql: "SELECT '😀'\n-- ¥5,000" }
  expect(decodeLink(encodeLink(linked))).toEqual(linked)
})

test.each(['', '#', '#q=', '#q=!!', '#q=abcd', '#other', encodeLink({ title: '', sql: '' }).slice(0, 5)])(
  'opens nothing from a broken link: %s',
  (hash) => {
    expect(decodeLink(hash)).toBeUndefined()
  },
)
