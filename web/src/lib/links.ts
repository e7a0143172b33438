// Every address of the console. A link is a view: what it opens is all in it.
import { linkOptions } from '@tanstack/react-router'

export const links = {
  home: () => linkOptions({ to: '/' }),
  signIn: (then?: string) => linkOptions({ to: '/sign-in', search: then ? { then } : {} }),
  account: () => linkOptions({ to: '/account' }),
}
