// What is measured in the page, and how.
import type { CDPSession, Page } from '@playwright/test'

/** When the largest part of the page was painted, in milliseconds after its address was asked for. */
export function largestPaint(page: Page): Promise<number> {
  return page.evaluate(
    () =>
      new Promise<number>((done) => {
        new PerformanceObserver((list) => {
          done(Math.round(list.getEntries().at(-1)?.startTime ?? Number.NaN))
        }).observe({ type: 'largest-contentful-paint', buffered: true })
      }),
  )
}

/** From a key to the frame that shows it, as the browser's Event Timing has it (in steps of 8 ms). */
export async function keyTimes(page: Page, type: () => Promise<void>) {
  await page.evaluate(() => {
    const times: number[] = []
    Reflect.set(window, 'keyTimes', times)
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) if (entry.name === 'keydown') times.push(entry.duration)
    }).observe(Object.assign({ type: 'event' }, { durationThreshold: 16 }))
  })
  await type()
  await page.waitForTimeout(500)
  const times = await page.evaluate((): number[] => Reflect.get(window, 'keyTimes'))
  times.sort((a, b) => a - b)
  // Keys of 16 ms and less are not told: they are the rest.
  return {
    slow_keys: times.length,
    p95_ms: times[Math.floor(times.length * 0.95)] ?? 16,
    longest_ms: times.at(-1) ?? 16,
  }
}

/** Watches the page's thread; what it gives back tells the longest task since. */
export async function longestBlock(page: Page): Promise<() => Promise<number>> {
  const session = await page.context().newCDPSession(page)
  const stop = await trace(session)
  return async () => Math.round(longestTask(await stop()))
}

/** Scrolls the grid and reads the trace of it. */
export async function measureScroll(page: Page, way: 'down' | 'across' | 'jumps') {
  const session = await page.context().newCDPSession(page)
  await page.getByRole('grid').hover()
  const stop = await trace(session)
  const frames = page.evaluate(
    () =>
      new Promise<number[]>((done) => {
        const gaps: number[] = []
        let before = performance.now()
        const end = before + 5_000
        const frame = (now: number) => {
          gaps.push(now - before)
          before = now
          if (now < end) requestAnimationFrame(frame)
          else done(gaps)
        }
        requestAnimationFrame(frame)
      }),
  )
  if (way === 'jumps') await jump(page)
  else await wheel(page, way)
  const gaps = (await frames).slice(1).sort((a, b) => a - b)
  const events = await stop()
  const round = (value: number | undefined) => Math.round((value ?? 0) * 10) / 10
  return {
    frames: gaps.length,
    p99_frame_ms: round(gaps[Math.floor(gaps.length * 0.99)]),
    longest_frame_ms: round(gaps.at(-1)),
    frames_over_50_ms: gaps.filter((gap) => gap > 50).length,
    longest_task_ms: round(longestTask(events)),
  }
}

async function wheel(page: Page, way: 'down' | 'across'): Promise<void> {
  const until = Date.now() + 4_700
  while (Date.now() < until) {
    await page.mouse.wheel(way === 'across' ? 120 : 0, way === 'down' ? 240 : 0)
    await page.waitForTimeout(16)
  }
}

/** As when the bar at the side is dragged: every frame shows other rows. */
async function jump(page: Page): Promise<void> {
  await page.getByRole('grid').evaluate(
    (grid) =>
      new Promise<void>((done) => {
        const end = performance.now() + 4_500
        let step = 0
        const frame = () => {
          step += 1
          grid.scrollTop = ((step * 7_919) % 9_973) * 280
          if (performance.now() < end) requestAnimationFrame(frame)
          else done()
        }
        requestAnimationFrame(frame)
      }),
  )
}

/** An event of a trace: what each of its fields is depends on its kind. */
type TraceEvent = Readonly<Record<string, unknown>>

/** Begins a trace; gives what ends it. */
async function trace(session: CDPSession): Promise<() => Promise<TraceEvent[]>> {
  const events: TraceEvent[] = []
  session.on('Tracing.dataCollected', ({ value }) => {
    for (const event of value) events.push(event)
  })
  await session.send('Tracing.start', {
    transferMode: 'ReportEvents',
    traceConfig: {
      includedCategories: [
        'devtools.timeline',
        'disabled-by-default-devtools.timeline',
        'toplevel',
        '__metadata',
      ],
    },
  })
  return async () => {
    const done = new Promise((end) => session.once('Tracing.tracingComplete', end))
    await session.send('Tracing.end')
    await done
    await session.detach()
    return events
  }
}

/** The longest task of the pages' main threads, in milliseconds. */
function longestTask(events: readonly TraceEvent[]): number {
  const threads = events.filter(
    ({ name, args }) => name === 'thread_name' && JSON.stringify(args).includes('"CrRendererMain"'),
  )
  const isMain = ({ pid, tid }: TraceEvent) =>
    threads.some((thread) => thread.pid === pid && thread.tid === tid)
  return events
    .filter((event) => /(^|::)RunTask$/.test(String(event.name)) && isMain(event))
    .reduce((most, { dur }) => Math.max(most, Number(dur ?? 0) / 1_000), 0)
}
