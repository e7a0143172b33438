// Lists and measures the databases of every instance, and tells how far it is beside the button.
import { Button } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { RefreshCw } from 'lucide-react'
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { watchRun, type Run } from '../../api/runs'
import { errorText } from '../../i18n/errorText'
import { links } from '../../lib/links'
import { ButtonLink } from '../../ui/ButtonLink'
import { toastError } from '../../ui/toast'
import { useSyncAll } from './queries'

const STALE = ['instances', 'instance', 'ledger', 'overview', 'capacity', 'jobs', 'jobRuns', 'jobTracker']

export function SyncAll() {
  const { t } = useTranslation('instances')
  const { t: tShared } = useTranslation('shared')
  const client = useQueryClient()
  const start = useSyncAll()
  const [run, setRun] = useState<Run>()
  const id = run?.id
  const going = run?.status === 'running'
  useEffect(() => {
    if (id === undefined || !going) return
    return watchRun(id, setRun, () => {
      for (const key of STALE) void client.invalidateQueries({ queryKey: [key] })
    })
  }, [client, id, going])
  return (
    <>
      {run ? <Progress run={run} /> : null}
      <Button
        variant="default"
        leftSection={<RefreshCw size={14} />}
        disabled={going || start.isPending}
        onClick={() => {
          start.mutate(undefined, {
            onSuccess: setRun,
            onError: (error) => {
              toastError(errorText(error, tShared))
            },
          })
        }}
      >
        {t('syncAll')}
      </Button>
    </>
  )
}

function Progress({ run: { id, status, done, parts, failed } }: { run: Run }) {
  const { t } = useTranslation('instances')
  if (status === 'running') {
    return (
      <span className="row wide-only" role="status">
        <span className="muted">{t('syncingAll', { done, parts })}</span>
        <progress max={Math.max(parts, 1)} value={done} aria-label={t('syncingAll', { done, parts })} />
      </span>
    )
  }
  return (
    <span className="row wide-only" role="status">
      {failed > 0 ? t('syncedAllFailed', { count: parts, failed }) : t('syncedAll', { count: parts })}
      <ButtonLink variant="subtle" {...links.jobs({ run: id })}>
        {t('showRun')}
      </ButtonLink>
    </span>
  )
}
