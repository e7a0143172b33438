import { act, renderHook, waitFor } from '@testing-library/react'
import { http, HttpResponse } from 'msw'
import { createRef } from 'react'
import { expect, test, vi } from 'vitest'
import type { Connection } from '../../api/connections'
import { server } from '../../test/server'
import type { EditorHandle } from './editor/Editor'
import type { Tab } from './tabs'
import { useActions } from './useActions'

const SHOP: Connection = {
  name: 'shop',
  url: 'sqlite:///shop.db',
  dbType: 'sqlite',
  serverVersion: '3.50.4',
  sslDisabled: false,
  createdAt: '2026-11-20T10:00:00Z',
  updatedAt: '2026-11-20T10:00:00Z',
}

const tabOf = (id: string): Tab => ({ id, connection: 'shop', title: '', sql: 'SELECT 7' })

function handle(sql: string): EditorHandle {
  return {
    isReady: () => true,
    chosen: () => ({ from: 0, to: sql.length, sql }),
    text: () => sql,
    replace: vi.fn(),
    insert: vi.fn(),
    mark: vi.fn(),
    clearMarks: vi.fn(),
    focus: vi.fn(),
  }
}

/** What the server was asked to run. */
function asked(): string[] {
  const statements: string[] = []
  server.use(
    http.get('/api/v1/auth/csrf-token', () => HttpResponse.json({ data: { csrf_token: 't' } })),
    http.post('/api/v1/query/shop', async ({ request }) => {
      statements.push(JSON.stringify(await request.json()))
      const result = { columns: [], rows: [], rowCount: 0, truncated: false, truncatedBy: null }
      return HttpResponse.json({ sql: 'SELECT 7', result, executionTimeMs: 1 })
    }),
  )
  return statements
}

// The first press right after opening a saved query was lost: the editor's text had not arrived yet.
test('a press of Run before the editor is there runs the text to come', async () => {
  const statements = asked()
  const editor = createRef<EditorHandle>()
  const { result } = renderHook(() => useActions(SHOP, tabOf('early'), { editor, isDrafted: false }))
  act(() => {
    result.current.run()
  })
  expect(statements).toEqual([])
  editor.current = handle('SELECT 7')
  act(() => {
    result.current.editorReady()
  })
  await waitFor(() => {
    expect(statements).toHaveLength(1)
  })
  expect(statements[0]).toContain('SELECT 7')
  act(() => {
    result.current.editorReady()
  })
  expect(statements).toHaveLength(1)
})

test('a press that was meant for another tab is forgotten', () => {
  const statements = asked()
  const editor = createRef<EditorHandle>()
  const { result, rerender } = renderHook(
    ({ id }) => useActions(SHOP, tabOf(id), { editor, isDrafted: false }),
    { initialProps: { id: 'one' } },
  )
  act(() => {
    result.current.run()
  })
  rerender({ id: 'two' })
  editor.current = handle('SELECT 8')
  act(() => {
    result.current.editorReady()
  })
  expect(result.current.pane.run).toBeUndefined()
  expect(statements).toEqual([])
})

test('nothing runs while a draft waits to be accepted', () => {
  const statements = asked()
  const editor = createRef<EditorHandle>()
  const { result } = renderHook(() => useActions(SHOP, tabOf('draft'), { editor, isDrafted: true }))
  act(() => {
    result.current.run()
  })
  expect(result.current.pane.run).toBeUndefined()
  expect(statements).toEqual([])
})
