// The table of contents of the navigation. A page stands here when it exists, and only then.
import type { LucideIcon } from 'lucide-react'
import type { Permission } from '../api/session'
import type { links } from '../lib/links'

export type Group = 'query' | 'ledger' | 'operate' | 'manage'

export type NavPage = {
  key: 'account'
  group: Group
  link: ReturnType<(typeof links)['account']>
  icon: LucideIcon
  /** Pressed after `g`. */
  letter?: string
  /** Stands in the bar at the bottom of a phone. */
  phone?: boolean
  needs?: Permission
}

export const pages: readonly NavPage[] = []
