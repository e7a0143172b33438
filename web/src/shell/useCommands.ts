// What the palette offers.
import { useMantineColorScheme } from '@mantine/core'
import type { useRouter } from '@tanstack/react-router'
import {
  Bookmark,
  Keyboard,
  Languages,
  SquareTerminal,
  SunMoon,
  UserRound,
  type LucideIcon,
} from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { useQuery } from '@tanstack/react-query'
import { connectionsQuery } from '../api/connections'
import { useSession } from '../api/session'
import { savedQueriesQuery } from '../features/query/kept/queries'
import { openSaved } from '../features/query/tabs'
import { useLanguage } from '../i18n/language'
import { links } from '../lib/links'
import { pages } from './pages'

export type Command = {
  id: string
  kind: 'action' | 'page' | 'database' | 'query'
  group: string
  name: string
  detail?: string
  /** Found by this too: pinyin initials, the name in the other language. */
  also?: string
  icon: LucideIcon
  run: (router: ReturnType<typeof useRouter>) => void
}

export function useCommands(onHelp: () => void): Command[] {
  const { t } = useTranslation('shell')
  const { user, may } = useSession()
  const { data: connections = [] } = useQuery(connectionsQuery)
  const { data: kept } = useQuery(savedQueriesQuery(undefined, '', 1))
  const saved = kept?.items ?? []
  const { language, setLanguage } = useLanguage()
  const { colorScheme, setColorScheme } = useMantineColorScheme()
  const go = pages
    .filter((page) => page.needs === undefined || may(page.needs))
    .map((page): Command => ({
      id: `page-${page.key}`,
      kind: 'page',
      group: t('palette.pages'),
      name: t(`page.${page.key}`),
      also: page.key,
      icon: page.icon,
      run: (router) => void router.navigate(page.link),
    }))
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
    also,
  })
  return [
    ...go,
    ...connections.map((connection): Command => ({
      id: `connection-${connection.name}`,
      kind: 'database',
      group: t('page.connections'),
      name: connection.name,
      detail: connection.serverVersion,
      icon: SquareTerminal,
      run: (router) => void router.navigate(links.workbench(connection.name)),
    })),
    ...saved.map((query): Command => ({
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
    action(
      'account',
      t('account'),
      UserRound,
      (router) => void router.navigate(links.account()),
      'password mima',
    ),
    action(
      'theme',
      t('theme'),
      SunMoon,
      () => {
        setColorScheme(colorScheme === 'dark' ? 'light' : 'dark')
      },
      'dark light zhuti',
    ),
    action(
      'language',
      language === 'en' ? '中文' : 'English',
      Languages,
      () => {
        setLanguage(language === 'en' ? 'zh' : 'en')
      },
      'language yuyan',
    ),
    action('help', t('help'), Keyboard, onHelp, 'keys shortcuts kuaijiejian'),
  ]
}
