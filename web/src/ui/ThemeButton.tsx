// Light, dark, or as the system says: one press goes on to the next.
import { useMantineColorScheme } from '@mantine/core'
import { Moon, Sun, SunMoon } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { IconButton } from './IconButton'

const NEXT = { light: 'dark', dark: 'auto', auto: 'light' } as const

export function ThemeButton() {
  const { t } = useTranslation('shell')
  const { colorScheme, setColorScheme } = useMantineColorScheme()
  const name = { light: t('themeLight'), dark: t('themeDark'), auto: t('themeAuto') }[colorScheme]
  const Icon = { light: Sun, dark: Moon, auto: SunMoon }[colorScheme]
  return (
    <IconButton
      label={`${t('theme')}: ${name}`}
      onClick={() => {
        setColorScheme(NEXT[colorScheme])
      }}
    >
      <Icon size={16} />
    </IconButton>
  )
}
