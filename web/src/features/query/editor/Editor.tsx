// The SQL editor. It owns the text while it is open and tells every change; the page gives it another text only
// with another tab or an accepted draft.
import {
  autocompletion,
  closeBrackets,
  closeBracketsKeymap,
  closeCompletion,
  completionKeymap,
} from '@codemirror/autocomplete'
import { defaultKeymap, history, historyKeymap, indentWithTab } from '@codemirror/commands'
import { sql } from '@codemirror/lang-sql'
import { bracketMatching, indentOnInput } from '@codemirror/language'
import { lintKeymap, setDiagnostics } from '@codemirror/lint'
import { highlightSelectionMatches, searchKeymap } from '@codemirror/search'
import { Compartment, EditorState, Prec } from '@codemirror/state'
import {
  EditorView,
  highlightActiveLine,
  highlightActiveLineGutter,
  keymap,
  lineNumbers,
  placeholder,
} from '@codemirror/view'
import { useEffect, useImperativeHandle, useRef, type Ref } from 'react'
import type { Dialect } from '../../../lib/copyFormats'
import { styleNonce } from '../../../lib/nonce'
import type { Schema } from '../schema/model'
import { sqlCompletion } from './completion'
import { dialectOf } from './dialects'
import { chosenStatement, type Statement } from './statements'
import { editorTheme } from './theme'

/** A key is drawn first; the page around the editor learns of it this much later, in milliseconds. */
const TELL_MS = 40

export type EditorHandle = {
  /** Whether the text is there, so that `chosen` means something. */
  isReady: () => boolean
  /** The selection, else the statement at the cursor. */
  chosen: () => Statement | undefined
  text: () => string
  replace: (text: string) => void
  insert: (text: string) => void
  mark: (position: number, message: string) => void
  clearMarks: () => void
  focus: () => void
}

type Props = {
  ref: Ref<EditorHandle>
  text: string
  dialect: Dialect
  schema: Schema
  label: string
  hint: string
  onChange: (text: string) => void
  onRun: () => void
  /** The text is there. */
  onReady: () => void
}

export default function Editor({ ref, text, dialect, schema, label, hint, onChange, onRun, onReady }: Props) {
  const place = useRef<HTMLDivElement>(null)
  const view = useRef<EditorView>(null)
  const language = useRef(new Compartment())
  const handlers = useRef({ onChange, onRun, onReady })
  const begin = useRef({ text, label, hint })
  useEffect(() => {
    handlers.current = { onChange, onRun, onReady }
  }, [onChange, onRun, onReady])

  useEffect(() => {
    if (!place.current) return
    let waiting: ReturnType<typeof setTimeout> | undefined
    const tell = () => {
      clearTimeout(waiting)
      waiting = undefined
      handlers.current.onChange(created.state.doc.toString())
    }
    const tellNow = () => {
      if (waiting !== undefined) tell()
    }
    const created = new EditorView({
      parent: place.current,
      state: EditorState.create({
        doc: begin.current.text,
        extensions: [
          EditorView.cspNonce.of(styleNonce()),
          lineNumbers(),
          history(),
          indentOnInput(),
          bracketMatching(),
          closeBrackets(),
          autocompletion({ maxRenderedOptions: 60, defaultKeymap: false, interactionDelay: 40 }),
          highlightActiveLine(),
          highlightActiveLineGutter(),
          highlightSelectionMatches(),
          placeholder(begin.current.hint),
          EditorView.contentAttributes.of({ 'aria-label': begin.current.label, tabindex: '0' }),
          EditorView.updateListener.of((update) => {
            if (update.docChanged) waiting ??= setTimeout(tell, TELL_MS)
          }),
          // A command or another part of the page takes the text as it stands now.
          EditorView.domEventHandlers({
            blur: tellNow,
            keydown: (event) => {
              if (event.ctrlKey || event.metaKey || event.altKey) tellNow()
            },
          }),
          Prec.highest(
            keymap.of([
              { key: 'Mod-Enter', run: (view) => (closeCompletion(view), handlers.current.onRun(), true) },
            ]),
          ),
          keymap.of([
            ...closeBracketsKeymap,
            ...completionKeymap,
            ...defaultKeymap,
            ...searchKeymap,
            ...historyKeymap,
            ...lintKeymap,
            indentWithTab,
          ]),
          language.current.of([]),
          editorTheme,
        ],
      }),
    })
    view.current = created
    // Before whoever keeps the text when the page is left.
    window.addEventListener('pagehide', tellNow, { capture: true })
    return () => {
      window.removeEventListener('pagehide', tellNow, { capture: true })
      tellNow()
      created.destroy()
      view.current = null
    }
  }, [])

  useEffect(() => {
    const support = sql({ dialect: dialectOf(dialect) })
    const sources = sqlCompletion(schema, dialect)
    view.current?.dispatch({
      effects: language.current.reconfigure([
        support.language,
        sources.map((source) => support.language.data.of({ autocomplete: source })),
      ]),
    })
  }, [dialect, schema])

  // After the language: what is pressed early needs to know where statements begin.
  useEffect(() => {
    handlers.current.onReady()
  }, [])

  useImperativeHandle(ref, () => handleOf(() => view.current), [])
  return <div ref={place} className="editor" />
}

function handleOf(current: () => EditorView | null): EditorHandle {
  const replaceRange = (from: number, to: number, insert: string) => {
    const view = current()
    if (!view) return
    view.dispatch({
      changes: { from, to, insert },
      selection: { anchor: from + insert.length },
      userEvent: 'input',
    })
    view.focus()
  }
  return {
    isReady: () => current() !== null,
    chosen: () => {
      const view = current()
      return view ? chosenStatement(view.state) : undefined
    },
    text: () => current()?.state.doc.toString() ?? '',
    replace: (text) => {
      replaceRange(0, current()?.state.doc.length ?? 0, text)
    },
    insert: (text) => {
      const { from, to } = current()?.state.selection.main ?? { from: 0, to: 0 }
      replaceRange(from, to, text)
    },
    mark: (position, message) => {
      const view = current()
      if (!view) return
      const from = Math.min(Math.max(position, 0), view.state.doc.length)
      const word = view.state.wordAt(from)
      const to = word ? word.to : Math.min(from + 1, view.state.doc.length)
      view.dispatch(
        setDiagnostics(view.state, [{ from: word?.from ?? from, to, severity: 'error', message }]),
      )
      view.dispatch({ effects: EditorView.scrollIntoView(from) })
    },
    clearMarks: () => {
      const view = current()
      if (view) view.dispatch(setDiagnostics(view.state, []))
    },
    focus: () => current()?.focus(),
  }
}
