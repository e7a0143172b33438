// The chosen cells: a rectangle between where the choice began and where it is now.

export type Place = { row: number; column: number }
export type Selection = { from: Place; to: Place }
export type Bounds = { top: number; bottom: number; left: number; right: number }

export function boundsOf({ from, to }: Selection): Bounds {
  return {
    top: Math.min(from.row, to.row),
    bottom: Math.max(from.row, to.row),
    left: Math.min(from.column, to.column),
    right: Math.max(from.column, to.column),
  }
}

export function isWithin(bounds: Bounds, row: number, column: number): boolean {
  return row >= bounds.top && row <= bounds.bottom && column >= bounds.left && column <= bounds.right
}

export function at(place: Place): Selection {
  return { from: place, to: place }
}

type Size = { rows: number; columns: number; page: number }

const STEPS: Record<string, [number, number]> = {
  ArrowUp: [-1, 0],
  ArrowDown: [1, 0],
  ArrowLeft: [0, -1],
  ArrowRight: [0, 1],
}

/** Where a key leads; `undefined` when it is none of the grid's. */
export function move(
  selection: Selection,
  key: string,
  jump: boolean,
  extend: boolean,
  size: Size,
): Selection | undefined {
  const { row, column } = selection.to
  const step = STEPS[key]
  let next: Place | undefined
  if (step) {
    const far = jump ? Math.max(size.rows, size.columns) : 1
    next = { row: row + step[0] * far, column: column + step[1] * far }
  } else if (key === 'PageDown' || key === 'PageUp') {
    next = { row: row + (key === 'PageDown' ? size.page : -size.page), column }
  } else if (key === 'Home') next = { row: jump ? 0 : row, column: 0 }
  else if (key === 'End') next = { row: jump ? size.rows - 1 : row, column: size.columns - 1 }
  if (!next) return undefined
  const to = {
    row: Math.min(Math.max(next.row, 0), size.rows - 1),
    column: Math.min(Math.max(next.column, 0), size.columns - 1),
  }
  return extend ? { from: selection.from, to } : at(to)
}
