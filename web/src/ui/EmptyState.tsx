// What is not here, why or what next, and at most one button.
import type { ReactNode } from 'react'

export function EmptyState({ title, text, action }: { title: string; text?: string; action?: ReactNode }) {
  return (
    <div className="state">
      <h2>{title}</h2>
      {text ? <p>{text}</p> : null}
      {action ? <div className="act">{action}</div> : null}
    </div>
  )
}
