// A treemap's rectangles, as square as they get (Bruls, Huizing, van Wijk: "Squarified Treemaps", 2000).

export type Tile<T> = { item: T; x: number; y: number; width: number; height: number }

/** Lays items out by area in a box of 100 × 100 · `ratio`; values must be positive, the largest first. */
export function squarify<T>(items: readonly T[], valueOf: (item: T) => number, ratio = 1): Tile<T>[] {
  const total = items.reduce((sum, item) => sum + valueOf(item), 0)
  if (total <= 0) return []
  const scale = (100 * 100 * ratio) / total
  const areas = items.map((item) => ({ item, area: valueOf(item) * scale }))
  const tiles: Tile<T>[] = []
  let box = { x: 0, y: 0, width: 100 * ratio, height: 100 }
  let row: typeof areas = []
  for (const next of areas) {
    const side = Math.min(box.width, box.height)
    if (row.length > 0 && worst([...row, next], side) > worst(row, side)) {
      box = place(row, box, tiles)
      row = []
    }
    row.push(next)
  }
  place(row, box, tiles)
  return tiles.map((tile) => ({ ...tile, x: tile.x / ratio, width: tile.width / ratio }))
}

type Box = { x: number; y: number; width: number; height: number }
type Area<T> = { item: T; area: number }

/** The worst ratio of sides in a row along a side of this length. */
function worst<T>(row: readonly Area<T>[], side: number): number {
  const sum = row.reduce((total, { area }) => total + area, 0)
  const sizes = row.map(({ area }) => area)
  const squared = sum * sum
  return Math.max((side * side * Math.max(...sizes)) / squared, squared / (side * side * Math.min(...sizes)))
}

/** Puts a row along the shorter side and gives what is left of the box. */
function place<T>(row: readonly Area<T>[], box: Box, tiles: Tile<T>[]): Box {
  const sum = row.reduce((total, { area }) => total + area, 0)
  if (sum === 0) return box
  const upright = box.width >= box.height
  const depth = sum / (upright ? box.height : box.width)
  let at = upright ? box.y : box.x
  for (const { item, area } of row) {
    const length = area / depth
    tiles.push(
      upright
        ? { item, x: box.x, y: at, width: depth, height: length }
        : { item, x: at, y: box.y, width: length, height: depth },
    )
    at += length
  }
  return upright
    ? { ...box, x: box.x + depth, width: box.width - depth }
    : { ...box, y: box.y + depth, height: box.height - depth }
}
