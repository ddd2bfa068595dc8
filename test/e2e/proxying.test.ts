import { connect } from 'node:net'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { type Sluice, startSluice } from '../support/program.ts'
import { exchange, RawClient } from '../support/raw-client.ts'
import { RawUpstream } from '../support/raw-upstream.ts'

let upstream: RawUpstream
let sluice: Sluice

beforeAll(async () => {
  upstream = await RawUpstream.start()
  // What an exception covers, or monitor mode lets pass, is forwarded as well.
  sluice = await startSluice(upstream.url, { routes: [{ name: 'own', path: '/own', mode: 'monitor' }] })
})
afterAll(async () => {
  await sluice.stop()
  await upstream.close()
})
beforeEach(() => upstream.respond('HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok'))

const get = (path: string, fields = '') => `GET ${path} HTTP/1.1\r\nHost: api.example\r\n${fields}\r\n`

describe('answers', () => {
  test('keep-alive holds on both sides', async () => {
    const client = new RawClient(sluice.port)
    const ask = async () => {
      client.send(get('/k'))
      return (await client.response()).body
    }
    await ask()
    const before = upstream.connections
    for (let i = 0; i < 3; i++) expect(await ask()).toBe('ok')
    client.close()
    expect(upstream.connections).toBe(before)
  })

  test('pipelined requests are answered in order', async () => {
    upstream.respond(({ requestLine }) => `HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n${requestLine.slice(4, 6)}`)
    const client = new RawClient(sluice.port)
    client.send(get('/1') + get('/2') + get('/3'))
    for (const body of ['/1', '/2', '/3']) expect((await client.response()).body).toBe(body)
    client.close()
  })

  test('chunked answers, their trailers, and fields in order and case', async () => {
    upstream.respond(
      'HTTP/1.1 203 Odd Words\r\nX-B: 1\r\nx-a: 2\r\nX-B: 3\r\nTrailer: X-Sum\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2\r\nde\r\n0\r\nX-Sum: 9\r\n\r\n',
    )
    const answer = await exchange(sluice.port, get('/t'))
    expect(answer.statusLine).toBe('HTTP/1.1 203 Odd Words')
    expect(answer.body).toBe('abcde')
    expect(answer.trailers).toEqual([['X-Sum', '9']])
    expect(answer.headers.filter(([name]) => /^x-[ab]$/i.test(name))).toEqual([
      ['X-B', '1'],
      ['x-a', '2'],
      ['X-B', '3'],
    ])
  })

  test('HEAD keeps the length and sends no body, and its connection is used again', async () => {
    upstream.respond('HTTP/1.1 200 OK\r\nContent-Length: 1234\r\n\r\n')
    const client = new RawClient(sluice.port)
    const before = upstream.connections
    for (let i = 0; i < 3; i++) {
      client.send('HEAD /h HTTP/1.1\r\nHost: api.example\r\n\r\n')
      expect((await client.response(true)).header('content-length')).toBe('1234')
    }
    client.close()
    expect(upstream.connections - before).toBeLessThanOrEqual(1)
  })

  test.each([204, 304])('%i has no body', async (status) => {
    upstream.respond(`HTTP/1.1 ${status} X\r\nETag: "a"\r\n\r\n`)
    const client = new RawClient(sluice.port)
    client.send(get('/n') + get('/n'))
    expect((await client.response()).status).toBe(status)
    expect((await client.response()).header('etag')).toBe('"a"')
    client.close()
  })

  test('103 passes before the answer', async () => {
    upstream.respond(
      'HTTP/1.1 103 Early Hints\r\nLink: </a.css>; rel=preload\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok',
    )
    const client = new RawClient(sluice.port)
    client.send(get('/e'))
    const early = await client.response()
    expect([early.status, early.header('link')]).toEqual([103, '</a.css>; rel=preload'])
    expect((await client.response()).status).toBe(200)
    client.close()
  })

  test('server-sent events arrive one by one, not when the stream ends', async () => {
    const next = upstream.next()
    let stream: { write(text: string): void } | undefined
    upstream.respond((_request, socket) => {
      stream = socket
      return 'HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n'
    })
    const client = new RawClient(sluice.port)
    client.send(get('/sse'))
    await next
    stream?.write('9\r\ndata: 1\n\n\r\n')
    expect(String(await client.bytes(1))).not.toBe('')
    const seen = async (text: string) => {
      let all = ''
      while (!all.includes(text)) all += (await client.bytes(1)).toString()
      return true
    }
    expect(await seen('data: 1')).toBe(true)
    stream?.write('9\r\ndata: 2\n\n\r\n')
    expect(await seen('data: 2')).toBe(true)
    client.close()
  })

  test('an HTTP/1.0 client gets a whole answer and the end of the connection', async () => {
    upstream.respond('HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n')
    const answer = await exchange(sluice.port, 'GET /old HTTP/1.0\r\nHost: api.example\r\n\r\n')
    expect([answer.status, answer.body, answer.header('transfer-encoding')]).toEqual([200, 'ok', undefined])
  })
})

