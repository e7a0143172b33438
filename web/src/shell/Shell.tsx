// The frame around every page after signing in: navigation at the side, bars on phones, the sign-in sheet.
import { Outlet, useRouterState } from '@tanstack/react-router'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { load, save } from '../lib/storage'
import { Navigation } from './Navigation'
import { PhoneBar, PhoneTop } from './Phone'
import { SignInSheet } from './SignInSheet'
import { Keys } from './Keys'
import './shell.css'

export function Shell() {
  const { t } = useTranslation('shell')
  const [folded, setFolded] = useState(load('navigation') === 'folded')
  const onWorkbench = useRouterState({ select: (state) => state.location.pathname.startsWith('/workbench') })
  const fold = () => {
    save('navigation', folded ? 'open' : 'folded')
    setFolded(!folded)
  }
  const rail = folded || onWorkbench
  return (
    <div className={rail ? 'app rail' : 'app'}>
      <a className="skip" href="#main">
        {t('skipToMain')}
      </a>
      <Navigation rail={rail} canFold={!onWorkbench} onFold={fold} />
      <PhoneTop />
      <main id="main" className="main" tabIndex={-1}>
        <Outlet />
      </main>
      <PhoneBar />
      <Keys onFold={fold} />
      <SignInSheet />
    </div>
  )
}
