// A link carries its SQL behind the `#`, which never reaches a server or its log. Opening one makes a tab of it.
import { useEffect, useState } from 'react'
import { decodeLink } from '../../lib/sqlLink'
import { openLinked, openTab, useTabs, type Tab } from './tabs'

export function useLinkedTab(connection: string): { tabs: readonly Tab[]; active: Tab } {
  const { tabs, active } = useTabs(connection)
  const [first] = useState<Tab>(() => ({ id: 'first', connection, title: '', sql: '' }))
  useEffect(() => {
    const linked = decodeLink(window.location.hash)
    if (linked !== undefined) {
      openLinked(connection, linked)
      window.history.replaceState(window.history.state, '', window.location.pathname + window.location.search)
    }
  }, [connection])
  useEffect(() => {
    if (tabs.length === 0 && window.location.hash === '') openTab(connection)
  }, [connection, tabs.length])
  return { tabs, active: active ?? first }
}
