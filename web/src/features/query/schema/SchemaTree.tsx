// The tree of schemas, tables and columns: smooth with 10,000 tables, walked with arrows.
import { useVirtualizer } from '@tanstack/react-virtual'
import { useRef, useState, type KeyboardEvent } from 'react'
import { useTranslation } from 'react-i18next'
import type { TreeRow } from './rows'
import { TreeLine } from './TreeLine'

type Props = {
  rows: readonly TreeRow[]
  /** Tables that the statement names. */
  used: ReadonlySet<string>
  onToggle: (id: string) => void
  onInsert: (row: TreeRow) => void
}

const ROW = 26

export function SchemaTree({ rows, used, onToggle, onInsert }: Props) {
  const { t } = useTranslation('query')
  const scroller = useRef<HTMLDivElement>(null)
  const [active, setActive] = useState(0)
  const typed = useRef({ text: '', at: 0 })
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW,
    overscan: 12,
  })
  const go = (index: number) => {
    const next = Math.min(Math.max(index, 0), rows.length - 1)
    setActive(next)
    virtual.scrollToIndex(next)
  }
  const onKeyDown = (event: KeyboardEvent) => {
    const row = rows[active]
    if (!row) return
    const open = row.kind !== 'column' && row.open
    if (event.key === 'ArrowDown') go(active + 1)
    else if (event.key === 'ArrowUp') go(active - 1)
    else if (event.key === 'Home') go(0)
    else if (event.key === 'End') go(rows.length - 1)
    else if (event.key === 'ArrowRight') {
      if (row.kind !== 'column' && !row.open) onToggle(row.id)
      else go(active + 1)
    } else if (event.key === 'ArrowLeft') {
      if (open) onToggle(row.id)
      else go(parentOf(rows, active))
    } else if (event.key === 'Enter') onInsert(row)
    else if (event.key === ' ' && row.kind !== 'column') onToggle(row.id)
    else if (event.key.length === 1 && !event.ctrlKey && !event.metaKey) go(typeahead(event.key))
    else return
    event.preventDefault()
  }
  const typeahead = (letter: string): number => {
    const now = Date.now()
    const text = now - typed.current.at < 800 ? typed.current.text + letter : letter
    typed.current = { text, at: now }
    const found = rows.findIndex((row) => nameOf(row).toLowerCase().startsWith(text.toLowerCase()))
    return found < 0 ? active : found
  }
  return (
    <div
      ref={scroller}
      className="tree"
      role="tree"
      tabIndex={0}
      aria-label={t('schema.label')}
      aria-activedescendant={rows[active] ? `tree-${String(active)}` : undefined}
      onKeyDown={onKeyDown}
    >
      <div role="presentation" style={{ height: virtual.getTotalSize(), position: 'relative' }}>
        {virtual.getVirtualItems().map((item) => {
          const row = rows[item.index]
          return row ? (
            <TreeLine
              key={row.id}
              id={`tree-${String(item.index)}`}
              row={row}
              top={item.start}
              active={item.index === active}
              used={row.kind === 'table' && used.has(row.id)}
              onPress={() => {
                setActive(item.index)
                if (row.kind !== 'column') onToggle(row.id)
              }}
              onInsert={() => {
                onInsert(row)
              }}
            />
          ) : null
        })}
      </div>
    </div>
  )
}

export function nameOf(row: TreeRow): string {
  return row.kind === 'schema' ? row.name : row.kind === 'table' ? row.table.name : row.column.name
}

function parentOf(rows: readonly TreeRow[], index: number): number {
  const level = rows[index]?.level ?? 0
  return Math.max(
    0,
    rows.findLastIndex((row, at) => at < index && row.level < level),
  )
}
