// The route table: the table of contents of the console.
import type { QueryClient } from '@tanstack/react-query'
import {
  createRootRouteWithContext,
  createRoute,
  createRouter,
  lazyRouteComponent,
  redirect,
} from '@tanstack/react-router'
import { sessionQuery } from './api/session'
import { readAudit } from './lib/auditView'
import { readInstances } from './lib/instancesView'
import { readJobs } from './lib/jobsView'
import { readSearch } from './lib/ledgerView'
import { readWindow } from './lib/sizeWindow'
import { links } from './lib/links'
import { NotFound, RouteError } from './shell/RouteStates'
import { Shell } from './shell/Shell'

type Context = { client: QueryClient }

const root = createRootRouteWithContext<Context>()({ notFoundComponent: NotFound })

const signIn = createRoute({
  getParentRoute: () => root,
  path: '/sign-in',
  validateSearch: (search: Record<string, unknown>): { then?: string; problem?: string } => ({
    ...(typeof search.then === 'string' ? { then: search.then } : {}),
    ...(typeof search.problem === 'string' ? { problem: search.problem } : {}),
  }),
  component: lazyRouteComponent(() => import('./features/account/SignInPage'), 'SignInPage'),
})

/** Between signing in with a password that somebody else chose and everything else. */
const newPassword = createRoute({
  getParentRoute: () => root,
  path: '/new-password',
  validateSearch: (search: Record<string, unknown>): { then?: string } =>
    typeof search.then === 'string' ? { then: search.then } : {},
  component: lazyRouteComponent(() => import('./features/account/NewPasswordPage'), 'NewPasswordPage'),
  beforeLoad: async ({ context }) => {
    const user = await context.client.ensureQueryData(sessionQuery)
    if (!user) throw redirect(links.signIn())
  },
})

/** Everything else needs somebody to be signed in, with a password of their own. */
const signedIn = createRoute({
  getParentRoute: () => root,
  id: 'signed-in',
  component: Shell,
  beforeLoad: async ({ context, location }) => {
    const user = await context.client.ensureQueryData(sessionQuery)
    const then = location.href === '/' ? undefined : location.href
    if (!user) throw redirect(links.signIn(then))
    if (user.mustChangePassword) throw redirect(links.newPassword(then))
  },
})

const home = createRoute({
  getParentRoute: () => signedIn,
  path: '/',
  beforeLoad: () => {
    throw redirect(links.workbenchStart())
  },
})

const workbenchStart = createRoute({
  getParentRoute: () => signedIn,
  path: '/workbench',
  component: lazyRouteComponent(() => import('./features/query/QueryPage'), 'WorkbenchStart'),
})

const workbench = createRoute({
  getParentRoute: () => signedIn,
  path: '/workbench/$connection',
  component: lazyRouteComponent(() => import('./features/query/QueryPage'), 'QueryPage'),
})

const history = createRoute({
  getParentRoute: () => signedIn,
  path: '/history',
  validateSearch: (search: Record<string, unknown>): { c?: string; q?: string } => ({
    ...(typeof search.c === 'string' ? { c: search.c } : {}),
    ...(search.q === undefined ? {} : { q: String(search.q) }),
  }),
  component: lazyRouteComponent(() => import('./features/query/kept/HistoryPage'), 'HistoryPage'),
})

const saved = createRoute({
  getParentRoute: () => signedIn,
  path: '/saved',
  validateSearch: (search: Record<string, unknown>): { c?: string; q?: string; page?: number } => ({
    ...(search.c === undefined ? {} : { c: String(search.c) }),
    ...(search.q === undefined ? {} : { q: String(search.q) }),
    ...(typeof search.page === 'number' && search.page > 1 ? { page: Math.floor(search.page) } : {}),
  }),
  component: lazyRouteComponent(() => import('./features/query/kept/SavedPage'), 'SavedPage'),
})

const connections = createRoute({
  getParentRoute: () => signedIn,
  path: '/connections',
  validateSearch: (search: Record<string, unknown>): { open?: string } =>
    typeof search.open === 'string' ? { open: search.open } : {},
  component: lazyRouteComponent(() => import('./features/connections/ConnectionsPage'), 'ConnectionsPage'),
})

const ledger = createRoute({
  getParentRoute: () => signedIn,
  path: '/databases',
  validateSearch: readSearch,
  component: lazyRouteComponent(() => import('./features/ledger/LedgerPage'), 'LedgerPage'),
})

const database = createRoute({
  getParentRoute: () => signedIn,
  path: '/databases/$id',
  validateSearch: readWindow,
  component: lazyRouteComponent(() => import('./features/database/DatabasePage'), 'DatabasePage'),
})

const instances = createRoute({
  getParentRoute: () => signedIn,
  path: '/instances',
  validateSearch: readInstances,
  component: lazyRouteComponent(() => import('./features/instances/InstancesPage'), 'InstancesPage'),
})

const capacity = createRoute({
  getParentRoute: () => signedIn,
  path: '/capacity',
  component: lazyRouteComponent(() => import('./features/capacity/CapacityPage'), 'CapacityPage'),
})

const jobs = createRoute({
  getParentRoute: () => signedIn,
  path: '/jobs',
  validateSearch: readJobs,
  component: lazyRouteComponent(() => import('./features/jobs/JobsPage'), 'JobsPage'),
})

const models = createRoute({
  getParentRoute: () => signedIn,
  path: '/model-calls',
  component: lazyRouteComponent(() => import('./features/models/CallsPage'), 'CallsPage'),
})

const users = createRoute({
  getParentRoute: () => signedIn,
  path: '/users',
  component: lazyRouteComponent(() => import('./features/people/UsersPage'), 'UsersPage'),
})

const tokens = createRoute({
  getParentRoute: () => signedIn,
  path: '/tokens',
  component: lazyRouteComponent(() => import('./features/people/TokensPage'), 'TokensPage'),
})

const audit = createRoute({
  getParentRoute: () => signedIn,
  path: '/audit',
  validateSearch: readAudit,
  component: lazyRouteComponent(() => import('./features/audit/AuditPage'), 'AuditPage'),
})

const settings = createRoute({
  getParentRoute: () => signedIn,
  path: '/settings',
  component: lazyRouteComponent(() => import('./features/settings/SettingsPage'), 'SettingsPage'),
})

const account = createRoute({
  getParentRoute: () => signedIn,
  path: '/account',
  component: lazyRouteComponent(() => import('./features/account/AccountPage'), 'AccountPage'),
})

const tree = root.addChildren([
  signIn,
  newPassword,
  signedIn.addChildren([
    home,
    workbenchStart,
    workbench,
    history,
    saved,
    connections,
    ledger,
    database,
    instances,
    capacity,
    users,
    tokens,
    jobs,
    models,
    audit,
    settings,
    account,
  ]),
])

export function makeRouter(client: QueryClient) {
  return createRouter({
    routeTree: tree,
    context: { client },
    defaultErrorComponent: RouteError,
    defaultNotFoundComponent: NotFound,
    defaultPreload: 'intent',
    defaultPreloadStaleTime: 0,
    scrollRestoration: true,
  })
}

declare module '@tanstack/react-router' {
  interface Register {
    router: ReturnType<typeof makeRouter>
  }
}
