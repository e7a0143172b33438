// Tables as areas. The table under it says the same in words.
import { useTranslation } from 'react-i18next'
import { formatBytes } from '../../lib/format'
import { squarify } from '../../lib/squarify'
import type { TableSize } from './queries'

const SHOWN = 14
/** Narrower tiles show no name: in percent of the width. */
const NAMED = 12

type Item = { name: string; bytes: number; others?: boolean }

/** The largest tables, and all others as one. `total` counts the tables that are not listed here, too. */
export function itemsOf(tables: readonly TableSize[], total: number): Item[] {
  const named = tables.slice(0, SHOWN).filter(({ size_bytes }) => size_bytes > 0)
  const items: Item[] = named.map((table) => ({ name: table.table_name, bytes: table.size_bytes }))
  const rest = total - items.reduce((sum, { bytes }) => sum + bytes, 0)
  if (rest > 0 && tables.length > SHOWN) items.push({ name: '', bytes: rest, others: true })
  return items.sort((a, b) => b.bytes - a.bytes)
}

export function Treemap({ tables, total }: { tables: readonly TableSize[]; total: number }) {
  const { t } = useTranslation('database')
  const items = itemsOf(tables, total)
  const largest = items[0]?.bytes ?? 1
  return (
    <div className="treemap" role="img" aria-label={t('treemapLabel', { count: items.length })}>
      {squarify(items, ({ bytes }) => bytes, 1.6).map(({ item, x, y, width, height }) => {
        const name = item.others ? t('others') : item.name
        const opacity = 14 + 32 * Math.sqrt(item.bytes / largest)
        return (
          <div
            key={item.others ? '' : `${item.name}-${String(x)}-${String(y)}`}
            className={item.others ? 'tile others' : 'tile'}
            title={`${name} ${formatBytes(item.bytes)}`}
            style={{
              left: `${String(x)}%`,
              top: `${String(y)}%`,
              width: `${String(width)}%`,
              height: `${String(height)}%`,
            }}
          >
            <div style={{ opacity: 1, backgroundColor: shade(opacity, item.others ?? false) }}>
              {width >= NAMED && height >= 12 ? (
                <>
                  <b className="cut">{name}</b>
                  <span>{formatBytes(item.bytes)}</span>
                </>
              ) : null}
            </div>
          </div>
        )
      })}
    </div>
  )
}

function shade(percent: number, others: boolean): string {
  const hue = others ? 'var(--chart-8)' : 'var(--chart-1)'
  return `color-mix(in srgb, ${hue} ${percent.toFixed(0)}%, var(--surface))`
}
