// The head of a page: title, facts, actions. Sets the document's title and takes the focus on navigation.
import { useEffect, useRef, type ReactNode } from 'react'

type Props = {
  title: string
  /** The way here, before the title. */
  crumbs?: ReactNode
  facts?: ReactNode
  children?: ReactNode
  thing?: string
}

export function PageBar({ title, crumbs, facts, children, thing }: Props) {
  const heading = useRef<HTMLHeadingElement>(null)
  useEffect(() => {
    heading.current?.focus()
  }, [])
  useTitle(title, thing)
  return (
    <header className="bar">
      {crumbs ? <span className="crumbs wide-only">{crumbs}</span> : null}
      <h1 ref={heading} tabIndex={-1}>
        {title}
      </h1>
      {facts ? <span className="facts">{facts}</span> : null}
      {children ? <div className="end">{children}</div> : null}
    </header>
  )
}

/** `Databases · shop · Weir` in the browser's tab. */
export function useTitle(title: string, thing?: string): void {
  useEffect(() => {
    document.title = [title, thing, 'Weir'].filter(Boolean).join(' · ')
  }, [title, thing])
}
