// Between editor and result: run, stop, explain, format, and the limits that hold.
import { Button, Menu } from '@mantine/core'
import { ChevronDown, Link2, Play, Save, ShieldCheck, Square } from 'lucide-react'
import { useEffect, useState, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { useSession } from '../../api/session'
import { formatCount, formatElapsed } from '../../lib/format'
import { keyName } from '../../lib/keys'
import { Pill } from '../../ui/Badge'
import { MOST_IN_THE_GRID, MOST_OF_A_PAGE } from './queries'
import type { Run } from './runs'
import { changeSettings, useSettings } from './tabs'

type Props = {
  run: Run | undefined
  onRun: () => void
  onStop: () => void
  onExplain: () => void
  onFormat: () => void
  onCopyLink: () => void
  onSave?: (() => void) | undefined
}

/** The last is for those who may export. */
const LIMITS = [100, 1_000, MOST_OF_A_PAGE, MOST_IN_THE_GRID]
const TIMES = [10, 30, 60, 120, 300]

export function RunBar({ run, onRun, onStop, onExplain, onFormat, onCopyLink, onSave }: Props) {
  const { t } = useTranslation('query')
  const { may } = useSession()
  const running = run?.state === 'running' ? run : undefined
  const allowed = may('query')
  return (
    <div className="runbar" role="toolbar" aria-label={t('run.bar')}>
      {running ? (
        <>
          <Button
            variant="default"
            leftSection={<Square size={12} />}
            loading={running.stopping}
            onClick={onStop}
          >
            {t('run.stop')}
            <kbd className="wide">{keyName('Ctrl .')}</kbd>
          </Button>
          <Elapsed since={running.startedAt} stopping={running.stopping} rows={running.rows} />
        </>
      ) : (
        <Button
          leftSection={<Play size={14} />}
          disabled={!allowed}
          title={allowed ? undefined : t('run.notAllowed')}
          onClick={onRun}
        >
          {t('run.run')}
          <kbd className="wide">{keyName('Ctrl Enter')}</kbd>
        </Button>
      )}
      <Button variant="default" disabled={!allowed || running !== undefined} onClick={onExplain}>
        {t('run.explain')}
      </Button>
      <Button variant="subtle" className="wide" onClick={onFormat}>
        {t('run.format')}
      </Button>
      <span className="vr wide" />
      <span className="wide">
        <Pill tone="ok">
          <ShieldCheck size={14} aria-hidden="true" />
          {t('run.readOnly')}
        </Pill>
      </span>
      <Limits />
      <span className="grow" />
      <Button variant="subtle" className="wide" leftSection={<Link2 size={14} />} onClick={onCopyLink}>
        {t('run.copyLink')}
      </Button>
      {onSave ? (
        <Button variant="default" className="wide" leftSection={<Save size={14} />} onClick={onSave}>
          {t('run.save')}
        </Button>
      ) : null}
    </div>
  )
}

function Limits() {
  const { t } = useTranslation('query')
  const { limit, timeoutSeconds } = useSettings()
  const { may } = useSession()
  const limits = LIMITS.filter((value) => value <= MOST_OF_A_PAGE || may('export'))
  return (
    <>
      <Choice label={t('run.limit', { rows: formatCount(limit) })}>
        {limits.map((value) => (
          <Menu.Item
            key={value}
            onClick={() => {
              changeSettings({ limit: value })
            }}
          >
            {t('run.limit', { rows: formatCount(value) })}
          </Menu.Item>
        ))}
      </Choice>
      <span className="wide">
        <Choice label={t('run.time', { seconds: timeoutSeconds })}>
          {TIMES.map((value) => (
            <Menu.Item
              key={value}
              onClick={() => {
                changeSettings({ timeoutSeconds: value })
              }}
            >
              {t('run.time', { seconds: value })}
            </Menu.Item>
          ))}
        </Choice>
      </span>
    </>
  )
}

function Choice({ label, children }: { label: string; children: ReactNode }) {
  return (
    <Menu>
      <Menu.Target>
        <Button variant="subtle" size="compact-xs" rightSection={<ChevronDown size={13} />}>
          {label}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>{children}</Menu.Dropdown>
    </Menu>
  )
}

/** How long it has been running: said after a second, not at once. */
function Elapsed({ since, stopping, rows }: { since: number; stopping: boolean; rows: number }) {
  const { t } = useTranslation('query')
  const [now, setNow] = useState(since)
  useEffect(() => {
    const timer = setInterval(() => {
      setNow(Date.now())
    }, 200)
    return () => {
      clearInterval(timer)
    }
  }, [])
  const under = (elapsed: string) =>
    rows > 0 ? t('run.runningRows', { elapsed, rows: formatCount(rows) }) : t('run.running', { elapsed })
  return (
    <>
      {/* The figure changes too often to be read aloud. */}
      <span className="sr" role="status">
        {stopping ? t('run.stopping') : now - since > 300 ? t('result.waiting') : ''}
      </span>
      <span className="sub" aria-hidden="true">
        {stopping ? t('run.stopping') : now - since > 300 ? under(formatElapsed(now - since)) : ''}
      </span>
    </>
  )
}
