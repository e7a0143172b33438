// The bars of a phone: title and search above, the most used pages below, the rest in a sheet.
import { Link, useRouterState } from '@tanstack/react-router'
import { Ellipsis, Search, UserRound } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useSession } from '../api/session'
import { links } from '../lib/links'
import { Drawer } from '../ui/Drawer'
import { IconButton } from '../ui/IconButton'
import { Logo } from '../ui/Logo'
import { openPalette } from './palette'
import { pages } from './pages'

export function PhoneTop() {
  const { t } = useTranslation('shell')
  return (
    <header className="phone-top">
      <Link {...links.home()} aria-label="Weir" className="brand">
        <Logo />
        Weir
      </Link>
      <span className="grow" />
      <IconButton label={t('jumpTo')} size={44} onClick={openPalette}>
        <Search size={20} />
      </IconButton>
    </header>
  )
}

export function PhoneBar() {
  const { t } = useTranslation('shell')
  const { may } = useSession()
  const [open, setOpen] = useState(false)
  const path = useRouterState({ select: (state) => state.location.pathname })
  const allowed = pages.filter((page) => page.needs === undefined || may(page.needs))
  const close = () => {
    setOpen(false)
  }
  return (
    <nav className="phone-bar" aria-label={t('navigation')}>
      {allowed
        .filter((page) => page.phone)
        .map((page) => (
          <Link key={page.key} {...page.link} activeProps={{ className: 'on', 'aria-current': 'page' }}>
            <page.icon size={20} aria-hidden="true" />
            {t(`page.${page.key}`)}
          </Link>
        ))}
      <button
        type="button"
        aria-expanded={open}
        onClick={() => {
          setOpen(true)
        }}
      >
        <Ellipsis size={20} aria-hidden="true" />
        {t('more')}
      </button>
      <Drawer key={path} opened={open} title={t('more')} side="left" size="80%" onClose={close}>
        <div className="phone-more">
          {allowed.map((page) => (
            <Link key={page.key} {...page.link} onClick={close}>
              <page.icon size={20} aria-hidden="true" />
              {t(`page.${page.key}`)}
            </Link>
          ))}
          <Link {...links.account()} onClick={close}>
            <UserRound size={20} aria-hidden="true" />
            {t('account')}
          </Link>
        </div>
      </Drawer>
    </nav>
  )
}
