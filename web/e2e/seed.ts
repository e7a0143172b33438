// People, tokens, tags, queries and runs, so that no page of a picture or a check is empty.
import type { Page } from '@playwright/test'
import { expect, type Weir } from './weir.ts'

/** Needs an admin to be signed in; what is there already stays. */
export async function seed(page: Page, weir: Weir): Promise<void> {
  const csrf = await page.request.get(`${weir.url}/api/v1/auth/csrf-token`)
  const token = (await csrf.json()).data.csrf_token
  const post = async (path: string, data: unknown) => {
    const headers = { 'x-csrftoken': token, 'accept-language': 'en' }
    const answer = await page.request.post(`${weir.url}${path}`, { data, headers })
    expect([200, 201, 202, 409], `${path} ${await answer.text()}`).toContain(answer.status())
    return answer
  }
  for (const [username, role] of [
    ['林知远', 'operator'],
    ['wang.fang', 'analyst'],
    ['a-user-with-quite-a-long-name@example.com', 'viewer'],
  ])
    await post('/api/v1/users', { username, role })
  const kept = await page.request.get(`${weir.url}/api/v1/tokens`)
  if ((await kept.json()).data.total === 0) {
    await post('/api/v1/tokens', {
      name: 'nightly report',
      permissions: ['view', 'query'],
      expires_in_days: 90,
    })
    await post('/api/v1/tokens', {
      name: '每晚的容量报表，发给财务和运维',
      permissions: ['view'],
      expires_in_days: 7,
    })
  }
  for (const [name, display_name, color] of [
    ['production', '生产', '#b0221b'],
    ['commerce', '电商核心', '#934500'],
    ['finance', 'Finance', '#1b59ae'],
  ])
    await post('/api/v1/tags', { name, display_name, color })
  const saved = await page.request.get(`${weir.url}/api/v1/saved-queries`)
  if ((await saved.json()).data.total === 0) {
    const query = { db_name: 'shop', description: '', is_shared: false, parameters: [] }
    await post('/api/v1/saved-queries', {
      ...query,
      title: 'Orders by status',
      sql: 'SELECT status, count(*) AS orders FROM orders GROUP BY status ORDER BY orders DESC',
    })
    await post('/api/v1/saved-queries', {
      ...query,
      title: '上月退款最多的商品，按门店分',
      sql: 'SELECT * FROM orders WHERE id <= {{most}}',
      is_shared: true,
      parameters: [{ name: 'most', kind: 'number', default_value: '10' }],
    })
  }
  for (const sql of ['SELECT count(*) FROM orders', 'DELETE FROM orders', 'SELECT nothing FROM orders'])
    await page.request.post(`${weir.url}/api/v1/query/shop`, {
      data: { sql },
      headers: { 'x-csrftoken': token },
    })
  await page.request.post(`${weir.url}/api/v1/query/shop/natural`, {
    data: { prompt: 'which orders were cancelled' },
    headers: { 'x-csrftoken': token },
  })
  await tagSomeInstances(page, weir, token)
  for (const job of ['capacity.collect_sizes', 'capacity.keep_house'])
    await post(`/api/v1/jobs/${job}/actions/run`, undefined)
}

async function tagSomeInstances(page: Page, weir: Weir, token: string): Promise<void> {
  const listed = await page.request.get(`${weir.url}/api/v1/instances?limit=50`)
  const { items }: { items: { id: number; name: string }[] } = (await listed.json()).data
  for (const { id, name } of items) {
    const tags = /shop|orders/.test(name)
      ? ['production', 'commerce']
      : /accounts|reports/.test(name)
        ? ['finance']
        : []
    if (tags.length === 0) continue
    const answer = await page.request.put(`${weir.url}/api/v1/instances/${String(id)}`, {
      data: { tags },
      headers: { 'x-csrftoken': token },
    })
    expect(answer.status(), await answer.text()).toBe(200)
  }
}
