// From a database of the ledger into the workbench, by the connection that leads to it.
import { useQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { SquareTerminal } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { connectionsQuery } from '../../api/connections'
import { connectionOf } from '../../lib/connectionOf'
import { links } from '../../lib/links'
import { IconButton } from '../../ui/IconButton'
import type { LedgerItem } from './queries'

export function OpenButton({ item }: { item: LedgerItem }) {
  const { t } = useTranslation('ledger')
  const navigate = useNavigate()
  const { data: connections } = useQuery(connectionsQuery)
  const name = connectionOf(connections ?? [], item)
  const database = item.database_name
  return (
    <IconButton
      label={name === undefined ? t('noConnection', { database }) : t('open', { database })}
      disabled={name === undefined}
      onClick={() => {
        if (name !== undefined) void navigate(links.workbench(name))
      }}
    >
      <SquareTerminal size={16} />
    </IconButton>
  )
}
