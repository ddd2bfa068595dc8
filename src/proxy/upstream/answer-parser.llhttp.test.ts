import { request } from 'node:http'
import { Duplex } from 'node:stream'
import { describe, expect, test } from 'vitest'
import { Random } from '../../../test/fuzz/random.ts'
import { AnswerParser } from './answer-parser.ts'

// What we take, Node's own client takes as the same answer that ends at the same byte. We may take less.

/** An answer as it was understood. */
interface Read {
  readonly interim: [number, readonly string[]][]
  status: number
  reason: string
  fields: readonly string[]
  body: string
  trailers: readonly string[]
}

const nothing = (): Read => ({ interim: [], status: 0, reason: '', fields: [], body: '', trailers: [] })

/** As we read it: the answer and its length in bytes; undefined if it is refused or not complete. */
function ours(bytes: Buffer, isHead: boolean): { answer: Read; length: number; untilClose: boolean } | undefined {
  const answer = nothing()
  const parser = new AnswerParser()
  parser.begin(
    {
      onInformation: (status, fields) => answer.interim.push([status, fields]),
      onHead: (status, reason, fields) => Object.assign(answer, { status, reason, fields }),
      onData: (data, start, end) => {
        answer.body += data.latin1Slice(start, end)
      },
    },
    isHead,
  )
  try {
    const length = parser.write(bytes, bytes.length)
    const untilClose = !parser.isComplete
    if (untilClose) parser.endOfInput()
    answer.trailers = parser.trailers
    return { answer, length, untilClose }
  } catch {
    return undefined
  }
}

/** A connection whose other end sends some bytes as soon as it is asked, and closes. */
class Upstream extends Duplex {
  readonly #answer: Buffer
  #isAsked = false

  constructor(answer: Buffer) {
    super()
    this.#answer = answer
  }

  override _read(): void {}

