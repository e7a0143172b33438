// One line of the tree: mark, name, comment, and at the right what is known of it.
import { ChevronDown, ChevronRight, Eye, Hash, Key, Link2, Table2 } from 'lucide-react'
import type { CSSProperties } from 'react'
import { formatBytes, formatShort } from '../../../lib/format'
import type { TreeRow } from './rows'

type Props = {
  id: string
  row: TreeRow
  top: number
  active: boolean
  used: boolean
  onPress: () => void
  onInsert: () => void
}

type LineStyle = CSSProperties & { '--l': number }

export function TreeLine({ id, row, top, active, used, onPress, onInsert }: Props) {
  const style: LineStyle = { transform: `translateY(${String(top)}px)`, '--l': row.level - 1 }
  const open = row.kind === 'column' ? undefined : row.open
  const name = row.kind === 'schema' ? row.name : row.kind === 'table' ? row.table.name : row.column.name
  const comment =
    row.kind === 'schema' ? undefined : row.kind === 'table' ? row.table.comment : row.column.comment
  return (
    // The tree itself has the keys; the pointer is the other way.
    // eslint-disable-next-line jsx-a11y/click-events-have-key-events
    <div
      id={id}
      role="treeitem"
      aria-level={row.level}
      aria-expanded={open}
      aria-selected={active}
      tabIndex={-1}
      className={`tree-line${active ? ' sel' : ''}${used ? ' used' : ''}`}
      style={style}
      title={titleOf(row)}
      onClick={onPress}
      onDoubleClick={onInsert}
    >
      {open === undefined ? (
        <span className="tree-gap" />
      ) : open ? (
        <ChevronDown size={14} />
      ) : (
        <ChevronRight size={14} />
      )}
      <LineIcon row={row} />
      <b className="cut">{name}</b>
      {comment ? <span className="tree-comment cut">{comment}</span> : null}
      <span className="tree-fact">{factOf(row)}</span>
    </div>
  )
}

function LineIcon({ row }: { row: TreeRow }) {
  if (row.kind === 'schema') return <Hash size={14} />
  if (row.kind === 'table') return row.table.isView ? <Eye size={14} /> : <Table2 size={14} />
  if (row.column.isPrimaryKey) return <Key size={14} className="tree-key" />
  return row.foreign ? (
    <Link2 size={14} className="tree-foreign" />
  ) : (
    <Hash size={14} className="tree-plain" />
  )
}

function factOf(row: TreeRow): string {
  if (row.kind === 'schema') return String(row.count)
  if (row.kind === 'column') return row.column.dataType
  if (row.table.isView) return 'view'
  return row.table.rowCount === undefined ? '' : formatShort(row.table.rowCount)
}

function titleOf(row: TreeRow): string {
  if (row.kind === 'schema') return row.name
  if (row.kind === 'table') {
    const { schema, name, comment, sizeBytes } = row.table
    return [`${schema}.${name}`, comment, sizeBytes === undefined ? undefined : formatBytes(sizeBytes)]
      .filter(Boolean)
      .join(' · ')
  }
  const { column, foreign } = row
  const facts = [
    column.fullType,
    column.isNullable ? '' : 'NOT NULL',
    column.comment,
    foreign && `→ ${foreign}`,
  ]
  return `${column.name} · ${facts.filter(Boolean).join(' · ')}`
}
