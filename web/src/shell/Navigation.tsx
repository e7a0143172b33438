// The navigation at the side: groups of pages, and at the foot who is signed in.
import { Tooltip } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import { PanelLeftClose, PanelLeftOpen, Search } from 'lucide-react'
import { Fragment } from 'react'
import { useTranslation } from 'react-i18next'
import { useSession } from '../api/session'
import { keyName } from '../lib/keys'
import { links } from '../lib/links'
import { IconButton } from '../ui/IconButton'
import { Logo } from '../ui/Logo'
import { ThemeButton } from '../ui/ThemeButton'
import { openPalette } from './palette'
import { pages, type Group, type NavPage } from './pages'

const GROUPS: readonly Group[] = ['query', 'ledger', 'operate', 'manage']

export function Navigation({
  rail,
  canFold,
  onFold,
}: {
  rail: boolean
  canFold: boolean
  onFold: () => void
}) {
  const { t } = useTranslation('shell')
  const { may } = useSession()
  const shown = pages.filter((page) => page.needs === undefined || may(page.needs))
  const groups = GROUPS.filter((group) => shown.some((page) => page.group === group))
  return (
    <aside className="side">
      <Link className="brand" {...links.home()} aria-label="Weir">
        <Logo />
        {rail ? null : 'Weir'}
      </Link>
      <button type="button" className="jump" aria-label={t('jumpTo')} onClick={openPalette}>
        <Search size={14} aria-hidden="true" />
        {rail ? null : (
          <>
            {t('jumpTo')}
            <kbd>{keyName('Ctrl K')}</kbd>
          </>
        )}
      </button>
      <nav className="nav" aria-label={t('navigation')}>
        {groups.map((group, index) => (
          <Fragment key={group}>
            {rail ? index > 0 ? <hr /> : null : <h2>{t(`group.${group}`)}</h2>}
            {shown
              .filter((page) => page.group === group)
              .map((page) => (
                <NavLink key={page.key} page={page} rail={rail} />
              ))}
          </Fragment>
        ))}
      </nav>
      <Foot rail={rail} canFold={canFold} onFold={onFold} />
    </aside>
  )
}

function NavLink({ page, rail }: { page: NavPage; rail: boolean }) {
  const { t } = useTranslation('shell')
  const Icon = page.icon
  const name = t(`page.${page.key}`)
  return (
    <Tooltip label={name} position="right" disabled={!rail}>
      <Link {...page.link} activeProps={{ className: 'on', 'aria-current': 'page' }}>
        <Icon size={16} aria-hidden="true" />
        <span className={rail ? 'sr' : 'cut'}>{name}</span>
      </Link>
    </Tooltip>
  )
}

function Foot({ rail, canFold, onFold }: { rail: boolean; canFold: boolean; onFold: () => void }) {
  const { t } = useTranslation(['shell', 'shared'])
  const { user } = useSession()
  return (
    <div className="foot">
      {canFold ? (
        <IconButton label={rail ? t('shell:unfold') : t('shell:fold')} keys="[" onClick={onFold}>
          {rail ? <PanelLeftOpen size={16} /> : <PanelLeftClose size={16} />}
        </IconButton>
      ) : null}
      <ThemeButton />
      <Link
        className="who grow"
        {...links.account()}
        title={user ? `${user.username} · ${t(`shared:role.${user.role}`)}` : t('shell:account')}
        aria-label={t('shell:account')}
      >
        <span className="ava" aria-hidden="true">
          {(user?.username ?? '·').slice(0, 1).toUpperCase()}
        </span>
        {rail || !user ? null : <span className="cut">{user.username}</span>}
      </Link>
    </div>
  )
}