  override _write(_chunk: Buffer, _encoding: BufferEncoding, done: () => void): void {
    done()
    if (this.#isAsked) return
    this.#isAsked = true
    if (this.#answer.length > 0) this.push(this.#answer)
    this.push(null)
  }
}

/** As Node's client reads it; undefined if it refuses it, or misses its end. */
function nodes(bytes: Buffer, method: string): Promise<Read | undefined> {
  return new Promise((resolve) => {
    const answer = nothing()
    const client = request({ method, createConnection: () => new Upstream(bytes), maxHeaderSize: 65_536 })
    // Nobody is told of 100 by us.
    client.on('information', ({ statusCode, rawHeaders }) => {
      if (statusCode !== 100) answer.interim.push([statusCode, rawHeaders])
    })
    client.on('upgrade', () => resolve(undefined))
    client.on('error', () => resolve(undefined))
    client.on('response', (response) => {
      answer.status = response.statusCode as number
      answer.reason = response.statusMessage as string
      answer.fields = response.rawHeaders
      response.on('data', (chunk: Buffer) => {
        answer.body += chunk.latin1Slice()
      })
      response.on('error', () => {})
      response.on('close', () => {
        answer.trailers = response.rawTrailers
        resolve(response.complete ? answer : undefined)
      })
    })
    client.end()
  })
}

const random = new Random(20_261_122)
const METHODS = ['GET', 'HEAD', 'POST']
const STATUSES = ['200 OK', '200', '200 ', '204 No Content', '304 Not Modified', '404 a\tb\x80', '999 \xff', '500  x ']
const FIELDS = [
  'X: y',
  'x-A:z ',
  'Empty:',
  'Connection: close',
  'Connection: keep-alive',
  'Keep-Alive: timeout=5',
  'Upgrade: x',
  'B: \x80\t\xff ',
]
const FRAMING = [
  'Content-Length: 5',
  'Content-Length: 0',
  'content-length:\t05 ',
  'Transfer-Encoding: chunked',
  'transfer-encoding: CHUNKED',
  '',
]
const SIZES = ['5\r\nhello\r\n', '05;a=b\r\nhello\r\n', 'a;x\r\n0123456789\r\n', '1;a;b=c\r\n\n\r\n']
const TRAILERS = ['', 'X: y\r\n', 'a:\r\nB: c \r\n']
const INTERIM = ['', '', '', 'HTTP/1.1 100 Continue\r\n\r\n', 'HTTP/1.1 103 E\r\nLink: </a>\r\n\r\n']
/** What mutations put in. */
const PIECES = [
  '\r',
  '\n',
  '\r\n',
  '\r\n\r\n',
  '\0',
  ' ',
  '\t',
  ':',
  ';',
  ',',
  '=',
  '"',
  '0',
  '5',
  'f',
  '-',
  '+',
  '\x7f',
  '\x80',
  'x',
  'HTTP/1.1 200 OK\r\n',
  'Content-Length: 3\r\n',
  'Transfer-Encoding: chunked\r\n',
  'Transfer-Encoding: gzip\r\n',
  '0\r\n\r\n',
  '1.0',
  '101',
  '204',
  '304',
  'Connection: close\r\n',
  ' a: b\r\n',
]

function generated(): string {
  const times = <T>(most: number, make: () => T): T[] => Array.from({ length: random.below(most + 1) }, make)
  const framing = random.pick(FRAMING)
  const lines = [
    ...times(3, () => random.pick(FIELDS)),
    ...(framing ? [framing] : []),
    ...times(2, () => random.pick(FIELDS)),
  ]
  const body = /^t/i.test(framing)
    ? `${times(3, () => random.pick(SIZES)).join('')}0\r\n${random.pick(TRAILERS)}\r\n`
    : 'hello'.slice(0, random.below(6))
  const version = random.once(8) ? '1.0' : '1.1'
  return `${random.pick(INTERIM)}HTTP/${version} ${random.pick(STATUSES)}\r\n${lines.map((line) => `${line}\r\n`).join('')}\r\n${body}`
}

function mutated(answer: string): string {
  let text = answer
  for (let i = random.below(3); i >= 0; i--) {
    const at = random.below(text.length + 1)
    const cut = random.below(3)
    text = text.slice(0, at) + (random.once(3) ? '' : random.pick(PIECES)) + text.slice(at + cut)
  }
  return text
}

async function agree(text: string, method: string): Promise<'taken' | 'refused'> {
  const bytes = Buffer.from(text, 'latin1')
  const read = ours(bytes, method === 'HEAD')
  if (read === undefined) return 'refused'
  const { answer, length, untilClose } = read
  expect([text, await nodes(bytes.subarray(0, length), method)]).toEqual([text, answer])
  // One byte less is not the whole answer for Node either, so that both end it at the same byte.
  if (!untilClose) expect([text, await nodes(bytes.subarray(0, length - 1), method)]).toEqual([text, undefined])
  return 'taken'
}

describe('the answers that we take are the same to Node', () => {
  test.each([
    ['generated', () => generated(), 1_000, 600],
    ['mutated', () => mutated(generated()), 6_000, 1_000],
  ] as const)('%s', async (_how, make, count, leastTaken) => {
    let taken = 0
    for (let i = 0; i < count; i++) if ((await agree(make(), random.pick(METHODS))) === 'taken') taken++
    expect(taken).toBeGreaterThan(leastTaken)
    expect(taken).toBeLessThan(count)
  })
})

// Each is a kind that Node takes and we don't: a new one shows up here as a failure when it is added.
test.each([
  ['a control byte in the reason', 'HTTP/1.1 200 a\x01\r\nContent-Length: 0\r\n\r\n'],
  ['a tab behind a value', 'HTTP/1.1 200 OK\r\nA: b\t\r\nContent-Length: 0\r\n\r\n'],
  ['two equal codings', 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n'],
  ['codings before chunked', 'HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n'],
  ['a coding that is not chunked, up to the end', 'HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip\r\n\r\nx'],
  ['chunked in HTTP/1.0', 'HTTP/1.0 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n'],
  ['quoted values of extensions', 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0;a="b"\r\n\r\n'],
  ['empty values of extensions', 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0;a=\r\n\r\n'],
  ['more digits of a chunk size', `HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n${'0'.repeat(14)}\r\n\r\n`],
  [
    'framing in an interim answer',
    'HTTP/1.1 103 E\r\nContent-Length: 0\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n',
  ],
  ['more digits of a length', `HTTP/1.1 200 OK\r\nContent-Length: ${'0'.repeat(17)}\r\n\r\n`],
])('what Node takes and we refuse: %s', async (_what, answer) => {
  const bytes = Buffer.from(answer, 'latin1')
  expect(await nodes(bytes, 'GET')).toBeDefined()
  expect(ours(bytes, false)).toBeUndefined()
})
