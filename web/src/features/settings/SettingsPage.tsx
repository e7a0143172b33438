// The settings that hold in the server, with where each comes from. They are looked at here and changed elsewhere.
import { Checkbox } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useLanguage } from '../../i18n/language'
import { EmptyState } from '../../ui/EmptyState'
import { ErrorState } from '../../ui/ErrorState'
import { PageBar } from '../../ui/PageBar'
import { SearchField } from '../../ui/SearchField'
import { SkeletonRows } from '../../ui/Skeleton'
import { narrowed } from './narrowed'
import { settingsQuery, type Section, type Setting } from './queries'
import './settings.css'

export function SettingsPage() {
  const { t } = useTranslation('settings')
  const { language } = useLanguage()
  const { data: sections, error, refetch } = useQuery(settingsQuery(language))
  const [find, setFind] = useState('')
  const [onlySet, setOnlySet] = useState(false)
  const count = sections?.flatMap(({ settings }) => settings).filter(({ source }) => source !== 'default')
  const shown = narrowed(sections ?? [], find, onlySet)
  return (
    <>
      <PageBar title={t('title')} facts={count ? t('facts', { count: count.length }) : undefined} />
      <div className="filters">
        <SearchField label={t('find')} value={find} onChange={setFind} />
        <Checkbox
          label={t('onlySet')}
          checked={onlySet}
          onChange={(event) => {
            setOnlySet(event.currentTarget.checked)
          }}
        />
      </div>
      {error ? (
        <ErrorState error={error} onRetry={() => void refetch()} />
      ) : !sections ? (
        <SkeletonRows />
      ) : (
        <div className="scroll settings">
          <Anchors sections={shown} />
          <div className="column">
            <p className="sub">{t('text')}</p>
            {shown.length === 0 ? <EmptyState title={t('nothing')} /> : null}
            {shown.map((section) => (
              <SectionOf key={section.name} section={section} />
            ))}
          </div>
        </div>
      )}
    </>
  )
}

function Anchors({ sections }: { sections: readonly Section[] }) {
  const { t } = useTranslation('settings')
  return (
    <nav className="anchors" aria-label={t('sections')}>
      {sections.map(({ name }) => (
        <a
          key={name}
          href={`#${name}`}
          onClick={(event) => {
            // The router would take the anchor for a page of its own.
            event.preventDefault()
            document.getElementById(name)?.scrollIntoView()
          }}
        >
          {name}
        </a>
      ))}
    </nav>
  )
}

function SectionOf({ section: { name, about, settings } }: { section: Section }) {
  return (
    <section id={name} aria-labelledby={`${name}-title`}>
      <h2 id={`${name}-title`} className="mono">
        [{name}]
      </h2>
      <p className="muted">{about}</p>
      <dl>
        {settings.map((setting) => (
          <SettingLine key={setting.name} setting={setting} />
        ))}
      </dl>
    </section>
  )
}

function SettingLine({ setting }: { setting: Setting }) {
  const { t } = useTranslation('settings')
  const { name, about, place, variable, source } = setting
  const known = source === 'file' || source === 'environment' || source === 'flag'
  return (
    <div className="setting">
      <dt className="mono" title={t('variable', { variable })}>
        {name}
      </dt>
      <dd className="value">
        <Value setting={setting} />
      </dd>
      <dd className={known ? 'from set' : 'from'} title={place ?? undefined}>
        {known ? t(`source.${source}`) : t('source.default')}
        {place ? <span className="place"> · {place}</span> : null}
      </dd>
      <dd className="about">{about}</dd>
    </div>
  )
}

/** A secret is told as set or not: no value, no length. */
function Value({ setting: { value, is_secret } }: { setting: Setting }) {
  const { t } = useTranslation('settings')
  if (is_secret) {
    return (
      <span title={t('secretText')}>
        <span aria-hidden="true" className="mono">
          ••••
        </span>{' '}
        {t('secretSet')}
      </span>
    )
  }
  if (value == null) return <span className="muted">{t('notSet')}</span>
  return <code className="mono">{value}</code>
}
