// The editor's tabs.
import { Bookmark, History, Plus, X } from 'lucide-react'
import { useState, type KeyboardEvent } from 'react'
import { useTranslation } from 'react-i18next'
import { links } from '../../lib/links'
import { ButtonLink } from '../../ui/ButtonLink'
import { IconButton } from '../../ui/IconButton'
import { toastUndo } from '../../ui/toastUndo'
import { forgetPlan } from './plan/plans'
import { forgetRun } from './runs'
import { activateTab, changeTab, closeTab, isUnsaved, openTab, restoreTab, tabTitle, type Tab } from './tabs'

export function TabStrip({
  connection,
  tabs,
  active,
}: {
  connection: string
  tabs: readonly Tab[]
  active: Tab
}) {
  const { t } = useTranslation('query')
  const onKeyDown = (event: KeyboardEvent) => {
    const step = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0
    const next = tabs[tabs.indexOf(active) + step]
    if (step === 0 || !next) return
    activateTab(next)
    document.getElementById(`tab-${next.id}`)?.focus()
  }
  return (
    <div className="tabs">
      <div
        className="tabs-list"
        role="toolbar"
        tabIndex={-1}
        aria-label={t('tabs.label')}
        onKeyDown={onKeyDown}
      >
        {tabs.map((tab) => (
          <TabHead key={tab.id} tab={tab} isActive={tab.id === active.id} />
        ))}
      </div>
      <IconButton
        label={t('tabs.new')}
        size={28}
        onClick={() => {
          openTab(connection)
        }}
      >
        <Plus size={14} />
      </IconButton>
      <span className="grow" />
      <span className="tabs-kept wide">
        <ButtonLink
          {...links.saved(connection)}
          variant="subtle"
          size="compact-xs"
          leftSection={<Bookmark size={14} />}
        >
          {t('tabs.saved')}
        </ButtonLink>
        <ButtonLink
          {...links.history(connection)}
          variant="subtle"
          size="compact-xs"
          leftSection={<History size={14} />}
        >
          {t('tabs.history')}
        </ButtonLink>
      </span>
    </div>
  )
}

function TabHead({ tab, isActive }: { tab: Tab; isActive: boolean }) {
  const { t } = useTranslation(['query', 'shared'])
  const [renaming, setRenaming] = useState(false)
  const title = tabTitle(tab, t('query:tabs.untitled'))
  const close = () => {
    const closed = closeTab(tab.id)
    forgetRun(tab.id)
    forgetPlan(tab.id)
    if (closed && closed.sql.trim() !== '') {
      toastUndo({
        message: t('query:tabs.closed', { title }),
        undo: t('shared:undo'),
        onUndo: () => {
          restoreTab(closed)
        },
      })
    }
  }
  return (
    <div className={isActive ? 'tab on' : 'tab'}>
      {isUnsaved(tab) ? <span className="unsaved" title={t('query:tabs.unsaved')} /> : null}
      {renaming ? (
        <input
          className="tab-name"
          autoFocus
          defaultValue={title}
          aria-label={t('query:tabs.rename')}
          onBlur={(event) => {
            changeTab(tab.id, { title: event.currentTarget.value.trim() })
            setRenaming(false)
          }}
          onKeyDown={(event) => {
            event.stopPropagation()
            if (event.key === 'Enter' || event.key === 'Escape') event.currentTarget.blur()
          }}
        />
      ) : (
        <button
          type="button"
          className="tab-button"
          id={`tab-${tab.id}`}
          aria-current={isActive}
          tabIndex={isActive ? 0 : -1}
          title={title}
          onClick={() => {
            activateTab(tab)
          }}
          onDoubleClick={() => {
            setRenaming(true)
          }}
          onKeyDown={(event) => {
            if (event.key === 'F2') setRenaming(true)
            if (event.key === 'Delete') close()
          }}
          onAuxClick={(event) => {
            if (event.button === 1) close()
          }}
        >
          <span className="cut">{title}</span>
        </button>
      )}
      {isActive ? (
        <IconButton label={t('query:tabs.close', { title })} size={20} onClick={close}>
          <X size={12} />
        </IconButton>
      ) : null}
    </div>
  )
}
