import { renderHook } from '@testing-library/react'
import { beforeEach, expect, test } from 'vitest'
import { closeTab, forgetTabs, openLinked, openTab, useTabs } from './tabs'

const open = () => renderHook(() => useTabs('shop')).result.current

beforeEach(() => {
  for (const tab of open().tabs) closeTab(tab.id)
})

test('what was typed is there after a reload', () => {
  openTab('shop', { sql: 'SELECT 1' })
  forgetTabs()
  expect(open().tabs.map(({ sql }) => sql)).toEqual(['SELECT 1'])
})

test('a link opens its tab once: a second time it brings the same one to the front', () => {
  const link = { title: 'First', sql: 'SELECT 1' }
  openLinked('shop', link)
  const { active } = open()
  openTab('shop', { sql: 'SELECT 2' })
  openLinked('shop', link)
  expect(open().tabs).toHaveLength(2)
  expect(open().active?.id).toBe(active?.id)
  openLinked('shop', { title: 'First', sql: 'SELECT 3' })
  expect(open().tabs).toHaveLength(3)
})
