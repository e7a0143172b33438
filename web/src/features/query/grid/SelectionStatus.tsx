// The line below the grid: what is chosen, its sum and average, and who sorted.
import { useDeferredValue, useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { cellText, isNumeric } from '../../../lib/cells'
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
  // Added up after the choice itself is drawn, so that a long one is not felt while it grows.
  const chosen = useDeferredValue(grid.selection)
  const { rows, visible, kinds } = grid
  const { sum, average } = useMemo(
    () => figuresOf({ rows, visible, kinds }, boundsOf(chosen)),
    [rows, visible, kinds, chosen],
  )
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

type Shown = Pick<Grid, 'rows' | 'visible' | 'kinds'>

function figuresOf(grid: Shown, bounds: Bounds): { sum?: string | undefined; average?: string | undefined } {
  const count = (bounds.bottom - bounds.top + 1) * (bounds.right - bounds.left + 1)
  const numbers = count > 1 && count <= MOST ? numbersIn(grid, bounds) : []
  if (numbers.length === 0) return {}
  return { sum: sumDecimals(numbers), average: averageDecimals(numbers) }
}

type Bounds = { top: number; bottom: number; left: number; right: number }

function numbersIn(grid: Shown, { top, bottom, left, right }: Bounds): string[] {
  const numbers: string[] = []
  for (let index = top; index <= bottom; index += 1) {
    for (let place = left; place <= right; place += 1) {
      const column = grid.visible[place] ?? -1
      const cell = grid.rows.cell(index, column)
      const isNumber = isNumeric(cell) || (grid.kinds[column] === 'decimal' && typeof cell === 'string')
      if (isNumber) numbers.push(cellText(cell))
    }
  }
  return numbers
}
