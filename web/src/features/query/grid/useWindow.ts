// Which rows and columns of a grid are on the screen. Rows are all of one height, so this is arithmetic: nothing is
// kept for a row that is not drawn.
import { useEffect, useEffectEvent, useMemo, useState, type RefObject } from 'react'
import { flushSync } from 'react-dom'

/** A drawn column: its place among the visible ones, and where it stands. */
export type Span = { index: number; left: number; width: number }

type Sheet = {
  rows: number
  rowHeight: number
  /** The width of each visible column, the frozen ones first. */
  widths: readonly number[]
  frozen: number
  /** What stands left of all columns, and above all rows. */
  numbers: number
  head: number
}

/** Where the window stands, in steps: within a step nothing is drawn anew. */
type View = {
  block: number
  left: number
  width: number
  height: number
  /** It jumped there: nothing is drawn beyond the edges, since all of it is new. */
  jumped: boolean
}

const BLOCK = 6
const STEP = 80
/** Drawn beyond the edge on each side, so that a quick scroll meets rows that are there. */
const BEYOND = 8
/** So many blocks at once are no scrolling any more. */
const JUMP = 4

export function useWindow(scroller: RefObject<HTMLDivElement | null>, sheet: Sheet) {
  const [view, setView] = useState<View>({
    block: 0,
    left: 0,
    width: 1_440,
    height: 800,
    jumped: false,
  })
  const look = useEffectEvent(() => {
    const place = scroller.current
    if (!place) return
    const next = viewOf(place, sheet.rowHeight)
    setView((old) => (isSame(old, next) ? old : { ...next, jumped: Math.abs(next.block - old.block) > JUMP }))
  })
  useEffect(() => {
    const place = scroller.current
    if (!place) return
    // In the frame of the scroll itself: later would show empty rows first.
    const onScroll = () => {
      flushSync(look)
    }
    const watch = new ResizeObserver(() => {
      look()
    })
    place.addEventListener('scroll', onScroll, { passive: true })
    watch.observe(place)
    return () => {
      place.removeEventListener('scroll', onScroll)
      watch.disconnect()
    }
  }, [scroller])

  const { widths, frozen, numbers, head, rows, rowHeight } = sheet
  const { spans, total, frozenWidth } = useMemo(
    () => layOut(widths, frozen, numbers),
    [widths, frozen, numbers],
  )
  const { left, width, block, height, jumped } = view
  const beyond = jumped ? 0 : BEYOND
  const columns = useMemo(
    () =>
      inSight(
        spans.slice(frozen),
        left - STEP,
        left + STEP + width - numbers - frozenWidth,
        numbers + frozenWidth,
      ),
    [spans, frozen, left, width, numbers, frozenWidth],
  )
  const pinned = useMemo(() => spans.slice(0, frozen), [spans, frozen])
  const firstRow = Math.max(0, block * BLOCK - beyond)
  const lastRow = Math.min(rows, (block + 1) * BLOCK + Math.ceil(height / rowHeight) + beyond)

  const scrollTo = (row: number, column: number) => {
    const place = scroller.current
    if (!place) return
    const top = row * rowHeight
    const room = place.clientHeight - head - rowHeight
    if (top < place.scrollTop) place.scrollTop = top
    else if (top > place.scrollTop + room) place.scrollTop = top - room
    const span = column < frozen ? undefined : spans[column]
    if (!span) return
    const from = span.left - numbers - frozenWidth
    if (from < place.scrollLeft) place.scrollLeft = from
    else if (span.left + span.width > place.scrollLeft + place.clientWidth)
      place.scrollLeft = span.left + span.width - place.clientWidth
  }
  return {
    columns,
    pinned,
    firstRow,
    lastRow,
    width: total,
    height: rows * rowHeight,
    /** How many whole rows one sees at once. */
    page: Math.max(1, Math.floor((height - head) / rowHeight) - 1),
    scrollTo,
  }
}

function viewOf(place: HTMLElement, rowHeight: number): Omit<View, 'jumped'> {
  return {
    block: Math.floor(place.scrollTop / (rowHeight * BLOCK)),
    left: Math.floor(place.scrollLeft / STEP) * STEP,
    width: place.clientWidth,
    height: place.clientHeight,
  }
}

function isSame(a: View, b: Omit<View, 'jumped'>): boolean {
  return a.block === b.block && a.left === b.left && a.width === b.width && a.height === b.height
}

function layOut(widths: readonly number[], frozen: number, numbers: number) {
  let left = numbers
  const spans = widths.map((width, index): Span => {
    const span = { index, left, width }
    left += width
    return span
  })
  const frozenWidth = widths.slice(0, frozen).reduce((sum, width) => sum + width, 0)
  return { spans, total: left, frozenWidth }
}

/** The spans that overlap a stretch, told from where the first of them begins at rest. */
export function inSight(spans: readonly Span[], from: number, to: number, origin: number): Span[] {
  return spans.filter(({ left, width }) => left - origin + width > from && left - origin < to)
}
