// Why there is no result: refused, wrong, too slow, cancelled or out of reach; in the database's own words where
// they are its words.
import { Button } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Sparkles } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { ApiError } from '../../api/error'
import type { Connection } from '../../api/connections'
import { errorText } from '../../i18n/errorText'
import { CodeBlock } from '../../ui/CodeBlock'
import { CopyButton } from '../../ui/CopyButton'
import { engineMark } from '../../ui/Badge'
import type { Mending } from './ask/askStream'
import { modelsQuery } from './ask/queries'
import { lineOf } from './position'
import type { Run } from './runs'

const NAMES = { PG: 'PostgreSQL', MY: 'MySQL', MA: 'MariaDB', SL: 'SQLite' } as const

/** The guard's rules, each with a sentence of what to do. */
const RULES = [
  'empty',
  'too-long',
  'too-many-tokens',
  'too-deep',
  'nul-byte',
  'lookalike-character',
  'unterminated',
  'executable-comment',
  'multiple-statements',
  'syntax',
  'not-read-only',
  'write-inside',
  'select-into',
  'locking-read',
  'function-not-allowed',
  'construct-not-allowed',
  'parameter',
  'variable',
  'pragma-not-allowed',
  'limit-not-understood',
] as const
type Rule = (typeof RULES)[number]

function isRule(rule: string | undefined): rule is Rule {
  return RULES.some((known) => known === rule)
}

type Props = {
  run: Extract<Run, { state: 'failed' }>
  connection: Connection
  /** Has a language model mend the statement; only where it still stands in the editor. */
  onMend?: ((failed: Mending) => void) | undefined
}

export function Failure({ run, connection, onMend }: Props) {
  const { t } = useTranslation(['query', 'shared'])
  const { t: tShared } = useTranslation('shared')
  const { error, sql } = run
  if (!(error instanceof ApiError)) {
    return (
      <div className="state" role="alert">
        <h2>{tShared('error.title')}</h2>
        <CodeBlock text={String(error)} />
      </div>
    )
  }
  const line = error.position === undefined ? undefined : lineOf(sql, error.position)
  const where = line === undefined ? '' : t('query:failure.line', { line })
  const title =
    error.code === 'refused'
      ? t('query:failure.refused')
      : error.code === 'query_failed'
        ? t('query:failure.says', { engine: NAMES[engineMark(connection)] }) + where
        : run.ended === 'unconfirmed'
          ? t('query:failure.unconfirmed')
          : errorText(error, tShared)
  const words = error.code === 'refused' || error.code === 'query_failed' ? error.message : undefined
  return (
    <div className="state" role="alert">
      <h2>{title}</h2>
      {words ? <CodeBlock text={words} /> : null}
      {error.code === 'refused' ? (
        <p>
          {isRule(error.rule) ? t(`query:refusal.${error.rule}`) : t('query:failure.readOnly')}
          {where}
        </p>
      ) : null}
      {error.hint ? <p>{error.hint}</p> : null}
      {error.sqlstate ? <p className="muted">SQLSTATE {error.sqlstate}</p> : null}
      {error.code === 'query_failed' && onMend ? (
        <div className="act">
          <Mend
            onMend={() => {
              onMend({ sql, offset: run.offset, error: error.message })
            }}
          />
        </div>
      ) : null}
      {error.errorId ? (
        <div className="act">
          <CopyButton text={error.errorId} label={tShared('error.copyId')} />
        </div>
      ) : null}
    </div>
  )
}

function Mend({ onMend }: { onMend: () => void }) {
  const { t } = useTranslation('query')
  const { data: models = [] } = useQuery(modelsQuery)
  if (models.length === 0) return null
  return (
    <Button variant="default" leftSection={<Sparkles size={14} />} onClick={onMend}>
      {t('failure.mend')}
    </Button>
  )
}
