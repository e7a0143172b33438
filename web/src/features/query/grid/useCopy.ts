// Copying the chosen cells, in any of the forms.
import { useTranslation } from 'react-i18next'
import { copyText } from '../../../lib/clipboard'
import { copyAs, type CopyFormat, type Dialect } from '../../../lib/copyFormats'
import { tablesOf } from '../../../lib/sqlTables'
import { toast, toastError } from '../../../ui/toast'
import type { Result } from '../types'
import { boundsOf } from './selection'
import type { Grid } from './useGrid'

export function useCopy(result: Result, grid: Grid, dialect: string): (format: CopyFormat) => void {
  const { t } = useTranslation('query')
  return (format) => {
    const { top, bottom, left, right } = boundsOf(grid.selection)
    const chosen = grid.visible.slice(left, right + 1)
    const rows = Array.from({ length: bottom - top + 1 }, (_, offset) => {
      return chosen.map((column) => grid.rows.cell(top + offset, column))
    })
    const columns = chosen.map((column) => result.columns[column]?.name ?? '')
    const table = tablesOf(result.sql)[0]?.written ?? 'table_name'
    const text = copyAs(format, { columns, rows, dialect: dialectOf(dialect), table })
    void copyText(text).then((done) => {
      if (done) toast(t('grid.copied', { count: rows.length * columns.length }))
      else toastError(t('grid.notCopied'))
    })
  }
}

function dialectOf(name: string): Dialect {
  return name === 'mysql' || name === 'sqlite' ? name : 'postgresql'
}
