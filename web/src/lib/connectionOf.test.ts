import { expect, test } from 'vitest'
import { connectionOf } from './connectionOf'

const connections = [
  { name: 'shop', dbType: 'postgresql', url: 'postgresql://reader:****@DB.example/shop' },
  { name: 'six', dbType: 'postgresql', url: 'postgresql://r@[::1]:6000/shop?sslmode=require' },
  { name: 'crm', dbType: 'mysql', url: 'mysql://r:****@db.example:3307/%E4%BC%9A%E5%91%98' },
  { name: 'file', dbType: 'sqlite', url: 'sqlite:///srv/data/shop.db' },
] as const

test.each([
  ['postgresql', 'db.example', 5432, 'shop', 'shop'],
  ['postgresql', '::1', 6000, 'shop', 'six'],
  ['postgresql', 'db.example', 5433, 'shop', undefined],
  ['postgresql', 'db.example', 5432, 'other', undefined],
  ['mysql', 'db.example', 5432, 'shop', undefined],
  ['mysql', 'db.example', 3307, '会员', 'crm'],
  ['sqlite', '/srv/data', null, 'shop.db', 'file'],
  ['sqlite', '/srv/data/', null, 'shop.db', 'file'],
] as const)('%s %s:%s %s is reached by %s', (db_type, host, port, database_name, name) => {
  expect(connectionOf(connections, { database_name, instance: { db_type, host, port } })).toBe(name)
})