describe('header fields', () => {
  test('hop-by-hop fields go neither way, nor what Connection names', async () => {
    upstream.respond(
      'HTTP/1.1 200 OK\r\nConnection: keep-alive, X-Internal\r\nKeep-Alive: timeout=5\r\nX-Internal: secret\r\nX-Kept: yes\r\nContent-Length: 2\r\n\r\nok',
    )
    const arrived = upstream.next()
    const answer = await exchange(
      sluice.port,
      get(
        '/hop',
        'Connection: keep-alive, X-Mine\r\nX-Mine: 1\r\nKeep-Alive: 5\r\nTE: trailers\r\nProxy-Connection: x\r\nX-Kept: 2\r\n',
      ),
    )
    const received = await arrived
    for (const name of ['x-mine', 'keep-alive', 'te', 'proxy-connection']) expect(received.header(name)).toBeUndefined()
    expect(received.header('x-kept')).toBe('2')
    expect(answer.header('x-internal')).toBeUndefined()
    expect(answer.header('x-kept')).toBe('yes')
  })

  test('naming our own fields in Connection does not drop them', async () => {
    const arrived = upstream.next()
    await exchange(sluice.port, get('/own', 'Connection: X-Forwarded-For, X-Request-Id, Host, Content-Type\r\n'))
    const received = await arrived
    expect(received.header('x-forwarded-for')).toBe('127.0.0.1')
    expect(received.header('x-request-id')).toMatch(/^[A-Za-z0-9._-]{8,64}$/)
    expect(received.header('host')).toBe('api.example')
  })

  test('what an untrusted peer says of itself is replaced, but X-Forwarded-For keeps the trail', async () => {
    const arrived = upstream.next()
    await exchange(
      sluice.port,
      get(
        '/x',
        'X-Forwarded-For: 1.2.3.4\r\nX-Forwarded-Proto: https\r\nX-Forwarded-Port: 443\r\nX-Forwarded-Host: evil\r\nX-Request-Id: chosen-by-client\r\n',
      ),
    )
    const received = await arrived
    expect(received.header('x-forwarded-for')).toBe('1.2.3.4, 127.0.0.1')
    expect(received.header('x-forwarded-proto')).toBe('http')
    expect(received.header('x-forwarded-port')).toBe(String(sluice.port))
    expect(received.header('x-forwarded-host')).toBe('api.example')
    expect(received.header('x-request-id')).not.toBe('chosen-by-client')
    expect(received.headers.filter(([name]) => name.toLowerCase() === 'x-forwarded-proto')).toHaveLength(1)
  })

  test('a trusted peer is believed', async () => {
    const trusting = await startSluice(upstream.url, { trustedProxies: ['127.0.0.0/8'] })
    try {
      const arrived = upstream.next()
      const answer = await exchange(
        trusting.port,
        get(
          '/x',
          'X-Forwarded-For: 1.2.3.4\r\nX-Forwarded-Proto: https\r\nX-Forwarded-Port: 443\r\nX-Request-Id: Root-1.2_3-abc\r\n',
        ),
      )
      const received = await arrived
      expect(received.header('x-forwarded-proto')).toBe('https')
      expect(received.header('x-forwarded-port')).toBe('443')
      expect(received.header('x-request-id')).toBe('Root-1.2_3-abc')
      expect(answer.header('x-request-id')).toBe('Root-1.2_3-abc')
      for (const [id, kept] of [
        ['x'.repeat(7), false],
        ['x'.repeat(8), true],
        ['x'.repeat(64), true],
        ['x'.repeat(65), false],
        ['bad id here!', false],
      ] as const) {
        const { header } = await exchange(trusting.port, get('/x', `X-Request-Id: ${id}\r\n`))
        expect(header('x-request-id') === id).toBe(kept)
      }
      const blocked = await exchange(
        trusting.port,
        get('/?q=1%27%20or%20%271%27=%271', 'X-Forwarded-For: 9.9.9.9, 203.0.113.7, 127.0.0.5\r\n'),
      )
      expect(blocked.status).toBe(403)
      const event = await trusting.program.event(({ request }) => request.target.startsWith('/?q=1'))
      expect(event.client).toMatchObject({ address: '203.0.113.7', peer: '127.0.0.1' })
    } finally {
      await trusting.stop()
    }
  })
})

