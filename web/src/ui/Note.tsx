// One line that must be read: a warning, a failure, a hint.
import { CircleAlert, Info, TriangleAlert } from 'lucide-react'
import type { ReactNode } from 'react'

type Props = { tone?: 'warn' | 'info' | 'bad'; boxed?: boolean; action?: ReactNode; children: ReactNode }

export function Note({ tone = 'warn', boxed, action, children }: Props) {
  const Icon = tone === 'warn' ? TriangleAlert : tone === 'info' ? Info : CircleAlert
  return (
    <div className={`note ${tone} ${boxed ? 'boxed' : ''}`} role={tone === 'bad' ? 'alert' : 'note'}>
      <Icon size={16} aria-hidden="true" />
      <span className="grow">{children}</span>
      {action}
    </div>
  )
}
