// Every server of the ledger: list, details, adding, importing.
import { Button } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { Download, Plus, Tags, Upload } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useSession } from '../../api/session'
import { links } from '../../lib/links'
import { compactInstances, type InstancesView } from '../../lib/instancesView'
import { DB_TYPES } from '../../lib/ledgerView'
import { EmptyState } from '../../ui/EmptyState'
import { ErrorState } from '../../ui/ErrorState'
import { PageBar } from '../../ui/PageBar'
import { Pager } from '../../ui/Pager'
import { SearchField } from '../../ui/SearchField'
import { Segments } from '../../ui/Segments'
import { SkeletonRows } from '../../ui/Skeleton'
import { Table } from '../../ui/Table'
import { Details } from './Details'
import { ImportDialog } from './ImportDialog'
import { InstanceForm } from './InstanceForm'
import { instancesExport, instancesQuery, PAGE } from './queries'
import { SyncAll } from './SyncAll'
import { TagsDialog } from './TagsDialog'
import { useColumns } from './useColumns'
import './instances.css'

export function InstancesPage() {
  const { t } = useTranslation('instances')
  const navigate = useNavigate()
  const { may } = useSession()
  const view = useSearch({ from: '/signed-in/instances' })
  const { data, error, refetch, isPlaceholderData } = useQuery(instancesQuery(view))
  const [adding, setAdding] = useState(false)
  const [importing, setImporting] = useState(false)
  const [tagging, setTagging] = useState(false)
  const columns = useColumns()
  const go = (next: InstancesView) => void navigate(links.instances(compactInstances(next)))
  const open = (id?: number) => {
    go(compactInstances({ ...view, open: id }))
  }
  return (
    <>
      <PageBar title={t('title')} facts={data ? t('facts', { count: data.total }) : undefined}>
        <Button
          className="wide-only"
          variant="subtle"
          component="a"
          href={instancesExport(view)}
          download
          leftSection={<Download size={14} />}
        >
          CSV
        </Button>
        {may('update') ? <SyncAll /> : null}
        {may('create') ? (
          <>
            <Button
              className="wide-only"
              variant="subtle"
              leftSection={<Tags size={14} />}
              onClick={() => {
                setTagging(true)
              }}
            >
              {t('tags')}
            </Button>
            <Button
              className="wide-only"
              variant="default"
              leftSection={<Upload size={14} />}
              onClick={() => {
                setImporting(true)
              }}
            >
              {t('import')}
            </Button>
            <Button
              leftSection={<Plus size={14} />}
              onClick={() => {
                setAdding(true)
              }}
            >
              {t('add')}
            </Button>
          </>
        ) : null}
      </PageBar>
      <Filters view={view} onChange={go} />
      {error ? (
        <ErrorState error={error} onRetry={() => void refetch()} />
      ) : !data ? (
        <SkeletonRows />
      ) : data.items.length === 0 ? (
        <EmptyState
          title={view.search || view.type || view.status ? t('nothingMatches') : t('none')}
          text={t('noneText')}
          action={
            may('create') ? (
              <Button
                onClick={() => {
                  setAdding(true)
                }}
              >
                {t('add')}
              </Button>
            ) : null
          }
        />
      ) : (
        <>
          <Table
            label={t('title')}
            className="inst"
            rows={data.items}
            columns={columns}
            rowKey={({ id }) => id}
            sort={{ by: view.sort ?? 'name', descending: view.order === 'desc' }}
            onSort={({ by, descending }) => {
              go(
                compactInstances({
                  ...view,
                  sort: sortKey(by),
                  order: descending ? 'desc' : 'asc',
                  page: undefined,
                }),
              )
            }}
            isSelected={({ id }) => id === view.open}
            onOpen={({ id }) => {
              open(id)
            }}
            reloading={isPlaceholderData}
          />
          {data.total > PAGE ? (
            <Pager
              page={data.page}
              limit={data.limit}
              total={data.total}
              onPage={(page) => {
                go({ ...view, page })
              }}
            />
          ) : null}
        </>
      )}
      <Details
        id={view.open}
        onClose={() => {
          open()
        }}
      />
      <InstanceForm
        key={`add-${String(adding)}`}
        opened={adding}
        edited={undefined}
        onClose={() => {
          setAdding(false)
        }}
        onSaved={open}
      />
      <TagsDialog
        opened={tagging}
        onClose={() => {
          setTagging(false)
        }}
      />
      <ImportDialog
        key={`import-${String(importing)}`}
        opened={importing}
        onClose={() => {
          setImporting(false)
        }}
      />
    </>
  )
}

function sortKey(by: string): InstancesView['sort'] {
  return by === 'host' || by === 'db_type' || by === 'database_count' || by === 'collected_at' ? by : 'name'
}

function Filters({ view, onChange }: { view: InstancesView; onChange: (view: InstancesView) => void }) {
  const { t } = useTranslation('instances')
  const { t: tLedger } = useTranslation('ledger')
  const { t: tShared } = useTranslation('shared')
  const change = (part: { [K in keyof InstancesView]: InstancesView[K] | undefined }) => {
    onChange(compactInstances({ ...view, ...part, page: undefined }))
  }
  return (
    <div className="filters">
      <SearchField
        label={t('search')}
        value={view.search ?? ''}
        onChange={(search) => {
          change({ search })
        }}
      />
      <Segments
        label={tLedger('type')}
        value={view.type ?? 'all'}
        segments={[
          { value: 'all', label: tLedger('all') },
          ...DB_TYPES.map((type) => ({ value: type, label: tShared(`dialect.${type}`) })),
        ]}
        onChange={(type) => {
          change({ type: type === 'all' ? undefined : type })
        }}
      />
      <Segments
        label={t('state')}
        value={view.status ?? 'present'}
        segments={[
          { value: 'present', label: t('states.present') },
          { value: 'active', label: t('states.active') },
          { value: 'inactive', label: t('states.inactive') },
          { value: 'deleted', label: t('states.deleted') },
        ]}
        onChange={(status) => {
          change({ status: status === 'present' ? undefined : status })
        }}
      />
    </div>
  )
}
