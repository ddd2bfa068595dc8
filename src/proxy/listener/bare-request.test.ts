import { IncomingMessage } from 'node:http'
import { Socket } from 'node:net'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { BareRequest, bareHeaders } from './bare-request.ts'

const names = [
  'Host',
  'host',
  'Expect',
  'EXPECT',
  'TE',
  'Upgrade',
  'Content-Length',
  'Transfer-Encoding',
  'Cookie',
  'Accept',
]

/** What Node makes of the same fields. */
function nodeHeaders(raw: string[]): IncomingMessage['headers'] {
  const request = new IncomingMessage(new Socket())
  request.rawHeaders = raw
  // What its parser calls once the head is complete.
  const { _addHeaderLines: add } = request as unknown as { _addHeaderLines(raw: string[], count: number): void }
  add.call(request, raw, raw.length)
  return request.headers
}

test('what Node goes by is what Node would have found', () => {
  const field = fc.tuple(fc.constantFrom(...names), fc.constantFrom('a', '100-continue', '0', 'websocket', ''))
  fc.assert(
    fc.property(fc.array(field, { maxLength: 6 }), (fields) => {
      const raw = fields.flat()
      const bare = bareHeaders(raw)
      const node = nodeHeaders(raw)
      for (const name of ['expect', 'te', 'upgrade', 'transfer-encoding'])
        expect([name, bare[name]]).toEqual([name, node[name]])
      for (const name of ['host', 'content-length']) expect([name, name in bare]).toEqual([name, name in node])
    }),
  )
})

test('a request has no other fields, and looks for these once', () => {
  const request = new BareRequest(new Socket())
  request.rawHeaders = ['Host', 'a', 'Cookie', 'b=c', 'a'.repeat(40), 'd']
  expect(request.headers).toEqual({ host: 'a' })
  expect(request.headers).toBe(request.headers)
})
