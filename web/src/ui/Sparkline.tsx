// A small line of a value over time, with a sentence for those who can't see it.
import { sparkPath } from '../lib/sparkline'

type Props = { values: readonly number[]; label: string; high?: boolean; width?: number; height?: number }

export function Sparkline({ values, label, high, width = 84, height = 20 }: Props) {
  const path = sparkPath(values, width, height)
  if (!path) return <span className="muted">—</span>
  return (
    <svg
      className={high ? 'spark high' : 'spark'}
      viewBox={`0 0 ${String(width)} ${String(height)}`}
      role="img"
      aria-label={label}
    >
      <path className="a" d={path.area} />
      <path d={path.line} />
    </svg>
  )
}
