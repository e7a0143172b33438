import { expect, test } from 'vitest'
import { membersOf } from './exactJson'

test('gives the members of an answer without reading them', () => {
  const members = membersOf('{"sql":"SELECT 1","result":{"rows":[]},"executionTimeMs":3}')
  expect([...members]).toEqual([
    ['sql', '"SELECT 1"'],
    ['result', '{"rows":[]}'],
    ['executionTimeMs', '3'],
  ])
})

test.each(['', '{"a":', '{"a":"x', '{"a" 1}'])('refuses what was cut off: %s', (text) => {
  expect(() => membersOf(text)).toThrow(SyntaxError)
})
