// An icon that acts. Its name is required: shown as a tooltip, said by screen readers.
import { ActionIcon, Tooltip } from '@mantine/core'
import type { MouseEvent, ReactNode } from 'react'

type Props = {
  label: string
  children: ReactNode
  onClick?: (event: MouseEvent) => void
  keys?: string
  disabled?: boolean
  pressed?: boolean
  size?: number
  className?: string
}

export function IconButton({
  label,
  children,
  onClick,
  keys,
  disabled,
  pressed,
  size = 30,
  className,
}: Props) {
  return (
    <Tooltip label={keys ? `${label} (${keys})` : label}>
      <ActionIcon
        variant="subtle"
        size={size}
        aria-label={label}
        aria-pressed={pressed}
        data-disabled={disabled || undefined}
        aria-disabled={disabled}
        className={className}
        onClick={disabled ? undefined : onClick}
      >
        {children}
      </ActionIcon>
    </Tooltip>
  )
}
