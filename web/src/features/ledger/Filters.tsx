// The filter bar: search as you type, types with their counts, tags, states that need a look.
import { Button, CloseButton, Menu } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { ChevronDown, ListFilter } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { components } from '../../api/schema.gen'
import { tagsQuery } from '../../api/tags'
import { SearchField } from '../../ui/SearchField'
import { Segments } from '../../ui/Segments'
import { instanceOptionsQuery } from './queries'
import { countFilters, DB_TYPES, SYNC_STATES, withFilter, type LedgerSearch } from '../../lib/ledgerView'

type Counts = components['schemas']['LedgerCountsResponse']
type Props = { view: LedgerSearch; counts: Counts | undefined; onChange: (view: LedgerSearch) => void }

export function Filters({ view, counts, onChange }: Props) {
  const { t } = useTranslation('ledger')
  const { t: tShared } = useTranslation('shared')
  const [more, setMore] = useState(false)
  const types = ['all' as const, ...DB_TYPES]
  const countOf = (type: string) => counts?.by_db_type.find(({ db_type }) => db_type === type)?.count
  return (
    <div className="filters">
      <SearchField
        label={t('search')}
        value={view.search ?? ''}
        onChange={(search) => {
          onChange(withFilter(view, { search }))
        }}
      />
      <Button
        variant="default"
        className="phone-only"
        aria-expanded={more}
        leftSection={<ListFilter size={16} />}
        onClick={() => {
          setMore(!more)
        }}
      >
        {t('filter')}
      </Button>
      <div className={more ? 'filter-rest open' : 'filter-rest'}>
        <Segments
          label={t('type')}
          value={view.type ?? 'all'}
          segments={types.map((type) => ({
            value: type,
            label: type === 'all' ? t('all') : tShared(`dialect.${type}`),
            count: type === 'all' ? undefined : countOf(type),
          }))}
          onChange={(type) => {
            onChange(withFilter(view, { type: type === 'all' ? undefined : type }))
          }}
        />
        <InstanceChip view={view} onChange={onChange} />
        <TagChip view={view} onChange={onChange} />
        {countFilters(view) > 1 ? (
          <Button
            variant="subtle"
            onClick={() => {
              onChange({})
            }}
          >
            {tShared('clearFilters')}
          </Button>
        ) : null}
        <span className="grow" />
        <States view={view} counts={counts} onChange={onChange} />
      </div>
    </div>
  )
}

/** Problem states with their counts; a press shows only these. */
function States({ view, counts, onChange }: Props) {
  const { t } = useTranslation('ledger')
  const states = SYNC_STATES.filter((state) => state !== 'completed')
  const variants = { completed: 'success', running: 'warning', failed: 'danger', pending: 'secondary' }
  return (
    <span className="row states" role="group" aria-label={t('state')}>
      {states.map((state) => {
        const count = counts?.by_sync_status.find(({ value }) => value === state)?.count ?? 0
        const pressed = view.status === state
        return count > 0 || pressed ? (
          <button
            key={state}
            type="button"
            className={`st ${variants[state]}`}
            aria-pressed={pressed}
            onClick={() => {
              onChange(withFilter(view, { status: pressed ? undefined : state }))
            }}
          >
            {t(`states.${state}`, { n: count })}
          </button>
        ) : null
      })}
    </span>
  )
}

type ChipProps = Omit<Props, 'counts'>

function InstanceChip({ view, onChange }: ChipProps) {
  const { t } = useTranslation('ledger')
  const { data: instances } = useQuery(instanceOptionsQuery)
  const chosen = instances?.find(({ id }) => id === view.instance)
  const clear = () => {
    onChange(withFilter(view, { instance: undefined }))
  }
  if (view.instance !== undefined) {
    return <ChosenChip text={chosen?.name ?? String(view.instance)} label={t('instance')} onClear={clear} />
  }
  return (
    <ChipMenu label={t('instance')}>
      {(instances ?? []).map(({ id, name }) => (
        <Menu.Item
          key={id}
          onClick={() => {
            onChange(withFilter(view, { instance: id }))
          }}
        >
          {name}
        </Menu.Item>
      ))}
    </ChipMenu>
  )
}

function TagChip({ view, onChange }: ChipProps) {
  const { t } = useTranslation('ledger')
  const { data: tags } = useQuery(tagsQuery)
  const chosen = view.tags ?? []
  const toggle = (name: string) => {
    const next = chosen.includes(name) ? chosen.filter((tag) => tag !== name) : [...chosen, name]
    onChange(withFilter(view, { tags: next }))
  }
  const named = chosen.map((name) => tags?.find((tag) => tag.name === name)?.display_name ?? name)
  return (
    <>
      {chosen.length > 0 ? (
        <ChosenChip
          text={named.join(', ')}
          label={t('tags')}
          onClear={() => {
            onChange(withFilter(view, { tags: undefined }))
          }}
        />
      ) : null}
      {tags && tags.length > 0 ? (
        <ChipMenu label={t('tags')}>
          {tags.map(({ name, display_name }) => (
            <Menu.Item
              key={name}
              role="menuitemcheckbox"
              aria-checked={chosen.includes(name)}
              closeMenuOnClick={false}
              onClick={() => {
                toggle(name)
              }}
            >
              {chosen.includes(name) ? '✓ ' : ''}
              {display_name}
            </Menu.Item>
          ))}
        </ChipMenu>
      ) : null}
    </>
  )
}

function ChipMenu({ label, children }: { label: string; children: React.ReactNode }) {
  return (
    <Menu position="bottom-start">
      <Menu.Target>
        <Button variant="default" className="chip" rightSection={<ChevronDown size={13} />}>
          {label}
        </Button>
      </Menu.Target>
      <Menu.Dropdown mah={360} style={{ overflow: 'auto' }}>
        {children}
      </Menu.Dropdown>
    </Menu>
  )
}

function ChosenChip({ text, label, onClear }: { text: string; label: string; onClear: () => void }) {
  const { t } = useTranslation('ledger')
  return (
    <span className="chip on">
      <span className="cut">{text}</span>
      <CloseButton size={20} aria-label={t('clear', { filter: label })} onClick={onClear} />
    </span>
  )
}
