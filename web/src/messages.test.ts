import { expect, test } from 'vitest'
import { resources } from './messages'

function leaves(value: object, prefix = ''): [string, string][] {
  return Object.entries(value).flatMap(([key, item]: [string, unknown]) =>
    typeof item === 'object' && item !== null
      ? leaves(item, `${prefix}${key}.`)
      : [[prefix + key, String(item)]],
  )
}

const english = leaves(resources.en)
const chinese = new Map(leaves(resources.zh))
const holes = (text: string) => (text.match(/\{\{\w+\}\}/g) ?? []).sort()

test('both languages name the same things in every sentence', () => {
  for (const [key, text] of english.filter(([name]) => !name.endsWith('_one'))) {
    expect({ key, holes: holes(chinese.get(key) ?? '') }).toEqual({ key, holes: holes(text) })
  }
})

test('texts keep to the house: no "please", no exclamation marks, no 您', () => {
  for (const [key, text] of [...english, ...chinese]) {
    expect(`${key}: ${text}`).not.toMatch(/please|oops|successfully|!(?!=)|！|您/i)
  }
})
