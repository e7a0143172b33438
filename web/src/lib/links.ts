// Every address of the console. A link is a view: what it opens is all in it.
import { linkOptions } from '@tanstack/react-router'
import type { AuditView } from './auditView'
import type { InstancesView } from './instancesView'
import type { JobsView } from './jobsView'
import type { LedgerSearch } from './ledgerView'
import type { WindowSearch } from './sizeWindow'

export const links = {
  home: () => linkOptions({ to: '/' }),
  signIn: (then?: string) => linkOptions({ to: '/sign-in', search: then ? { then } : {} }),
  newPassword: (then?: string) => linkOptions({ to: '/new-password', search: then ? { then } : {} }),
  workbench: (connection: string) => linkOptions({ to: '/workbench/$connection', params: { connection } }),
  workbenchStart: () => linkOptions({ to: '/workbench' }),
  history: (connection?: string, search?: string) =>
    linkOptions({
      to: '/history',
      search: { ...(connection ? { c: connection } : {}), ...(search ? { q: search } : {}) },
    }),
  saved: (connection?: string, search?: string, page?: number) =>
    linkOptions({
      to: '/saved',
      search: {
        ...(connection ? { c: connection } : {}),
        ...(search ? { q: search } : {}),
        ...(page && page > 1 ? { page } : {}),
      },
    }),
  /** `open` is the connection whose form is open; `new` for one to add. */
  connections: (open?: string) => linkOptions({ to: '/connections', search: open ? { open } : {} }),
  ledger: (view: LedgerSearch = {}) => linkOptions({ to: '/databases', search: view }),
  database: (id: number, window: WindowSearch = {}) =>
    linkOptions({ to: '/databases/$id', params: { id: String(id) }, search: window }),
  instances: (view: InstancesView = {}) => linkOptions({ to: '/instances', search: view }),
  capacity: () => linkOptions({ to: '/capacity' }),
  jobs: (view: JobsView = {}) => linkOptions({ to: '/jobs', search: view }),
  models: () => linkOptions({ to: '/model-calls' }),
  users: () => linkOptions({ to: '/users' }),
  tokens: () => linkOptions({ to: '/tokens' }),
  audit: (view: AuditView = {}) => linkOptions({ to: '/audit', search: view }),
  settings: () => linkOptions({ to: '/settings' }),
  account: () => linkOptions({ to: '/account' }),
}
