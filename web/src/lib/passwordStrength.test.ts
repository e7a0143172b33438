import { expect, test } from 'vitest'
import { strengthOf } from './passwordStrength'

test.each([
  ['short', 'tooShort'],
  ['密码密码密码', 'tooShort'],
  ['aaaaaaaaaaaaaaaa', 'weak'],
  ['abcdefghijklmnop', 'weak'],
  ['1234567890123456', 'weak'],
  ['qwertyuiopasdfgh', 'weak'],
  ['passpasspasspass', 'weak'],
  ['linlinlin2026', 'weak'],
  ['Xk3!vQ9#mZp2', 'good'],
  ['correct horse battery staple', 'strong'],
  ['一个很长而且没有人会猜到的口令', 'strong'],
])('%s is %s', (password, word) => {
  expect(strengthOf(password, 'lin').word).toBe(word)
})
