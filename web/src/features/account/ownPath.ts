/** Only a path of this site: `then` comes from the address and could name another one. */
export function isOwnPath(then: string | undefined): then is string {
  return then !== undefined && /^\/(?![/\\])/.test(then)
}