describe('Expect: 100-continue', () => {
  const head = (path: string, expectation = '100-continue') =>
    `POST ${path} HTTP/1.1\r\nHost: api.example\r\nExpect: ${expectation}\r\nContent-Type: text/plain\r\nContent-Length: 4\r\n\r\n`

  test('the client is told to continue once the head has passed, and Expect is not forwarded', async () => {
    const arrived = upstream.next()
    const client = new RawClient(sluice.port)
    client.send(head('/c'))
    expect((await client.response()).status).toBe(100)
    client.send('body')
    expect((await client.response()).status).toBe(200)
    const received = await arrived
    expect(received.header('expect')).toBeUndefined()
    expect(received.body.toString()).toBe('body')
    client.close()
  })

  test('a bad head is refused without 100', async () => {
    const client = new RawClient(sluice.port)
    client.send(head('/c?q=1%27%20or%20%271%27=%271'))
    expect((await client.response()).status).toBe(403)
    client.close()
  })

  test('an unknown expectation is 417', async () => {
    expect((await exchange(sluice.port, head('/c', 'magic'))).status).toBe(417)
  })
})

describe('the upstream fails', () => {
  test('502 when it closes without an answer, as problem+json with the request id and nothing else', async () => {
    upstream.respond((_request, socket) => {
      socket.destroy()
      return undefined
    })
    const answer = await exchange(sluice.port, 'POST /f HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\n\r\nx')
    expect([answer.status, answer.header('content-type')]).toEqual([502, 'application/problem+json'])
    const problem = JSON.parse(answer.body)
    expect(problem).toMatchObject({ status: 502, title: 'Bad Gateway', requestId: answer.header('x-request-id') })
    expect(answer.body).not.toMatch(/at |node|undici|127\.0\.0\.1/)
  })

  test('a GET whose reused connection was closed is sent once more; a POST is not', async () => {
    let close = true
    upstream.respond((_request, socket) => {
      if (close && upstream.connections > 0 && socket.bytesWritten > 0) {
        close = false
        socket.destroy()
        return undefined
      }
      return 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok'
    })
    await exchange(sluice.port, get('/warm'))
    expect((await exchange(sluice.port, get('/again'))).status).toBe(200)
    close = true
    await exchange(sluice.port, get('/warm'))
    close = true
    const count = upstream.requests.length
    expect((await exchange(sluice.port, 'POST /once HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\n\r\nx')).status).toBe(
      502,
    )
    expect(upstream.requests.slice(count).filter(({ requestLine }) => requestLine.includes('/once'))).toHaveLength(1)
  })

  test('an answer that breaks off breaks off for the client too', async () => {
    upstream.respond((_request, socket) => {
      socket.end('HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf')
      return undefined
    })
    const client = new RawClient(sluice.port)
    client.send(get('/half'))
    await expect(client.response()).rejects.toThrow(/ended/)
    await client.closed
  })

  test('to a client of HTTP/1.0, for whom the end is the end, an answer that breaks off ends in a reset', async () => {
    upstream.respond((_request, socket) => {
      socket.end('HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nhalf\r\n')
      return undefined
    })
    const client = connect(sluice.port, '127.0.0.1')
    client.resume().write('GET /half HTTP/1.0\r\nHost: a\r\n\r\n')
    const end = await new Promise((resolve) => {
      client.once('error', ({ code }: NodeJS.ErrnoException) => resolve(code))
      client.once('end', () => resolve('a clean end'))
    })
    expect(end).toBe('ECONNRESET')
    client.destroy()
  })

  test('an answer with a head that can not be passed on is 502, and nothing of it is left', async () => {
    upstream.respond('HTTP/1.1 200 Fine\r\nTrailer: X\r\nContent-Length: 2\r\n\r\nok')
    const answer = await exchange(sluice.port, get('/'))
    expect(answer.statusLine).toBe('HTTP/1.1 502 Bad Gateway')
    expect(JSON.parse(answer.body)).toMatchObject({ detail: expect.stringContaining('invalid') })
  })

  test('a 204 says nothing of a length', async () => {
    upstream.respond('HTTP/1.1 204 No Content\r\nContent-Length: 5\r\n\r\n')
    expect((await exchange(sluice.port, get('/'))).header('content-length')).toBeUndefined()
  })

  test('what follows an answer that ends the connection is not carried out', async () => {
    const client = new RawClient(sluice.port)
    const before = upstream.requests.length
    client.send('GET /1 HTTP/1.0\r\nConnection: keep-alive\r\nHost: a\r\n\r\nPOST /2 HTTP/1.0\r\nHost: a\r\n\r\n')
    upstream.respond('HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n')
    await client.closed
    expect(upstream.requests.slice(before).map(({ requestLine }) => requestLine)).toEqual(['GET /1 HTTP/1.1'])
  })

  test('an answer that is not HTTP is 502', async () => {
    upstream.respond('SMTP ready\r\n\r\n')
    expect((await exchange(sluice.port, get('/nonsense'))).status).toBe(502)
  })

  test('504 when the head does not come in time, 503 when no connection is free', async () => {
    const slow = await startSluice(upstream.url, {
      upstream: { headersTimeoutMs: 1_000, maxConnections: 1, maxPending: 1, queueTimeoutMs: 100 },
    })
    try {
      upstream.respond(() => undefined)
      const first = exchange(slow.port, get('/slow'))
      await upstream.next()
      const waiting = await exchange(slow.port, get('/waits'))
      expect([waiting.status, waiting.header('retry-after')]).toEqual([503, '1'])
      expect((await first).status).toBe(504)
    } finally {
      await slow.stop()
    }
  })

  test('absent at the start: the proxy starts, answers 502, and recovers by itself', async () => {
    const temporary = await RawUpstream.start()
    const { port, url } = temporary
    await temporary.close()
    const lonely = await startSluice(url)
    try {
      await lonely.program.logged(({ message }) => message === 'the upstream does not answer yet', 'a warning')
      expect((await exchange(lonely.port, get('/a'))).status).toBe(502)
      const back = await RawUpstream.start(port)
      expect((await exchange(lonely.port, get('/a'))).status).toBe(200)
      await back.close()
    } finally {
      await lonely.stop()
    }
  })
})

