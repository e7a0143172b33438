import { expect, test } from 'vitest'
import { initials } from './pinyin'

test.each([
  ['订单中心', 'ddzx'],
  ['财务结算_华东', 'cwjs_hd'],
  ['会员', 'hy'],
  ['啊八次', 'abc'],
  ['Wiki知识库', 'wikizsk'],
  ['做作业', 'zzy'],
  ['shop', ''],
  ['', ''],
])('the initials of %s are %s', (name, letters) => {
  expect(initials(name)).toBe(letters)
})
