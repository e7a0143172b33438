import { expect, test } from 'vitest'
import { eventsOf } from './eventStream'

async function read(...pieces: string[]) {
  const encoder = new TextEncoder()
  const body = new ReadableStream<Uint8Array<ArrayBuffer>>({
    start(controller) {
      for (const piece of pieces) controller.enqueue(encoder.encode(piece))
      controller.close()
    },
  })
  const events = []
  for await (const event of eventsOf(new Response(body))) events.push(event)
  return events
}

test('reads events wherever the network cuts them', async () => {
  expect(await read('event: linked\nda', 'ta: {"a":1}\n', '\nevent: delta\ndata: x\n\n')).toEqual([
    { event: 'linked', data: '{"a":1}' },
    { event: 'delta', data: 'x' },
  ])
})

test('passes over heartbeats and joins lines of data', async () => {
  expect(await read(': still here\n\n', 'data: a\ndata: b\n\n', 'event: cut off')).toEqual([
    { event: 'message', data: 'a\nb' },
  ])
})
