// What the palette offers at once: pages, actions, connections, instances, saved queries.
import { useMantineColorScheme } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import type { useRouter } from '@tanstack/react-router'
import {
  Bookmark,
  BookOpen,
  Keyboard,
  Languages,
  LogOut,
  Plus,
  Server,
  SquareTerminal,
  SunMoon,
  UserRound,
  type LucideIcon,
} from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { connectionsQuery } from '../api/connections'
import { signOut, useSession } from '../api/session'
import { instanceOptionsQuery } from '../features/ledger/queries'
import { savedQueriesQuery } from '../features/query/kept/queries'
import { openSaved } from '../features/query/tabs'
import { useLanguage } from '../i18n/language'
import { links } from '../lib/links'
import { shell } from './messages'
import { pages } from './pages'
import { follow, type Target } from './targets'

type Router = ReturnType<typeof useRouter>

export type Command = {
  id: string
  kind: 'action' | 'page' | 'connection' | 'database' | 'instance' | 'table' | 'query'
  group: string
  name: string
  detail?: string | undefined
  /** Found by these too: pinyin, the name in the other language. */
  also?: readonly string[]
  icon: LucideIcon
  /** Where it leads, when the browser may remember it. */
  target?: Target
  run: (router: Router) => void
}

/** A command that leads somewhere. */
export function leading(target: Target, rest: Omit<Command, 'target' | 'run'>): Command {
  return {
    ...rest,
    target,
    run: (router) => {
      follow(target, router)
    },
  }
}

export function useCommands(onHelp: () => void): Command[] {
  return [...usePages(), ...useActions(onHelp), ...useNouns()]
}

function usePages(): Command[] {
  const { t } = useTranslation('shell')
  const { may } = useSession()
  return pages
    .filter((page) => page.needs === undefined || may(page.needs))
    .map((page) =>
      leading(
        { to: 'page', key: page.key },
        {
          id: `page-${page.key}`,
          kind: 'page',
          group: t('palette.pages'),
          name: t(`page.${page.key}`),
          also: [shell.en.page[page.key], shell.zh.page[page.key], shell.zh.pinyin[page.key]],
          icon: page.icon,
        },
      ),
    )
}

function useActions(onHelp: () => void): Command[] {
  const { t } = useTranslation('shell')
  const { may } = useSession()
  const { language, setLanguage } = useLanguage()
  const { colorScheme, setColorScheme } = useMantineColorScheme()
  const action = (
    id: string,
    name: string,
    icon: LucideIcon,
    run: Command['run'],
    also: string,
  ): Command => ({
    id,
    kind: 'action',
    group: t('palette.actions'),
    name,
    icon,
    run,
    also: also.split(', '),
  })
  const addConnection = action(
    'add-connection',
    t('palette.addConnection'),
    Plus,
    (router) => void router.navigate(links.connections('new')),
    'add connection, tian jia lian jie',
  )
  return [
    ...(may('create') ? [addConnection] : []),
    action(
      'account',
      t('account'),
      UserRound,
      (router) => void router.navigate(links.account()),
      'account, password, sessions, ni de zhang hao, mi ma',
    ),
    action(
      'theme',
      t('theme'),
      SunMoon,
      () => {
        setColorScheme(colorScheme === 'dark' ? 'light' : 'dark')
      },
      'theme, dark, light, zhu ti, shen se',
    ),
    action(
      'language',
      language === 'en' ? '中文' : 'English',
      Languages,
      () => {
        setLanguage(language === 'en' ? 'zh' : 'en')
      },
      'language, yu yan, zhong wen',
    ),
    action('help', t('help'), Keyboard, onHelp, 'keys, shortcuts, kuai jie jian'),
    action(
      'api',
      t('apiDocs'),
      BookOpen,
      () => {
        window.open('/api/docs', '_blank', 'noopener')
      },
      'api, openapi, wen dang',
    ),
    action(
      'sign-out',
      t('signOut'),
      LogOut,
      () => {
        void signOut().then(() => {
          window.location.assign('/sign-in')
        })
      },
      'sign out, log out, tui chu deng lu',
    ),
  ]
}

function useNouns(): Command[] {
  const { t } = useTranslation('shell')
  const { user } = useSession()
  const { data: connections = [] } = useQuery(connectionsQuery)
  const { data: instances = [] } = useQuery(instanceOptionsQuery)
  const { data: kept } = useQuery(savedQueriesQuery(undefined, '', 1))
  return [
    ...connections.map((connection) =>
      leading(
        { to: 'connection', name: connection.name },
        {
          id: `connection-${connection.name}`,
          kind: 'connection',
          group: t('page.connections'),
          name: connection.name,
          detail: connection.serverVersion,
          icon: SquareTerminal,
        },
      ),
    ),
    ...(kept?.items ?? []).map((query): Command => ({
      id: `saved-${String(query.id)}`,
      kind: 'query',
      group: t('page.saved'),
      name: query.title,
      detail: query.db_name,
      icon: Bookmark,
      run: (router) => {
        openSaved(query, query.owner === user?.username)
        void router.navigate(links.workbench(query.db_name))
      },
    })),
    ...instances.map((instance) =>
      leading(
        { to: 'instance', id: instance.id },
        {
          id: `instance-${String(instance.id)}`,
          kind: 'instance',
          group: t('page.instances'),
          name: instance.name,
          detail: instance.host,
          icon: Server,
        },
      ),
    ),
  ]
}
