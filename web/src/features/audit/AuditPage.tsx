// Who did what, to what, when, from where. Filters in the URL.
import { Button, Select, TextInput } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { compactAudit, type AuditView } from '../../lib/auditView'
import { links } from '../../lib/links'
import { Ago } from '../../ui/Ago'
import { Pill } from '../../ui/Badge'
import { Drawer } from '../../ui/Drawer'
import { EmptyState } from '../../ui/EmptyState'
import { ErrorState } from '../../ui/ErrorState'
import { PageBar } from '../../ui/PageBar'
import { Pager } from '../../ui/Pager'
import { SearchField } from '../../ui/SearchField'
import { SkeletonRows } from '../../ui/Skeleton'
import { Table, type Column } from '../../ui/Table'
import { LineDetails } from './LineDetails'
import { auditQuery, type Line } from './queries'
import './audit.css'

const OUTCOMES = ['done', 'refused', 'failed'] as const
const ACTIONS = [
  'session',
  'user',
  'token',
  'connection',
  'instance',
  'tag',
  'query',
  'job',
  'database',
] as const

export function AuditPage() {
  const { t } = useTranslation('audit')
  const navigate = useNavigate()
  const view = useSearch({ from: '/signed-in/audit' })
  const { data, error, refetch, isPlaceholderData } = useQuery(auditQuery(view))
  const [open, setOpen] = useState<Line>()
  const columns = useLineColumns()
  const go = (next: AuditView) => void navigate(links.audit(next))
  return (
    <>
      <PageBar title={t('title')} facts={data ? t('facts', { count: data.total }) : undefined} />
      <Filters view={view} onChange={go} />
      {error ? (
        <ErrorState error={error} onRetry={() => void refetch()} />
      ) : !data ? (
        <SkeletonRows />
      ) : data.items.length === 0 ? (
        <EmptyState title={t('nothing')} />
      ) : (
        <>
          <Table
            label={t('title')}
            rows={data.items}
            columns={columns}
            rowKey={({ id }) => id}
            isSelected={({ id }) => id === open?.id}
            onOpen={setOpen}
            reloading={isPlaceholderData}
          />
          <Pager
            page={data.page}
            limit={data.limit}
            total={data.total}
            onPage={(page) => {
              go(compactAudit({ ...view, page }))
            }}
          />
        </>
      )}
      <Drawer
        opened={open !== undefined}
        title={open?.action ?? ''}
        onClose={() => {
          setOpen(undefined)
        }}
      >
        {open ? <LineDetails line={open} /> : null}
      </Drawer>
    </>
  )
}

function Filters({ view, onChange }: { view: AuditView; onChange: (view: AuditView) => void }) {
  const { t } = useTranslation('audit')
  const { t: tShared } = useTranslation('shared')
  const change = (part: { [K in keyof AuditView]: AuditView[K] | undefined }) => {
    onChange(compactAudit({ ...view, ...part, page: undefined }))
  }
  return (
    <div className="filters">
      <SearchField
        label={t('who')}
        value={view.actor ?? ''}
        onChange={(actor) => {
          change({ actor })
        }}
      />
      <Select
        aria-label={t('what')}
        placeholder={t('what')}
        clearable
        data={ACTIONS.map((action) => ({ value: action, label: t(`actions.${action}`) }))}
        value={view.action ?? null}
        onChange={(action) => {
          change({ action: action ?? undefined })
        }}
      />
      <Select
        aria-label={t('outcome')}
        placeholder={t('outcome')}
        clearable
        data={OUTCOMES.map((outcome) => ({ value: outcome, label: t(`outcomes.${outcome}`) }))}
        value={view.outcome ?? null}
        onChange={(outcome) => {
          change({ outcome: OUTCOMES.find((known) => known === outcome) })
        }}
      />
      <Day
        label={t('from')}
        value={view.from}
        onChange={(from) => {
          change({ from })
        }}
      />
      <Day
        label={t('until')}
        value={view.until}
        onChange={(until) => {
          change({ until })
        }}
      />
      {Object.keys(view).length > 0 ? (
        <Button
          variant="subtle"
          onClick={() => {
            onChange({})
          }}
        >
          {tShared('clearFilters')}
        </Button>
      ) : null}
    </div>
  )
}

type DayProps = { label: string; value: string | undefined; onChange: (day: string | undefined) => void }

function Day({ label, value, onChange }: DayProps) {
  return (
    <span className="row day">
      <span className="muted" aria-hidden="true">
        {label}
      </span>
      <TextInput
        type="date"
        aria-label={label}
        value={value ?? ''}
        onChange={(event) => {
          onChange(event.currentTarget.value || undefined)
        }}
      />
    </span>
  )
}

function useLineColumns(): Column<Line>[] {
  const { t } = useTranslation('audit')
  return [
    { key: 'at', title: t('when'), width: '150px', cell: ({ at }) => <Ago at={at} /> },
    {
      key: 'who',
      title: t('who'),
      width: '180px',
      cell: ({ actor }) => <b className="strong">{actor.name}</b>,
    },
    {
      key: 'what',
      main: true,
      title: t('what'),
      width: '220px',
      cell: ({ action }) => <span className="mono">{action}</span>,
    },
    {
      key: 'subject',
      title: t('subject'),
      cell: ({ subject, subject_kind }) =>
        subject == null ? (
          <span className="muted">–</span>
        ) : (
          <span title={subject}>
            {subject_kind ? <span className="muted">{subject_kind} </span> : null}
            {subject}
          </span>
        ),
    },
    {
      key: 'outcome',
      title: t('outcome'),
      width: '110px',
      cell: ({ outcome }) => <Outcome outcome={outcome} />,
    },
    {
      key: 'from',
      title: t('address'),
      width: '150px',
      cell: ({ actor }) => <span className="mono sub">{actor.address ?? '–'}</span>,
    },
  ]
}

function Outcome({ outcome }: { outcome: string }) {
  const { t } = useTranslation('audit')
  const known = OUTCOMES.find((word) => word === outcome)
  if (!known) return <Pill>{outcome}</Pill>
  return (
    <Pill tone={known === 'done' ? 'ok' : known === 'refused' ? 'warn' : 'bad'}>
      {t(`outcomes.${known}`)}
    </Pill>
  )
}
