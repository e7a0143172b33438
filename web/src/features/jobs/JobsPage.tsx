// What Weir does by itself: the schedules, and how each run went. The view is in the URL.
import { useQuery } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { compactJobs, type JobsView } from '../../lib/jobsView'
import { links } from '../../lib/links'
import { ErrorState } from '../../ui/ErrorState'
import { PageBar } from '../../ui/PageBar'
import { SkeletonRows } from '../../ui/Skeleton'
import { jobsQuery } from './queries'
import { RunDetails } from './RunDetails'
import { Runs } from './Runs'
import { Schedules } from './Schedules'
import './jobs.css'

export function JobsPage() {
  const { t } = useTranslation('jobs')
  const navigate = useNavigate()
  const view = useSearch({ from: '/signed-in/jobs' })
  const { data: jobs, error, refetch } = useQuery(jobsQuery)
  const go = (next: JobsView) => void navigate(links.jobs(next))
  const open = (run?: number) => {
    go(compactJobs({ ...view, run }))
  }
  return (
    <>
      <PageBar title={t('title')} facts={jobs ? t('facts', { count: jobs.length }) : undefined} />
      {error ? (
        <ErrorState error={error} onRetry={() => void refetch()} />
      ) : !jobs ? (
        <SkeletonRows />
      ) : (
        <div className="jobs">
          <Schedules jobs={jobs} onOpenRun={open} />
          <Runs jobs={jobs} view={view} onChange={go} />
        </div>
      )}
      <RunDetails
        id={view.run}
        onClose={() => {
          open()
        }}
      />
    </>
  )
}
