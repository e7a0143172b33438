// The calls of the jobs page, with what each makes stale.
import {
  keepPreviousData,
  queryOptions,
  useMutation,
  useQueryClient,
  type QueryClient,
} from '@tanstack/react-query'
import { api } from '../../api/client'
import type { components } from '../../api/schema.gen'

export type Job = components['schemas']['JobResponse']
export type Run = components['schemas']['RunResponse']
export type Part = components['schemas']['RunPartResponse']

const PAGE = 20
/** Runs of one job that its tracker shows. */
export const TRACKED = 28
/** Runs that the schedule starts appear without anybody pressing anything. */
const LOOK_AGAIN = 30_000

export const jobsQuery = queryOptions({
  queryKey: ['jobs'],
  refetchInterval: LOOK_AGAIN,
  queryFn: async ({ signal }) => (await api.get('/api/v1/jobs', { signal })).data.items,
})

export const runsQuery = (job: string | undefined, page: number) =>
  queryOptions({
    queryKey: ['jobRuns', job ?? '', page],
    placeholderData: keepPreviousData,
    refetchInterval: LOOK_AGAIN,
    queryFn: async ({ signal }) => {
      const query = { ...(job === undefined ? {} : { job }), page, limit: PAGE }
      return (await api.get('/api/v1/jobs/runs', { query, signal })).data
    },
  })

/** The last runs of a job, the newest first. */
export const trackerQuery = (job: string) =>
  queryOptions({
    queryKey: ['jobTracker', job],
    refetchInterval: LOOK_AGAIN,
    queryFn: async ({ signal }) =>
      (await api.get('/api/v1/jobs/runs', { query: { job, limit: TRACKED }, signal })).data.items,
  })

/** One run with what it did at each instance. */
export const runQuery = (id: number) =>
  queryOptions({
    queryKey: ['jobRun', id],
    queryFn: async ({ signal }) =>
      (await api.get('/api/v1/jobs/runs/{run_id}', { path: { run_id: id }, signal })).data,
  })

/** The lists of jobs and runs are to be asked for again. */
export function staleRuns(client: QueryClient): Promise<unknown> {
  return Promise.all(
    ['jobs', 'jobRuns', 'jobTracker'].map((key) => client.invalidateQueries({ queryKey: [key] })),
  )
}

/** Starts a run, or gives the one that is under way. */
export function useRunJob() {
  const client = useQueryClient()
  return useMutation({
    mutationFn: async (name: string) =>
      (await api.post('/api/v1/jobs/{job_name}/actions/run', { path: { job_name: name } })).data,
    onSuccess: () => staleRuns(client),
  })
}

/** Holds the schedule of a job, or lets it go on. */
export function usePauseJob() {
  const client = useQueryClient()
  return useMutation({
    mutationFn: async ({ name, pause }: { name: string; pause: boolean }) => {
      const path = { job_name: name }
      return pause
        ? (await api.post('/api/v1/jobs/{job_name}/actions/pause', { path })).data
        : (await api.post('/api/v1/jobs/{job_name}/actions/resume', { path })).data
    },
    onSuccess: () => client.invalidateQueries({ queryKey: ['jobs'] }),
  })
}
