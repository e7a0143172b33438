// The jobs page as it stands in the URL: whose runs, which page, which run is open.
import { positive } from './ledgerView'

export type JobsView = {
  /** Only runs of this job. */
  job?: string
  page?: number
  /** The run whose details are open. */
  run?: number
}

type Loose = { [K in keyof JobsView]: JobsView[K] | undefined }

/** Reads a URL's search; unknown fields and values are dropped. */
export function readJobs(given: Record<string, unknown>): JobsView {
  return compactJobs({
    job: typeof given.job === 'string' && given.job !== '' ? given.job : undefined,
    page: positive(given.page),
    run: positive(given.run),
  })
}

/** A view without the fields that are not set. */
export function compactJobs(view: Loose): JobsView {
  const kept: JobsView = {}
  if (view.job) kept.job = view.job
  if (view.page && view.page > 1) kept.page = view.page
  if (view.run) kept.run = view.run
  return kept
}
