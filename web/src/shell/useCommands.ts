// What the palette offers.
import { useMantineColorScheme } from '@mantine/core'
import type { useRouter } from '@tanstack/react-router'
import { Keyboard, Languages, SunMoon, UserRound, type LucideIcon } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { useSession } from '../api/session'
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
  const { may } = useSession()
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
