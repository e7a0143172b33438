// A draft beside what stood in the editor: the difference, to accept or to turn down.
import { sql } from '@codemirror/lang-sql'
import { unifiedMergeView } from '@codemirror/merge'
import { EditorState } from '@codemirror/state'
import { EditorView, lineNumbers } from '@codemirror/view'
import { Button } from '@mantine/core'
import { useEffect, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import type { Dialect } from '../../../lib/copyFormats'
import { styleNonce } from '../../../lib/nonce'
import { dialectOf } from '../editor/dialects'
import { editorTheme } from '../editor/theme'

type Props = { before: string; draft: string; dialect: Dialect; onAccept: () => void; onDiscard: () => void }

export default function DraftDiff({ before, draft, dialect, onAccept, onDiscard }: Props) {
  const { t } = useTranslation('query')
  const place = useRef<HTMLDivElement>(null)
  const accept = useRef<HTMLButtonElement>(null)
  useEffect(() => {
    if (!place.current) return
    const view = new EditorView({
      parent: place.current,
      state: EditorState.create({
        doc: draft,
        extensions: [
          EditorView.cspNonce.of(styleNonce()),
          lineNumbers(),
          sql({ dialect: dialectOf(dialect) }),
          EditorState.readOnly.of(true),
          EditorView.contentAttributes.of({ 'aria-label': t('ask.difference') }),
          unifiedMergeView({ original: before, mergeControls: false }),
          editorTheme,
        ],
      }),
    })
    accept.current?.focus()
    return () => {
      view.destroy()
    }
  }, [before, draft, dialect, t])
  return (
    <div className="diff">
      <div className="diff-bar">
        <span className="grow">{t('ask.differs')}</span>
        <Button variant="default" size="compact-xs" onClick={onDiscard}>
          {t('ask.discard')}
        </Button>
        <Button ref={accept} size="compact-xs" onClick={onAccept}>
          {t('ask.accept')}
        </Button>
      </div>
      <div ref={place} className="editor" />
    </div>
  )
}
