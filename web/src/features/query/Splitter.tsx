// Editor above, result below; the bar between them is dragged, or moved with the arrows on its handle.
import { useRef, useState, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { load, save } from '../../lib/storage'

const KEY = 'editorHeight'
const LEAST = 80

export function Splitter({ top, bar, bottom }: { top: ReactNode; bar: ReactNode; bottom: ReactNode }) {
  const { t } = useTranslation('query')
  const frame = useRef<HTMLDivElement>(null)
  const [height, setHeight] = useState(Number(load(KEY)) || 300)
  const change = (next: number) => {
    const most = (frame.current?.clientHeight ?? 800) - 160
    const kept = Math.round(Math.min(Math.max(next, LEAST), most))
    setHeight(kept)
    save(KEY, String(kept))
  }
  return (
    <div ref={frame} className="split">
      <div className="split-top" style={{ height }}>
        {top}
      </div>
      {/* A separator that can be focused is a widget: https://www.w3.org/WAI/ARIA/apg/patterns/windowsplitter/ */}
      {/* eslint-disable jsx-a11y/no-noninteractive-element-interactions, jsx-a11y/no-noninteractive-tabindex */}
      <div
        role="separator"
        tabIndex={0}
        aria-orientation="horizontal"
        aria-label={t('editor.height')}
        aria-valuenow={height}
        aria-valuemin={LEAST}
        className="split-handle"
        onPointerDown={(event) => {
          event.currentTarget.setPointerCapture(event.pointerId)
        }}
        onPointerMove={(event) => {
          if (event.currentTarget.hasPointerCapture(event.pointerId)) change(height + event.movementY)
        }}
        onKeyDown={(event) => {
          if (event.key === 'ArrowUp') change(height - 24)
          if (event.key === 'ArrowDown') change(height + 24)
        }}
      />
      {/* eslint-enable */}
      {bar}
      {bottom}
    </div>
  )
}
