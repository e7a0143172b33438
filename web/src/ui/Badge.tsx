// Marks that say a kind or a state: by letter, shape and word, never by colour alone.
import type { CSSProperties, ReactNode } from 'react'

type Engine = { dbType: 'postgresql' | 'mysql' | 'sqlite'; serverVersion?: string | undefined }

/** `PG`, `MY`, `MA` or `SL`: MariaDB is told by what the server says it is. */
export function engineMark({ dbType, serverVersion }: Engine): 'PG' | 'MY' | 'MA' | 'SL' {
  if (dbType === 'postgresql') return 'PG'
  if (dbType === 'sqlite') return 'SL'
  return /mariadb/i.test(serverVersion ?? '') ? 'MA' : 'MY'
}

const NAMES = { PG: 'PostgreSQL', MY: 'MySQL', MA: 'MariaDB', SL: 'SQLite' } as const

/** The version number in what a server says it is: `PostgreSQL 15.18` → `15.18`. */
export function shortVersion(serverVersion: string | undefined): string {
  return /\d+(\.\d+)*/.exec(serverVersion ?? '')?.[0] ?? ''
}

export function EngineBadge(engine: Engine) {
  const mark = engineMark(engine)
  return (
    <span className={`eng ${mark}`} title={engine.serverVersion ?? NAMES[mark]}>
      <i aria-hidden="true">{mark}</i>
      <span className="sr">{NAMES[mark]}</span>
      {shortVersion(engine.serverVersion)}
    </span>
  )
}

export type StatusKind = 'success' | 'warning' | 'danger' | 'secondary' | 'info'

export function StatusBadge({ kind, children }: { kind: StatusKind; children: ReactNode }) {
  return <span className={`st ${kind}`}>{children}</span>
}

/** Styles may carry a tag's own colour. */
type TagStyle = CSSProperties & { '--t'?: string }

export function Tag({ children, color }: { children: ReactNode; color?: string | undefined }) {
  const style: TagStyle | undefined = color === undefined || color === '' ? undefined : { '--t': color }
  return (
    <span className="tag" style={style}>
      {children}
    </span>
  )
}

export function Pill({
  tone,
  children,
}: {
  tone?: 'ok' | 'warn' | 'bad' | 'info' | 'acc'
  children: ReactNode
}) {
  return <span className={`pill ${tone ?? ''}`}>{children}</span>
}

/** The safety grade `A` to `F`; `–` when it could not be checked. */
export function Grade({ grade, label }: { grade: string | null | undefined; label: string }) {
  const known = grade && /^[A-F]$/.test(grade) ? grade : undefined
  return (
    <span className={`grade ${known ?? 'N'}`} title={label}>
      {known ?? '–'}
      <span className="sr">{label}</span>
    </span>
  )
}

/** The operator's word for where a database stands; the colour says how careful to be, the word says it too. */
export function EnvironmentBadge({ environment }: { environment: string | null | undefined }) {
  if (!environment) return null
  return (
    <span className={`pill env ${environmentTone(environment)}`} title={environment}>
      <span className="cut">{environment}</span>
    </span>
  )
}

/** People write `prod`, `production`, `PRD-2`, `生产环境`. */
export function environmentTone(environment: string): 'bad' | 'warn' | 'info' | '' {
  const word = environment.toLowerCase()
  if (/non-?prod|pre-?prod|预生产|非生产/.test(word)) return 'warn'
  if (/^(prod|prd|live)|生产|正式|线上/.test(word)) return 'bad'
  if (/^(stag|stg|pre|uat|qa|accept|canary)|预发|验收|灰度/.test(word)) return 'warn'
  return /^(dev|test|tst|local|sandbox|demo|ci)|开发|测试|演示|本地/.test(word) ? 'info' : ''
}
