// A scripted language model on loopback, of the OpenAI kind: it answers by the words of the question.
import { createServer, type IncomingMessage } from 'node:http'
import { once } from 'node:events'

const ANSWERS: readonly [RegExp, string][] = [
  [/cancel/i, "SELECT number, status FROM orders WHERE status = 'cancelled' ORDER BY number"],
  [/./, 'SELECT count(*) AS orders FROM orders'],
]

export type Model = { settings: Record<string, string>; close: () => void }

export async function startModel(): Promise<Model> {
  const server = createServer((request, response) => {
    void bodyOf(request).then((body) => {
      const sql = ANSWERS.find(([words]) => words.test(lastQuestion(body)))?.[1] ?? ''
      const content = JSON.stringify({
        status: 'ok',
        sql,
        explanation: 'As asked.',
        assumptions: ['Every shop counts.'],
      })
      if (body.includes('"stream":true')) {
        response.writeHead(200, { 'content-type': 'text/event-stream' })
        const piece = { choices: [{ index: 0, delta: { role: 'assistant', content }, finish_reason: null }] }
        const end = {
          choices: [{ index: 0, delta: {}, finish_reason: 'stop' }],
          usage: { prompt_tokens: 9, completion_tokens: 9 },
        }
        response.end(`data: ${JSON.stringify(piece)}\n\ndata: ${JSON.stringify(end)}\n\ndata: [DONE]\n\n`)
      } else {
        response.writeHead(200, { 'content-type': 'application/json' })
        const message = { role: 'assistant', content }
        response.end(
          JSON.stringify({
            choices: [{ index: 0, message, finish_reason: 'stop' }],
            usage: { prompt_tokens: 9, completion_tokens: 9 },
          }),
        )
      }
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  const port = typeof address === 'object' && address ? address.port : 0
  return { settings: settingsOf(`http://127.0.0.1:${String(port)}/v1`), close: () => server.close() }
}

function settingsOf(url: string): Record<string, string> {
  return { WEIR_LLM__PROVIDER: 'openai', WEIR_LLM__BASE_URL: url, WEIR_LLM__MODEL: 'scripted' }
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const parts: Buffer[] = []
  for await (const part of request) if (part instanceof Buffer) parts.push(part)
  return Buffer.concat(parts).toString()
}

/** The question is the last thing said; the prompt around it holds other words too. */
function lastQuestion(body: string): string {
  return body.slice(-1_500)
}
