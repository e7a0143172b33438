// Live progress: the server tells of each run under way, and the lists show it as it goes.
import { useQueryClient, type QueryClient } from '@tanstack/react-query'
import { useEffect } from 'react'
import { staleRuns, type Job, type Run } from './queries'

/** What a run that ended may have measured anew. */
const MEASURED = ['ledger', 'overview', 'capacity', 'tableSizes', 'instances', 'instance', 'database']

/** Watches these runs until each is over. */
export function useWatchedRuns(ids: readonly number[]): void {
  const client = useQueryClient()
  const wanted = [...new Set(ids)].sort((a, b) => a - b).join(' ')
  useEffect(() => {
    const sources = wanted === '' ? [] : wanted.split(' ').map((id) => watch(client, id))
    return () => {
      for (const source of sources) source.close()
    }
  }, [client, wanted])
}

function watch(client: QueryClient, id: string): EventSource {
  const source = new EventSource(`/api/v1/jobs/runs/${id}/events`)
  source.addEventListener('run', (event: MessageEvent<string>) => {
    const run: Run = JSON.parse(event.data)
    show(client, run)
    if (run.status === 'running') return
    source.close()
    void staleRuns(client)
    for (const key of MEASURED) void client.invalidateQueries({ queryKey: [key] })
  })
  source.addEventListener('error', () => {
    // A stream that the server ended is taken up again by the browser; one that it refused is not.
    if (source.readyState === EventSource.CLOSED) void staleRuns(client)
  })
  return source
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
