// Every text of the console: one namespace a feature.
import i18next from 'i18next'
import { initReactI18next } from 'react-i18next'
import { account } from './features/account/messages'
import { followLanguage, preferredLanguage } from './i18n/language'
import { connections } from './features/connections/messages'
import { instances } from './features/instances/messages'
import { audit } from './features/audit/messages'
import { capacity } from './features/capacity/messages'
import { jobs } from './features/jobs/messages'
import { models } from './features/models/messages'
import { people } from './features/people/messages'
import { ledger } from './features/ledger/messages'
import { database } from './features/database/messages'
import { query } from './features/query/messages'
import { shared } from './i18n/shared'
import { settings } from './features/settings/messages'
import { shell } from './shell/messages'

export const resources = {
  en: {
    shared: shared.en,
    shell: shell.en,
    account: account.en,
    query: query.en,
    connections: connections.en,
    ledger: ledger.en,
    audit: audit.en,
    capacity: capacity.en,
    people: people.en,
    jobs: jobs.en,
    settings: settings.en,
    models: models.en,
    instances: instances.en,
    database: database.en,
  },
  zh: {
    shared: shared.zh,
    shell: shell.zh,
    account: account.zh,
    query: query.zh,
    connections: connections.zh,
    ledger: ledger.zh,
    audit: audit.zh,
    capacity: capacity.zh,
    people: people.zh,
    jobs: jobs.zh,
    settings: settings.zh,
    models: models.zh,
    instances: instances.zh,
    database: database.zh,
  },
}

/** Starts translation; texts are in the bundle, so there is nothing to wait for. */
export function startTexts(): void {
  void i18next.use(initReactI18next).init({
    resources,
    lng: preferredLanguage(),
    fallbackLng: 'en',
    defaultNS: 'shared',
    interpolation: { escapeValue: false },
    initAsync: false,
  })
  followLanguage()
}
