// The keys that work on every page: palette, help, `g` and a letter, theme, navigation.
import { useMantineColorScheme } from '@mantine/core'
import { useRouter } from '@tanstack/react-router'
import { useEffect, useEffectEvent, useRef, useState } from 'react'
import { useSession } from '../api/session'
import { isTyping, singleKeysOn } from '../lib/keys'
import { HelpSheet } from './HelpSheet'
import { CommandPalette } from './CommandPalette'
import { openPalette } from './palette'
import { pages } from './pages'

export function Keys({ onFold }: { onFold: () => void }) {
  const router = useRouter()
  const { may } = useSession()
  const { colorScheme, setColorScheme } = useMantineColorScheme()
  const [help, setHelp] = useState(false)
  const afterG = useRef(0)

  const onKey = useEffectEvent((event: KeyboardEvent) => {
    if (event.defaultPrevented) return
    if ((event.ctrlKey || event.metaKey) && event.key === 'k') {
      event.preventDefault()
      openPalette()
      return
    }
    if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event) || !singleKeysOn()) return
    if (Date.now() - afterG.current < 1_500) {
      afterG.current = 0
      const page = pages.find(
        (candidate) => candidate.letter === event.key && (!candidate.needs || may(candidate.needs)),
      )
      if (page) {
        event.preventDefault()
        void router.navigate(page.link)
      }
      return
    }
    act(event)
  })

  const act = (event: KeyboardEvent) => {
    if (event.key === 'g') afterG.current = Date.now()
    else if (event.key === '?') setHelp(true)
    else if (event.key === '[') onFold()
    else if (event.key === 't')
      setColorScheme(colorScheme === 'light' ? 'dark' : colorScheme === 'dark' ? 'auto' : 'light')
    else if (event.key === '/') {
      const field = document.querySelector<HTMLInputElement>('[data-search-of-page]')
      if (!field) return
      event.preventDefault()
      field.focus()
      field.select()
    }
  }

  useEffect(() => {
    document.addEventListener('keydown', onKey)
    return () => {
      document.removeEventListener('keydown', onKey)
    }
  }, [])
  return (
    <>
      <HelpSheet
        opened={help}
        onClose={() => {
          setHelp(false)
        }}
      />
      <CommandPalette
        onHelp={() => {
          setHelp(true)
        }}
      />
    </>
  )
}
