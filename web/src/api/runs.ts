// A run of a job as the server tells of it while it goes.
import type { components } from './schema.gen'

export type Run = components['schemas']['RunResponse']

/** Tells of each step until the run is over; `onEnd` also when the stream is refused. Gives the way to stop. */
export function watchRun(id: number, onStep: (run: Run) => void, onEnd: () => void): () => void {
  const source = new EventSource(`/api/v1/jobs/runs/${String(id)}/events`)
  source.addEventListener('run', (event: MessageEvent<string>) => {
    const run: Run = JSON.parse(event.data)
    onStep(run)
    if (run.status === 'running') return
    source.close()
    onEnd()
  })
  source.addEventListener('error', () => {
    // A stream that the server ended is taken up again by the browser; one that it refused is not.
    if (source.readyState === EventSource.CLOSED) onEnd()
  })
  return () => {
    source.close()
  }
}
