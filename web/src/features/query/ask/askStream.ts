// A question to the language model: its steps as they happen, and the answer. Nothing runs.
import { api } from '../../../api/client'
import { ApiError, isRecord } from '../../../api/error'
import { eventsOf, type ServerEvent } from '../../../api/eventStream'
import type { components } from '../../../api/schema.gen'

export type Draft = components['schemas']['NaturalResponse']

export type AskEvent =
  | { kind: 'linked'; tables: number }
  | { kind: 'delta'; text: string }
  | { kind: 'validating' }
  | { kind: 'repair'; attempt: number; problem: string; problemZh: string }
  | { kind: 'result'; draft: Draft }

/** A statement that went wrong, where it stands in the editor, and what the database said. */
export type Mending = { sql: string; offset: number; error: string }

type Question = {
  connection: string
  prompt: string
  previous: { prompt: string; sql: string } | undefined
  failed: Mending | undefined
}

export async function* ask(
  { connection, prompt, previous, failed }: Question,
  signal: AbortSignal,
): AsyncGenerator<AskEvent> {
  const response = await api.postRaw('/api/v1/query/{name}/natural', {
    path: { name: connection },
    headers: { accept: 'text/event-stream' },
    body: {
      prompt,
      timeZone: Intl.DateTimeFormat().resolvedOptions().timeZone,
      ...(previous ? { previous } : {}),
      ...(failed ? { failed: { sql: failed.sql, error: failed.error } } : {}),
    },
    signal,
  })
  for await (const event of eventsOf(response)) {
    const read = read1(event)
    if (read) yield read
    if (read?.kind === 'result') return
  }
  // The stream ended without an answer: a proxy or the network cut it.
  throw new ApiError(0, { code: 'offline' })
}

function read1({ event, data }: ServerEvent): AskEvent | undefined {
  const body: unknown = JSON.parse(data)
  if (!isRecord(body)) return undefined
  switch (event) {
    case 'linked':
      return { kind: 'linked', tables: Array.isArray(body.tables) ? body.tables.length : 0 }
    case 'delta':
      return { kind: 'delta', text: String(body.text) }
    case 'validating':
      return { kind: 'validating' }
    case 'repair':
      return {
        kind: 'repair',
        attempt: Number(body.attempt),
        problem: String(body.problem),
        problemZh: String(body.problemZh),
      }
    case 'result':
      return { kind: 'result', draft: draftOf(data) }
    case 'error':
      throw new ApiError(503, body)
    default:
      return undefined
  }
}

/** The server's word is taken for the document's types, as for every answer. */
function draftOf(data: string): Draft {
  return JSON.parse(data)
}
