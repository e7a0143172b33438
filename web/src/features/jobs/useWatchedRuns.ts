// Live progress: the server tells of each run under way, and the lists show it as it goes.
import { useQueryClient, type QueryClient } from '@tanstack/react-query'
import { useEffect } from 'react'
import { watchRun } from '../../api/runs'
import { staleRuns, type Job, type Run } from './queries'

/** What a run that ended may have measured anew. */
const MEASURED = ['ledger', 'overview', 'capacity', 'tableSizes', 'instances', 'instance', 'database']

/** Watches these runs until each is over. */
export function useWatchedRuns(ids: readonly number[]): void {
  const client = useQueryClient()
  const wanted = [...new Set(ids)].sort((a, b) => a - b).join(' ')
  useEffect(() => {
    const watched = wanted === '' ? [] : wanted.split(' ').map((id) => watch(client, Number(id)))
    return () => {
      for (const stop of watched) stop()
    }
  }, [client, wanted])
}

function watch(client: QueryClient, id: number): () => void {
  return watchRun(
    id,
    (run) => {
      show(client, run)
    },
    () => {
      void staleRuns(client)
      for (const key of MEASURED) void client.invalidateQueries({ queryKey: [key] })
    },
  )
}

/** Puts what is known of a run where it is shown. */
function show(client: QueryClient, run: Run): void {
  const fresh = (known: Run) => (known.id === run.id ? run : known)
  client.setQueriesData<{ items: Run[] }>({ queryKey: ['jobRuns'] }, (runs) =>
    runs ? { ...runs, items: runs.items.map(fresh) } : runs,
  )
  client.setQueriesData<Job[]>({ queryKey: ['jobs'] }, (jobs) =>
    jobs?.map((job) => (job.last_run ? { ...job, last_run: fresh(job.last_run) } : job)),
  )
  client.setQueriesData<Run[]>({ queryKey: ['jobTracker'] }, (runs) => runs?.map(fresh))
  void client.invalidateQueries({ queryKey: ['jobRun', run.id] })
}
