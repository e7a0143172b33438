// Adds instances from a CSV file: first a trial that keeps nothing, then the import, each with a line a row.
import { Button, FileInput, Textarea } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { errorText } from '../../i18n/errorText'
import { Dialog } from '../../ui/Dialog'
import { Note } from '../../ui/Note'
import { useImport, type ImportReport } from './queries'

const EXAMPLE =
  'name,db_type,host,port,username,password,environment,tags\npg-prod-01,postgresql,10.0.0.5,5432,weir_reader,secret,prod,finance'

export function ImportDialog({ opened, onClose }: { opened: boolean; onClose: () => void }) {
  const { t } = useTranslation('instances')
  const { t: tShared } = useTranslation('shared')
  const [csv, setCsv] = useState('')
  const run = useImport()
  const tried = run.data?.dry_run ? run.data : undefined
  return (
    <Dialog opened={opened} title={t('import')} wide onClose={onClose}>
      <div className="form">
        <p className="sub">{t('importText')}</p>
        <FileInput
          label={t('file')}
          accept=".csv,text/csv"
          clearable
          onChange={(file) => {
            run.reset()
            void file?.text().then(setCsv)
          }}
        />
        <Textarea
          label={t('orPaste')}
          className="mono"
          placeholder={EXAMPLE}
          autosize
          minRows={4}
          maxRows={10}
          value={csv}
          onChange={(event) => {
            run.reset()
            setCsv(event.currentTarget.value)
          }}
        />
        {run.error ? (
          <Note tone="bad" boxed>
            {errorText(run.error, tShared)}
          </Note>
        ) : null}
        {run.data ? <Report report={run.data} /> : null}
        <div className="buttons">
          <Button variant="default" onClick={onClose}>
            {run.data && !tried ? tShared('close') : tShared('cancel')}
          </Button>
          {run.data && !tried ? null : (
            <Button
              loading={run.isPending}
              disabled={csv.trim() === '' || tried?.created === 0}
              onClick={() => {
                run.mutate({ csv, dryRun: !tried })
              }}
            >
              {tried ? t('importNow', { count: tried.created }) : t('tryIt')}
            </Button>
          )}
        </div>
      </div>
    </Dialog>
  )
}

function Report({ report }: { report: ImportReport }) {
  const { t } = useTranslation('instances')
  return (
    <div role="status">
      <p>
        {t(report.dry_run ? 'wouldImport' : 'imported', { created: report.created, failed: report.failed })}
      </p>
      <div className="import-report">
        <table className="tbl">
          <thead>
            <tr>
              <th scope="col">{t('line')}</th>
              <th scope="col">{t('column.name')}</th>
              <th scope="col">{t('outcome')}</th>
            </tr>
          </thead>
          <tbody>
            {report.lines.map(({ line, name, outcome, error }) => (
              <tr key={line}>
                <td>{line}</td>
                <td>{name ?? '–'}</td>
                <td title={error ?? undefined}>{error ?? outcome}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </div>
  )
}