describe('refused in every mode', () => {
  const refused: [string, string][] = [
    ['absolute-form target', 'GET http://evil/ HTTP/1.1\r\nHost: a\r\n\r\n'],
    ['a # in the target', 'GET /a#b HTTP/1.1\r\nHost: a\r\n\r\n'],
    ['a control byte in the target', 'GET /a\x01b HTTP/1.1\r\nHost: a\r\n\r\n'],
    ['two Host fields', 'GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n'],
    [
      'two Content-Type fields',
      'POST / HTTP/1.1\r\nHost: a\r\nContent-Type: text/plain\r\nContent-Type: text/html\r\nContent-Length: 1\r\n\r\nx',
    ],
    [
      'Transfer-Encoding gzip, chunked',
      'POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n',
    ],
    ['Transfer-Encoding with HTTP/1.0', 'POST / HTTP/1.0\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n'],
    [
      'Content-Length with Transfer-Encoding',
      'POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n',
    ],
    ['two Content-Length fields', 'POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nxx'],
    ['no Host', 'GET / HTTP/1.1\r\n\r\n'],
    ['a space before the colon', 'GET / HTTP/1.1\r\nHost : a\r\n\r\n'],
    ['a folded field', 'GET / HTTP/1.1\r\nHost: a\r\nX-A: b\r\n c\r\n\r\n'],
    ['CONNECT', 'CONNECT evil:443 HTTP/1.1\r\nHost: evil:443\r\n\r\n'],
    ['not HTTP at all', '\x16\x03\x01\x02\x00\x01\x00\x01\xfc\r\n\r\n'],
  ]
  test.each(refused)('%s: 400, one event, nothing upstream', async (_name, request) => {
    for (const mode of ['monitor', 'off']) {
      const strict = modes[mode] as Sluice
      const before = upstream.requests.length
      const events = strict.program.events.length
      const answer = await exchange(strict.port, request)
      expect(answer.status).toBe(400)
      expect(answer.header('x-request-id')).toBeDefined()
      expect(answer.body).toContain('"status":400')
      await strict.program.until(() => strict.program.events.length > events, 'the event')
      expect(strict.program.events.length).toBe(events + 1)
      expect(strict.program.events.at(-1)?.verdict).toBe('blocked')
      expect(upstream.requests.length).toBe(before)
    }
  })

  const modes: Record<string, Sluice> = {}
  beforeAll(async () => {
    for (const mode of ['monitor', 'off']) modes[mode] = await startSluice(upstream.url, { mode })
  })
  afterAll(async () => {
    for (const instance of Object.values(modes)) await instance.stop()
  })

  test('a head beyond listen.maxHeaderBytes is 431, one at it passes, with a thousand fields too', async () => {
    const fits = await exchange(sluice.port, get('/big', `X-Big: ${'a'.repeat(64_000)}\r\n`))
    expect(fits.status).toBe(200)
    expect((await exchange(sluice.port, get('/big', `X-Big: ${'a'.repeat(66_000)}\r\n`))).status).toBe(431)
    const arrived = upstream.next()
    const many = Array.from({ length: 2_500 }, (_, i) => `x-${i}: ${i}\r\n`).join('')
    expect((await exchange(sluice.port, get('/many', many))).status).toBe(200)
    expect((await arrived).header('x-2499')).toBe('2499')
  })
})

