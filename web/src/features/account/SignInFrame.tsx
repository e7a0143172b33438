// What stands around the forms before one is in: the name, the language, the theme, and the drawing beside them.
import type { ReactNode } from 'react'
import { LanguageButton } from '../../ui/LanguageButton'
import { Logo } from '../../ui/Logo'
import { ThemeButton } from '../../ui/ThemeButton'
import { StreamDrawing } from './StreamDrawing'
import './signIn.css'

export function SignInFrame({ footer, children }: { footer?: ReactNode; children: ReactNode }) {
  return (
    <div className="sign-in">
      <main className="sign-in-side">
        <header>
          <span className="brand">
            <Logo />
            Weir
          </span>
          <span className="row">
            <LanguageButton />
            <ThemeButton />
          </span>
        </header>
        <div className="sign-in-form">{children}</div>
        {footer}
      </main>
      <StreamDrawing />
    </div>
  )
}
