// One value whole: long text with its line breaks, JSON laid out.
import { useTranslation } from 'react-i18next'
import { cellText, JsonText, type Cell } from '../../../lib/cells'
import { CodeBlock } from '../../../ui/CodeBlock'
import { Dialog } from '../../../ui/Dialog'
import { layOutJson } from '../../../lib/layOutJson'
import type { ResultColumn } from '../types'

type Props = { cell: Cell | undefined; column: ResultColumn | undefined; onClose: () => void }

export function CellViewer({ cell, column, onClose }: Props) {
  const { t } = useTranslation('query')
  return (
    <Dialog opened={cell !== undefined} title={column?.name ?? ''} wide onClose={onClose}>
      <p className="muted viewer-facts">
        {column?.dataType}
        {typeof cell === 'string' ? ` · ${t('grid.letters', { count: [...cell].length })}` : ''}
      </p>
      {cell === undefined ? null : cell === null ? (
        <span className="g-null">NULL</span>
      ) : (
        <div className="viewer">
          <CodeBlock text={cell instanceof JsonText ? layOutJson(cell.text) : cellText(cell)} />
        </div>
      )}
    </Dialog>
  )
}
