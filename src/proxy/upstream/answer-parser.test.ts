import { describe, expect, test } from 'vitest'
import { AnswerParser } from './answer-parser.ts'
import { MAX_HEAD_BYTES } from './head-reader.ts'

/** All that is told of an answer, and where it ended; bytes of the body joined. */
interface Told {
  readonly events: unknown[]
  body: string
  trailers: readonly string[]
  /** Bytes of the answer; -1 if it is not complete. */
  length: number
  keepsConnection: boolean
  keepAliveMs: number
  fault: string | undefined
}

/** Reads an answer from pieces that end at `cuts`. @param ends the connection ends behind them */
function read(answer: string, cuts: readonly number[] = [], isHead = false, ends = false): Told {
  const bytes = Buffer.from(answer, 'latin1')
  const parser = new AnswerParser()
  const told: Told = {
    events: [],
    body: '',
    trailers: [],
    length: -1,
    keepsConnection: false,
    keepAliveMs: -1,
    fault: undefined,
  }
  parser.begin(
    {
      onInformation: (status, fields) => told.events.push(['information', status, fields]),
      onHead: (status, reason, fields) => told.events.push(['head', status, reason, fields]),
      onData: (data, start, end) => {
        expect(end).toBeGreaterThan(start)
        told.body += data.latin1Slice(start, end)
      },
    },
    isHead,
  )
  try {
    let from = 0
    for (const to of [...cuts, bytes.length]) {
      // A buffer of its own that is overwritten afterwards, as the one that sockets read into is.
      const piece = Buffer.from(bytes.subarray(from, to))
      const stopped = parser.write(piece, piece.length)
      piece.fill(0x21)
      if (parser.isComplete) {
        told.length = from + stopped
        break
      }
      expect(stopped).toBe(piece.length)
      from = to
    }
    if (ends && !parser.isComplete) {
      parser.endOfInput()
      told.length = bytes.length
    }
  } catch (error) {
    told.fault = (error as Error).message
  }
  told.trailers = parser.trailers
  told.keepsConnection = parser.keepsConnection
  told.keepAliveMs = parser.keepAliveMs
  return told
}

