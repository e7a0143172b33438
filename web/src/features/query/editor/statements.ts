// Where statements begin and end: by the dialect's own grammar, so a `;` in a text or a comment ends nothing.
import { ensureSyntaxTree } from '@codemirror/language'
import type { EditorState } from '@codemirror/state'

export type Statement = { from: number; to: number; sql: string }

/** How long the grammar may take, in milliseconds: felt, but no press of Run is lost. */
const PATIENCE_MS = 1_000

/** The statement at a place: the one around it, else the one before it on its line, else the next. */
export function statementAt(state: EditorState, place: number): Statement | undefined {
  const statements = statementsOf(state)
  const around = statements.find(({ from, to }) => place >= from && place <= to)
  if (around) return around
  const line = state.doc.lineAt(place)
  const before = statements.findLast(({ to }) => to <= place)
  if (before && before.to >= line.from) return before
  return statements.find(({ from }) => from >= place) ?? before
}

/** What a run takes: the selection if there is one, else the statement at the cursor. */
export function chosenStatement(state: EditorState): Statement | undefined {
  const { from, to, empty } = state.selection.main
  if (empty) return statementAt(state, from)
  return trimmed(state, from, to)
}

function statementsOf(state: EditorState): Statement[] {
  const tree = ensureSyntaxTree(state, state.doc.length, PATIENCE_MS)
  const statements: Statement[] = []
  // A machine too busy to read the grammar in time: better the whole text than nothing.
  if (!tree) return [trimmed(state, 0, state.doc.length)].filter((whole) => whole !== undefined)
  for (let node = tree.topNode.firstChild ?? null; node; node = node.nextSibling) {
    if (node.name !== 'Statement') continue
    const statement = trimmed(state, node.from, node.to)
    if (statement && statement.sql !== ';') statements.push(statement)
  }
  return statements
}

function trimmed(state: EditorState, from: number, to: number): Statement | undefined {
  const text = state.sliceDoc(from, to)
  const sql = text.trim()
  if (sql === '') return undefined
  const start = from + text.indexOf(sql)
  return { from: start, to: start + sql.length, sql }
}
