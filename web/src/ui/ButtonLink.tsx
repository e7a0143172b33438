// A button that leads to a page: a true link, so that it opens in a new tab when asked to.
import { Button, Menu, type ButtonProps, type MenuItemProps } from '@mantine/core'
import { createLink } from '@tanstack/react-router'
import type { AnchorHTMLAttributes, Ref } from 'react'

type Anchor<P> = P & Omit<AnchorHTMLAttributes<HTMLAnchorElement>, keyof P> & { ref?: Ref<HTMLAnchorElement> }

export const ButtonLink = createLink((props: Anchor<ButtonProps>) => <Button component="a" {...props} />)

export const MenuLink = createLink((props: Anchor<MenuItemProps>) => <Menu.Item component="a" {...props} />)