const samples: [string, string, boolean?, boolean?][] = [
  ['sized', 'HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nX-A: \tb\tc  \r\nEmpty:\r\ncontent-length: 5\r\n\r\nhello'],
  ['without a reason', 'HTTP/1.1 200\r\nContent-Length: 0\r\n\r\n'],
  ['with an empty reason', 'HTTP/1.1 200 \r\nContent-Length: 0\r\n\r\n'],
  ['with bytes above 0x7F', 'HTTP/1.1 200 caf\xe9\r\nX: \x80\xff\r\nContent-Length: 2\r\n\r\n\xfe\x00'],
  [
    'chunked, with extensions and trailers',
    'HTTP/1.1 200 OK\r\nTransfer-Encoding: Chunked\r\n\r\n3;a=b;c\r\nabc\r\n0A\r\n0123456789\r\n000\r\nX-Sum: 9\r\nY:\r\n\r\n',
  ],
  ['chunked and empty', 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n'],
  [
    'interim answers before it',
    'HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 102 Processing\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok',
  ],
  ['until the connection ends', 'HTTP/1.1 200 OK\r\nX: y\r\n\r\nHTTP/1.1 200 OK\r\n\r\n', false, true],
  ['HTTP/1.0 until the connection ends', 'HTTP/1.0 200 OK\r\n\r\nbody', false, true],
  ['HEAD', 'HTTP/1.1 200 OK\r\nContent-Length: 5000\r\n\r\n', true],
  ['HEAD, chunked', 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n', true],
  ['304 with a length', 'HTTP/1.1 304 Not Modified\r\nContent-Length: 5000\r\n\r\n'],
]

describe('an answer split anywhere', () => {
  test.each(samples)('%s', (_name, answer, isHead = false, ends = false) => {
    const whole = read(answer, [], isHead, ends)
    expect([whole.fault, whole.length]).toEqual([undefined, answer.length])
    for (let a = 0; a <= answer.length; a++) {
      expect(read(answer, [a], isHead, ends)).toEqual(whole)
      for (let b = a; b <= answer.length; b += 3) expect(read(answer, [a, b], isHead, ends)).toEqual(whole)
    }
    const single = Array.from({ length: answer.length }, (_, i) => i)
    expect(read(answer, single, isHead, ends)).toEqual(whole)
  })

  test('is what it says', () => {
    expect(read(samples[0]?.[1] as string)).toMatchObject({
      events: [['head', 200, 'OK', ['Content-Type', 'text/plain', 'X-A', 'b\tc', 'Empty', '', 'content-length', '5']]],
      body: 'hello',
      keepsConnection: true,
    })
    expect(read(samples[4]?.[1] as string)).toMatchObject({
      body: 'abc0123456789',
      trailers: ['X-Sum', '9', 'Y', ''],
      keepsConnection: true,
    })
    expect(read(samples[6]?.[1] as string).events).toEqual([
      ['information', 102, []],
      ['information', 103, ['Link', '</a>']],
      ['head', 200, 'OK', ['Content-Length', '2']],
    ])
  })

  test('is not complete before its last byte', () => {
    for (const [, answer, isHead = false, ends = false] of samples) {
      if (ends) continue
      for (let end = 0; end < answer.length; end++) {
        expect(read(answer.slice(0, end), [], isHead).length).toBe(-1)
        expect(read(answer.slice(0, end), [], isHead, true).fault).toMatch(/before its answer was complete/)
      }
    }
  })

  test('and nothing behind it is read', () => {
    for (const [, answer, isHead = false, ends = false] of samples) {
      if (ends) continue
      const alone = read(answer, [], isHead)
      for (const more of ['HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n', '\r\n', '\0', 'x']) {
        expect(read(answer + more, [], isHead)).toEqual(alone)
        expect(read(answer + more, [answer.length - 1], isHead)).toEqual(alone)
      }
    }
  })
})

const sized = (fields: string, status = '200 OK') => `HTTP/1.1 ${status}\r\nContent-Length: 0\r\n${fields}\r\n`
const framed = (fields: string, body = '') => `HTTP/1.1 200 OK\r\n${fields}\r\n${body}`
const chunked = (body: string) => framed('Transfer-Encoding: chunked\r\n', body)
/** A head of so many bytes. */
const ofBytes = (bytes: number) => sized(`X: ${'a'.repeat(bytes - sized('X: \r\n').length)}\r\n`)
const trailersOf = (bytes: number) => chunked(`0\r\nX: ${'a'.repeat(bytes - 'X: \r\n\r\n'.length)}\r\n\r\n`)
const interim = (count: number) => 'HTTP/1.1 102 P\r\n\r\n'.repeat(count) + sized('')

describe('the last that is taken, and the first that is refused', () => {
  const cases: [string, string, string][] = [
    ['the version', 'HTTP/1.0 200 OK\r\nContent-Length: 0\r\n\r\n', 'HTTP/1.2 200 OK\r\nContent-Length: 0\r\n\r\n'],
    ['the first version', sized(''), 'HTTP/2.0 200 OK\r\nContent-Length: 0\r\n\r\n'],
    ['the name', sized(''), sized('').replace('HTTP', 'http')],
    ['the space after the version', sized(''), sized('').replace(' ', '  ')],
    ['the lowest status', sized('', '200 OK'), sized('', '099 OK')],
    ['the highest status', sized('', '999 OK'), sized('', '1000 OK')],
    ['a status of fewer digits', sized('', '200'), sized('', '20')],
    ['a tab after the status', sized('', '200 OK'), sized('', '200\tOK')],
    ['a reason', sized('', '200 a\tb~\x80'), sized('', '200 a\x0bb')],
    ['NUL in a reason', sized('', '200 a b'), sized('', '200 a\0b')],
    ['DEL in a reason', sized('', '200 a~'), sized('', '200 a\x7f')],
    ['LF alone behind the status line', sized(''), sized('').replace('\r\n', '\n')],
    ['CR alone behind the status line', sized(''), sized('').replace('\r\n', '\r')],
    ['LF alone behind a field', sized('A: b\r\n'), sized('A: b\n')],
    ['CR alone behind a field', sized('A: b\r\n'), sized('A: b\rC: d\r\n')],
    ['CR LF CR without LF at the end', sized(''), `${sized('').slice(0, -1)}x`],
    ['a folded field', sized('A: b\r\nC: d\r\n'), sized('A: b\r\n C: d\r\n')],
    ['a field folded with a tab', sized('A: b\r\nC: d\r\n'), sized('A: b\r\n\tC: d\r\n')],
    ['a space before the first field', sized(''), 'HTTP/1.1 200 OK\r\n Content-Length: 0\r\n\r\n'],
    ['an empty name', sized('A: b\r\n'), sized(': b\r\n')],
    ['a name that is no token', sized("!#$%&'*+-.^_`|~09azAZ: b\r\n"), sized('a(: b\r\n')],
    ['a name above 0x7F', sized('a: b\r\n'), sized('\xe9: b\r\n')],
    ['a space before the colon', sized('A: b\r\n'), sized('A : b\r\n')],
    ['a line without a colon', sized('A:\r\n'), sized('A\r\n')],
    ['a control byte in a value', sized('A: b\t \x20\x7e\x80\xff\r\n'), sized('A: \x1f\r\n')],
    ['a tab behind a value', sized('A: \tb\tc \r\n'), sized('A: b\t \r\n')],
    ['NUL in a value', sized('A: b\r\n'), sized('A: b\0\r\n')],
    ['DEL in a value', sized('A: \x7e\r\n'), sized('A: \x7f\r\n')],
    ['the size of a head', ofBytes(MAX_HEAD_BYTES), ofBytes(MAX_HEAD_BYTES + 1)],
    ['the size of trailers', trailersOf(MAX_HEAD_BYTES), trailersOf(MAX_HEAD_BYTES + 1)],
    ['the count of interim answers', interim(32), interim(33)],
    ['the interim answers', `HTTP/1.1 102 P\r\n\r\n${sized('')}`, `HTTP/1.1 101 S\r\nUpgrade: a\r\n\r\n${sized('')}`],
    ['the version of an interim answer', interim(1), interim(1).replace('1.1', '1.0')],
    ['an interim answer that closes', interim(1), `HTTP/1.1 102 P\r\nConnection: close\r\n\r\n${sized('')}`],
    ['a length in an interim answer', interim(1), `HTTP/1.1 102 P\r\nContent-Length: 0\r\n\r\n${sized('')}`],
    ['Content-Length twice', framed('Content-Length: 0\r\n'), framed('Content-Length: 0\r\nContent-Length: 0\r\n')],
    ['two lengths', framed('Content-Length: 0\r\n'), framed('Content-Length: 0\r\nContent-Length: 1\r\n')],
    ['a list of lengths', framed('Content-Length: 0\r\n'), framed('Content-Length: 0, 0\r\n')],
    ['no length', framed('Content-Length: 00\r\n'), framed('Content-Length:\r\n')],
    ['a signed length', framed('Content-Length: 0\r\n'), framed('Content-Length: +0\r\n')],
    ['a negative length', framed('Content-Length: 0\r\n'), framed('Content-Length: -0\r\n')],
    ['a hexadecimal length', framed('Content-Length: 0\r\n'), framed('Content-Length: 0x0\r\n')],
    ['an exponent', framed('Content-Length: 0\r\n'), framed('Content-Length: 0e1\r\n')],
    ['words around a length', framed('Content-Length: \t0 \r\n'), framed('Content-Length: 0 0\r\n')],
    [
      'digits of a length',
      framed(`Content-Length: ${'0'.repeat(16)}\r\n`),
      framed(`Content-Length: ${'0'.repeat(17)}\r\n`),
    ],
    ['both framings', chunked('0\r\n\r\n'), framed('Transfer-Encoding: chunked\r\nContent-Length: 5\r\n', '0\r\n\r\n')],
    [
      'both framings, the other way',
      chunked('0\r\n\r\n'),
      framed('Content-Length: 5\r\nTransfer-Encoding: chunked\r\n', '0\r\n\r\n'),
    ],
    [
      'two codings',
      framed('Transfer-Encoding: CHUNKED\r\n', '0\r\n\r\n'),
      framed('Transfer-Encoding: gzip, chunked\r\n', '0\r\n\r\n'),
    ],
    ['another coding', chunked('0\r\n\r\n'), framed('Transfer-Encoding: identity\r\n', '0\r\n\r\n')],
    ['a coding with a parameter', chunked('0\r\n\r\n'), framed('Transfer-Encoding: chunked;q=1\r\n', '0\r\n\r\n')],
    ['an empty coding', chunked('0\r\n\r\n'), framed('Transfer-Encoding:\r\n', '0\r\n\r\n')],
    [
      'chunked twice',
      chunked('0\r\n\r\n'),
      framed('Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n', '0\r\n\r\n'),
    ],
    ['chunked in HTTP/1.0', chunked('0\r\n\r\n'), chunked('0\r\n\r\n').replace('1.1', '1.0')],
    ['digits of a chunk size', chunked(`${'0'.repeat(13)}\r\n\r\n`), chunked(`${'0'.repeat(14)}\r\n\r\n`)],
    ['no digit', chunked('0\r\n\r\n'), chunked('\r\n\r\n')],
    [
      'a digit that is none',
      chunked('f\r\n0123456789abcde\r\n0\r\n\r\n'),
      chunked('g\r\n0123456789abcdef\r\n0\r\n\r\n'),
    ],
    ['a signed size', chunked('0\r\n\r\n'), chunked('+0\r\n\r\n')],
    ['0x before a size', chunked('0\r\n\r\n'), chunked('0x0\r\n\r\n')],
    ['a space behind a size', chunked('0\r\n\r\n'), chunked('0 \r\n\r\n')],
    ['a space before an extension', chunked('0;a\r\n\r\n'), chunked('0; a\r\n\r\n')],
    ['an empty extension', chunked('0;a\r\n\r\n'), chunked('0;\r\n\r\n')],
    ['an empty value of an extension', chunked('0;a=b\r\n\r\n'), chunked('0;a=\r\n\r\n')],
    ['a quoted value of an extension', chunked('0;a=b\r\n\r\n'), chunked('0;a="b"\r\n\r\n')],
    ['two values of an extension', chunked('0;a=b;c\r\n\r\n'), chunked('0;a=b=c\r\n\r\n')],
    ['the size of extensions', chunked(`0;${'a'.repeat(1_023)}\r\n\r\n`), chunked(`0;${'a'.repeat(1_024)}\r\n\r\n`)],
    ['LF alone behind a size', chunked('0\r\n\r\n'), chunked('0\n\r\n')],
    ['CR alone behind a size', chunked('0\r\n\r\n'), chunked('0\r\r\n')],
    ['LF alone behind an extension', chunked('0;a\r\n\r\n'), chunked('0;a\n\r\n')],
    ['a chunk longer than its size', chunked('2\r\nab\r\n0\r\n\r\n'), chunked('1\r\nab\r\n0\r\n\r\n')],
    ['LF alone behind a chunk', chunked('2\r\nab\r\n0\r\n\r\n'), chunked('2\r\nab\n0\r\n\r\n')],
    ['CR alone behind a chunk', chunked('2\r\nab\r\n0\r\n\r\n'), chunked('2\r\nab\r0\r\n\r\n')],
    ['a folded trailer', chunked('0\r\nA: b\r\n\r\n'), chunked('0\r\nA: b\r\n c\r\n\r\n')],
    ['a length among the trailers', chunked('0\r\nA: b\r\n\r\n'), chunked('0\r\nContent-length: 0\r\n\r\n')],
    ['a coding among the trailers', chunked('0\r\nA: b\r\n\r\n'), chunked('0\r\ntransfer-Encoding: chunked\r\n\r\n')],
  ]
  test.each(cases)('%s', (_what, taken, refused) => {
    const good = read(taken)
    expect([good.fault, good.length]).toEqual([undefined, taken.length])
    const bad = read(refused)
    expect(bad.fault).toBeDefined()
    expect(bad.length).toBe(-1)
    const single = Array.from({ length: refused.length }, (_, i) => i)
    expect(read(refused, single).fault).toBe(bad.fault)
  })

  test('a Content-Length as large as can be counted', () => {
    const head = (length: string) => read(framed(`Content-Length: ${length}\r\n`))
    expect(head('9007199254740991')).toMatchObject({ fault: undefined, length: -1 })
    expect(head('9007199254740992').fault).toMatch(/Content-Length/)
  })
})

test.each([
  ['', true, -1],
  ['Connection: keep-alive\r\n', true, -1],
  ['Connection: Close\r\n', false, -1],
  ['Connection: x, \tclose ,y\r\n', false, -1],
  ['Connection: closed\r\n', true, -1],
  ['Connection: x\r\nConnection: close\r\n', false, -1],
  ['Keep-Alive: timeout=5\r\n', true, 5_000],
  ['Keep-Alive: max=100, Timeout=5\r\n', true, 5_000],
  ['Keep-Alive: xtimeout=5\r\n', true, -1],
  ['Keep-Alive: timeout=9999999999\r\n', true, -1],
])('what is said of the connection: %j', (fields, keepsConnection, keepAliveMs) => {
  expect(read(sized(fields))).toMatchObject({ fault: undefined, keepsConnection, keepAliveMs })
})

test('a connection is not kept by HTTP/1.0, nor after a body that ends with it, nor after 204 with a coding', () => {
  expect(read(sized('Connection: keep-alive\r\n').replace('1.1', '1.0')).keepsConnection).toBe(false)
  expect(read(framed('Connection: keep-alive\r\n', 'x'), [], false, true).keepsConnection).toBe(false)
  const odd = 'HTTP/1.1 204 No Content\r\nTransfer-Encoding: chunked\r\n\r\n'
  expect(read(odd)).toMatchObject({ length: odd.length, keepsConnection: false })
  expect(read('HTTP/1.1 204 No Content\r\nContent-Length: 5\r\n\r\n').keepsConnection).toBe(true)
})

test('nothing is told after stop', () => {
  const parser = new AnswerParser()
  const told: string[] = []
  parser.begin(
    {
      onInformation: () => told.push('information'),
      onHead: () => {
        told.push('head')
        parser.stop()
      },
      onData: () => told.push('data'),
    },
    false,
  )
  const bytes = Buffer.from('HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok')
  parser.write(bytes, bytes.length)
  expect([told, parser.isComplete]).toEqual([['head'], false])
})
