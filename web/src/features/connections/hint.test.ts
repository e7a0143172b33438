import { expect, test } from 'vitest'
import { hintFor } from './hint'

test.each([
  ['password authentication failed for user "reader"', 'login'],
  ["Access denied for user 'reader'@'10.0.0.1'", 'login'],
  ['database "shopp" does not exist', 'database'],
  ["Unknown database 'shopp'", 'database'],
  ["the host's name cannot be resolved", 'host'],
  ['Connection refused', 'port'],
  ['Connection timed out after 10 seconds', 'slow'],
  ["the server's TLS certificate is for another host", 'tls'],
  ['the server offers no TLS', 'noTls'],
  ['too many connections', undefined],
])('%s: %s', (why, hint) => {
  expect(hintFor(why)).toBe(hint)
})
