// What to do about a connection that could not be made, by the words in which the server or Weir said why.

export type Hint = 'login' | 'database' | 'host' | 'port' | 'slow' | 'tls' | 'noTls'

const RULES: readonly [RegExp, Hint][] = [
  [/password authentication failed|access denied|role ".*" does not exist|no password/i, 'login'],
  [/unknown database|database ".*" does not exist|no such file|unable to open/i, 'database'],
  [
    /no .*tls|tls.*(not offered|not supported|required)|does not (offer|support|speak) (tls|ssl)|pg_hba/i,
    'noTls',
  ],
  [/tls|ssl|certificate/i, 'tls'],
  [/resolve|name or service|host name|no such host|nodename|lookup/i, 'host'],
  [/refused/i, 'port'],
  [/timed out|unreachable/i, 'slow'],
]

/** `undefined` where the words themselves must do. */
export function hintFor(why: string): Hint | undefined {
  return RULES.find(([words]) => words.test(why))?.[1]
}
