// The table of contents of the navigation. A page stands here when it exists, and only then.
import {
  Bookmark,
  ChartArea,
  Clock,
  Database,
  History,
  KeyRound,
  Plug,
  ScrollText,
  Server,
  Settings,
  Sparkles,
  Users,
  SquareTerminal,
  type LucideIcon,
} from 'lucide-react'
import type { Permission } from '../api/session'
import { links } from '../lib/links'
import type { shell } from './messages'

export type Group = 'query' | 'ledger' | 'operate' | 'manage'

export type NavPage = {
  key: keyof typeof shell.en.page
  group: Group
  link: { to: string }
  icon: LucideIcon
  /** Pressed after `g`. */
  letter?: string
  /** Stands in the bar at the bottom of a phone. */
  phone?: boolean
  needs?: Permission
}

export const pages: readonly NavPage[] = [
  {
    key: 'workbench',
    group: 'query',
    link: links.workbenchStart(),
    icon: SquareTerminal,
    letter: 'w',
    phone: true,
  },
  { key: 'history', group: 'query', link: links.history(), icon: History, letter: 'h' },
  { key: 'saved', group: 'query', link: links.saved(), icon: Bookmark, letter: 's' },
  { key: 'connections', group: 'query', link: links.connections(), icon: Plug },
  { key: 'capacity', group: 'ledger', link: links.capacity(), icon: ChartArea, letter: 'c', phone: true },
  {
    key: 'databases',
    group: 'ledger',
    link: links.ledger(),
    icon: Database,
    letter: 'l',
    phone: true,
  },
  { key: 'instances', group: 'ledger', link: links.instances(), icon: Server, letter: 'i' },
  { key: 'jobs', group: 'operate', link: links.jobs(), icon: Clock, letter: 'j' },
  { key: 'audit', group: 'operate', link: links.audit(), icon: ScrollText, needs: 'admin' },
  { key: 'models', group: 'operate', link: links.models(), icon: Sparkles, needs: 'admin' },
  { key: 'users', group: 'manage', link: links.users(), icon: Users, needs: 'admin' },
  { key: 'tokens', group: 'manage', link: links.tokens(), icon: KeyRound },
  { key: 'settings', group: 'manage', link: links.settings(), icon: Settings, needs: 'admin' },
]
