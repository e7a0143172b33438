import { describe, expect, test } from 'vitest'
import { squarify } from './squarify'

const area = ({ width, height }: { width: number; height: number }) => width * height

describe('a treemap', () => {
  test('gives each item its share of the area and fills the box', () => {
    const values = [60, 30, 20, 15, 8, 5, 2]
    const tiles = squarify(values, (value) => value, 1.6)
    const total = values.reduce((sum, value) => sum + value, 0)
    tiles.forEach((tile) => {
      expect(area(tile)).toBeCloseTo((tile.item / total) * 10_000, 6)
    })
    expect(Math.max(...tiles.map(({ x, width }) => x + width))).toBeCloseTo(100, 6)
    expect(Math.max(...tiles.map(({ y, height }) => y + height))).toBeCloseTo(100, 6)
  })

  test('tiles do not overlap', () => {
    const tiles = squarify([9, 7, 5, 3, 2, 1, 1], (value) => value)
    const overlaps = tiles.some((a, i) =>
      tiles.some(
        (b, j) =>
          j > i &&
          a.x + 1e-9 < b.x + b.width &&
          b.x + 1e-9 < a.x + a.width &&
          a.y + 1e-9 < b.y + b.height &&
          b.y + 1e-9 < a.y + a.height,
      ),
    )
    expect(overlaps).toBe(false)
  })

  test("keeps tiles near to squares, as in the paper's own example of 6 by 4", () => {
    const tiles = squarify([6, 6, 4, 3, 2, 2, 1], (value) => value, 1.5)
    const ratios = tiles.map(({ width, height }) => Math.max((width * 1.5) / height, height / (width * 1.5)))
    expect(Math.max(...ratios)).toBeLessThan(3)
  })

  test('nothing gives nothing', () => {
    expect(squarify([], () => 1)).toEqual([])
    expect(squarify([1, 2], () => 0)).toEqual([])
  })
})
