// The line below the grid: what is chosen, its sum and average, and who sorted.
import { useTranslation } from 'react-i18next'
import { cellText, isNumeric, type Cell } from '../../../lib/cells'
import { averageDecimals, groupDecimal, sumDecimals } from '../../../lib/decimal'
import { formatCount } from '../../../lib/format'
import type { Result } from '../types'
import { boundsOf } from './selection'
import type { Grid } from './useGrid'

/** Above this many cells adding them at every move of the pointer would be felt. */
const MOST = 200_000

export function SelectionStatus({ result, grid }: { result: Result; grid: Grid }) {
  const { t } = useTranslation('query')
  const { top, bottom, left, right } = boundsOf(grid.selection)
  const count = (bottom - top + 1) * (right - left + 1)
  const numbers = count > 1 && count <= MOST ? numbersIn(grid, { top, bottom, left, right }) : []
  const sum = numbers.length > 0 ? sumDecimals(numbers) : undefined
  const average = numbers.length > 0 ? averageDecimals(numbers) : undefined
  const sorted = grid.sort ? result.columns[grid.sort.column]?.name : undefined
  return (
    <div className="grid-status">
      <span>{t('grid.cells', { count, shown: formatCount(count) })}</span>
      {sum === undefined ? null : <span>{t('grid.sum', { value: groupDecimal(sum) })}</span>}
      {average === undefined ? null : <span>{t('grid.average', { value: groupDecimal(average) })}</span>}
      {grid.hidden.size > 0 ? (
        <button
          type="button"
          className="link"
          onClick={() => {
            grid.setHidden(new Set())
          }}
        >
          {t('grid.showHidden', { count: grid.hidden.size })}
        </button>
      ) : null}
      {sorted === undefined ? null : (
        <span className="end">
          {t('grid.sortedHere', { name: sorted, rows: formatCount(result.rows.length) })}
        </span>
      )}
    </div>
  )
}

function numbersIn(
  grid: Grid,
  bounds: { top: number; bottom: number; left: number; right: number },
): string[] {
  const numbers: string[] = []
  for (let index = bounds.top; index <= bounds.bottom; index += 1) {
    const row = grid.rowAt(index)
    for (let place = bounds.left; place <= bounds.right; place += 1) {
      const column = grid.visible[place] ?? -1
      const cell: Cell = row[column] ?? null
      const isNumber = isNumeric(cell) || (grid.kinds[column] === 'decimal' && typeof cell === 'string')
      if (isNumber) numbers.push(cellText(cell))
    }
  }
  return numbers
}
