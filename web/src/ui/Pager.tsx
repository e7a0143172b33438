// Which rows are shown, of how many, and the way to the others.
import { Button } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { formatCount } from '../lib/format'

type Props = { page: number; limit: number; total: number; onPage: (page: number) => void }

export function Pager({ page, limit, total, onPage }: Props) {
  const { t } = useTranslation('shared')
  const from = Math.min((page - 1) * limit + 1, total)
  const to = Math.min(page * limit, total)
  return (
    <footer className="pager">
      <span className="grow">
        {t('rangeOfTotal', { from: formatCount(from), to: formatCount(to), total: formatCount(total) })}
      </span>
      <Button
        size="compact-xs"
        variant="subtle"
        disabled={page <= 1}
        onClick={() => {
          onPage(page - 1)
        }}
      >
        {t('previous')}
      </Button>
      <Button
        size="compact-xs"
        variant="default"
        disabled={to >= total}
        onClick={() => {
          onPage(page + 1)
        }}
      >
        {t('next')}
      </Button>
    </footer>
  )
}