test('OPTIONS * is answered by ourselves', async () => {
  const before = upstream.requests.length
  expect((await exchange(sluice.port, 'OPTIONS * HTTP/1.1\r\nHost: a\r\n\r\n')).status).toBe(204)
  expect(upstream.requests.length).toBe(before)
})

describe('upgrades', () => {
  const handshake = (path: string) =>
    get(
      path,
      'Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n',
    )

  test('a WebSocket is tunnelled both ways, with a finding', async () => {
    upstream.respond((_request, socket) => {
      socket.on('data', (chunk) => {
        if (String(chunk) === 'ping') socket.write('pong')
      })
      return 'HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Accept: x\r\n\r\n'
    })
    const client = new RawClient(sluice.port)
    client.send(handshake('/ws-ok'))
    const answer = await client.response()
    expect([answer.status, answer.header('upgrade'), answer.header('sec-websocket-accept')]).toEqual([
      101,
      'websocket',
      'x',
    ])
    client.send('ping')
    expect(String(await client.bytes(4))).toBe('pong')
    const event = await sluice.program.event(({ request }) => request.target === '/ws-ok')
    expect(event.findings.map(({ class: kind }) => kind)).toContain('uninspected_upgrade')
    expect([event.verdict, event.response.status]).toEqual(['passed', 101])
    client.close()
  })

  test('an attack in the handshake is refused', async () => {
    expect((await exchange(sluice.port, handshake('/ws?q=1%27%20or%20%271%27=%271'))).status).toBe(403)
  })

  test('bytes after a refused handshake never reach the upstream as a request', async () => {
    upstream.respond('HTTP/1.1 400 Bad Request\r\nContent-Length: 2\r\n\r\nno')
    const before = upstream.requests.length
    const client = new RawClient(sluice.port)
    client.send(`${handshake('/ws-no')}GET /smuggled HTTP/1.1\r\nHost: a\r\n\r\n`)
    expect((await client.response()).status).toBe(400)
    await client.closed
    expect(upstream.requests.slice(before).map(({ requestLine }) => requestLine)).toEqual(['GET /ws-no HTTP/1.1'])
  })

  test('a route may refuse it', async () => {
    const refusing = await startSluice(upstream.url, { mode: 'monitor', upgrade: 'refuse' })
    expect((await exchange(refusing.port, handshake('/ws'))).status).toBe(403)
    await refusing.stop()
  })

  test('any other upgrade is stripped and served as HTTP/1.1', async () => {
    const arrived = upstream.next()
    const answer = await exchange(
      sluice.port,
      get('/h2c', 'Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABkAAQAAP__\r\n'),
    )
    expect(answer.status).toBe(200)
    const received = await arrived
    for (const name of ['upgrade', 'http2-settings']) expect(received.header(name)).toBeUndefined()
  })
})
