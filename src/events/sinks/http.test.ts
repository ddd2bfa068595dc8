import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { makeEvent } from '../../../test/support/events.ts'
import { HttpSink } from './http.ts'

let server: Server
/** Ids of the events of each request, in order. */
let batches: string[][]
let answer: (ids: string[]) => { status: number; body?: string }
let sent: number
let dropped: [number, string][]

beforeEach(async () => {
  batches = []
  sent = 0
  dropped = []
  answer = () => ({ status: 200, body: '{}' })
  server = createServer(async (req, res) => {
    let text = ''
    for await (const chunk of req) text += chunk
    const ids = text
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line).requestId)
    batches.push(ids)
    const { status, body = '' } = answer(ids)
    res.writeHead(status, { 'content-type': 'application/json' })
    res.end(body)
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
})
afterEach(() => server.close())

/** Sends events of these names and closes; returns what was left behind. */
async function deliver(names: string[], batchSize = 8): Promise<number> {
  const sink = new HttpSink(
    { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`, token: '', maxQueued: 1_000, batchSize },
    {
      sent: (_sink, events) => {
        sent += events
      },
      dropped: (_sink, events, reason) => dropped.push([events, reason]),
      health: () => {},
    },
  )
  for (const requestId of names) sink.accept(makeEvent({ requestId }))
  return sink.close(10_000)
}
/** An answer of so many bytes that three events were rejected. */
function longAnswer(bytes: number): string {
  const answer = '{"rejectedCount":3}'
  return answer + ' '.repeat(bytes - answer.length)
}
const named = (count: number) => Array.from({ length: count }, (_, i) => `e${i}`)

test('what the backend rejects in an answer of 200 is dropped with its reason, not sent', async () => {
  answer = (ids) => ({
    status: 200,
    body: JSON.stringify({
      accepted: ids.length - 2,
      duplicates: 0,
      rejected: [{ line: 1, error: '/response/status must be <= 599' }],
      rejectedCount: 2,
    }),
  })
  expect(await deliver(named(5))).toBe(0)
  expect([sent, dropped]).toEqual([3, [[2, 'the backend refused them: /response/status must be <= 599']]])
})

test.each([
  ['', 0],
  ['ok', 0],
  ['null', 0],
  ['[]', 0],
  ['{"rejectedCount":"many"}', 0],
  ['{"rejectedCount":-1}', 0],
  ['{"rejectedCount":1.5}', 0],
  ['{"rejectedCount":1}', 1],
  ['{"rejectedCount":1,"rejected":[null]}', 1],
  ['{"rejectedCount":3}', 3],
  ['{"rejectedCount":4}', 3],
  [longAnswer(65_536), 3],
  [longAnswer(65_537), 0],
])('what an answer says of three events (%#)', async (body, rejected) => {
  answer = () => ({ status: 200, body })
  await deliver(named(3))
  expect([sent, dropped.reduce((sum, [count]) => sum + count, 0)]).toEqual([3 - rejected, rejected])
})

test.each([400, 413, 422])(
  'one event that is refused with %i is dropped alone, every neighbour arrives',
  async (status) => {
    const taken = new Set<string>()
    answer = (ids) => {
      if (ids.includes('e5')) return { status }
      for (const id of ids) taken.add(id)
      return { status: 200 }
    }
    expect(await deliver(named(20))).toBe(0)
    expect(taken).toEqual(new Set(named(20).filter((name) => name !== 'e5')))
    expect([sent, dropped]).toEqual([19, [[1, `the backend answered ${status}`]]])
    // Halving finds it, not one request an event.
    expect(batches.length).toBeLessThan(11)
  },
)

test('a batch that is too large as a whole arrives in halves', async () => {
  answer = (ids) => ({ status: ids.length > 3 ? 413 : 200 })
  expect(await deliver(named(20))).toBe(0)
  expect([sent, dropped]).toEqual([20, []])
})

test('a request stays below 8 MB, whatever the size of a batch', async () => {
  const big = 'x'.repeat(3_000_000)
  await deliver(['a', 'b', 'c', 'd'].map((name) => name + big))
  expect(batches.map((ids) => ids.map((id) => id[0]).join(''))).toEqual(['ab', 'cd'])
  expect(sent).toBe(4)
})
