import { describe, expect, test } from 'vitest'
import { compact, countFilters, filterParams, readSearch, sortOf, withFilter, withSort } from './ledgerView'

describe("the ledger's view in the URL", () => {
  test('keeps what a URL may say and drops the rest', () => {
    expect(
      readSearch({
        search: 'shop',
        type: 'mysql',
        instance: '7',
        tags: ['prod', 3],
        status: 'failed',
        page: '2',
      }),
    ).toEqual({ search: 'shop', type: 'mysql', instance: 7, tags: ['prod'], status: 'failed', page: 2 })
    expect(
      readSearch({ type: 'oracle', instance: '-1', status: 'x', sort: 'host', page: '0', more: 1 }),
    ).toEqual({})
    expect(readSearch({ search: '   ', page: 1 })).toEqual({})
  })

  test('a number that was typed as a search stays a text', () => {
    expect(readSearch({ search: 2024 })).toEqual({ search: '2024' })
  })

  test('another filter begins at the first page', () => {
    expect(withFilter({ page: 9, type: 'mysql' }, { status: 'failed' })).toEqual({
      type: 'mysql',
      status: 'failed',
    })
    expect(withFilter({ type: 'mysql' }, { type: undefined })).toEqual({})
  })

  test('counts the filters, not the order', () => {
    expect(countFilters({ search: 'a', tags: ['x'], sort: 'size', page: 3 })).toBe(2)
    expect(countFilters({})).toBe(0)
  })

  test('sorts by instance until something else is asked for', () => {
    expect(sortOf({})).toEqual({ by: 'instance', descending: false })
    expect(withSort({ page: 4 }, { by: 'size', descending: true })).toEqual({ sort: 'size', order: 'desc' })
  })

  test('asks the API for exactly this view', () => {
    expect(filterParams(compact({ search: 'a', type: 'sqlite', sort: 'size' }))).toMatchObject({
      search: 'a',
      db_type: 'sqlite',
      sort: 'size',
    })
  })
})
