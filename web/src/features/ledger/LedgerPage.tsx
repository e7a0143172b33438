// The ledger: every database of every instance, with filters, order and page in the URL.
import { Button, Menu } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { Download } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { useLanguage } from '../../i18n/language'
import { formatCount } from '../../lib/format'
import { links } from '../../lib/links'
import { ButtonLink } from '../../ui/ButtonLink'
import { ColumnMenu, useHidden } from '../../ui/ColumnMenu'
import { EmptyState } from '../../ui/EmptyState'
import { ErrorState } from '../../ui/ErrorState'
import { PageBar } from '../../ui/PageBar'
import { Pager } from '../../ui/Pager'
import { SkeletonRows } from '../../ui/Skeleton'
import { Table } from '../../ui/Table'
import { Filters } from './Filters'
import { exportAddress, ledgerQuery } from './queries'
import { compact, countFilters, sortOf, withSort, type LedgerSearch } from '../../lib/ledgerView'
import { useColumns } from './useColumns'
import './ledger.css'

export function LedgerPage() {
  const { t } = useTranslation('ledger')
  const { t: tShared } = useTranslation('shared')
  const navigate = useNavigate()
  const view = useSearch({ from: '/signed-in/databases' })
  const { data, error, refetch, isPlaceholderData } = useQuery(ledgerQuery(view))
  const columns = useColumns()
  const choice = useHidden('ledger')
  // What is typed is no step to go back to.
  const go = (next: LedgerSearch) =>
    void navigate({ ...links.ledger(next), replace: next.search !== view.search })
  const filtered = countFilters(view) > 0
  return (
    <>
      <PageBar
        title={t('title')}
        facts={data ? t('facts', { count: data.total, shown: formatCount(data.total) }) : undefined}
      >
        <ColumnMenu columns={columns} choice={choice} />
        <ExportMenu view={view} />
      </PageBar>
      <Filters view={view} counts={data?.counts ?? undefined} onChange={go} />
      {error ? (
        <ErrorState error={error} onRetry={() => void refetch()} />
      ) : !data ? (
        <SkeletonRows rows={20} />
      ) : data.items.length === 0 && filtered ? (
        <EmptyState
          title={t('nothingMatches')}
          action={
            <Button
              variant="default"
              onClick={() => {
                go({})
              }}
            >
              {tShared('clearFilters')}
            </Button>
          }
        />
      ) : data.total === 0 ? (
        <EmptyState
          title={t('empty')}
          text={t('emptyText')}
          action={
            <ButtonLink variant="default" {...links.instances()}>
              {t('toInstances')}
            </ButtonLink>
          }
        />
      ) : (
        <>
          <Table
            label={t('title')}
            className="led"
            rows={data.items}
            name="ledger"
            columns={columns.filter(({ key }) => !choice.hidden.includes(key))}
            rowKey={({ id }) => id}
            sort={sortOf(view)}
            onSort={(sort) => {
              go(withSort(view, sort))
            }}
            onOpen={({ id }) => void navigate(links.database(id))}
            reloading={isPlaceholderData}
          />
          <Pager
            page={data.page}
            limit={data.limit}
            total={data.total}
            onPage={(page) => {
              go(compact({ ...view, page }))
            }}
          />
        </>
      )}
    </>
  )
}

function ExportMenu({ view }: { view: LedgerSearch }) {
  const { t } = useTranslation('ledger')
  const { language } = useLanguage()
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <Button variant="default" leftSection={<Download size={14} />}>
          {t('export')}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item component="a" href={exportAddress(view, 'csv', language)} download>
          CSV
        </Menu.Item>
        <Menu.Item component="a" href={exportAddress(view, 'xlsx', language)} download>
          XLSX
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  )
}
