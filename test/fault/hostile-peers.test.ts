import { connect } from 'node:net'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { type Sluice, startSluice } from '../support/program.ts'
import { exchange, RawClient } from '../support/raw-client.ts'
import { RawUpstream } from '../support/raw-upstream.ts'

// Each of these once killed a worker, or let one peer take from the others what is theirs.
let upstream: RawUpstream
let sluice: Sluice
const OK = 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok'
const UPGRADE = 'Connection: Upgrade\r\nUpgrade: websocket\r\n'
const ATTACK = '/?q=1%27%20or%20%271%27=%271'
const get = (target: string, fields = 'Connection: close\r\n') => `GET ${target} HTTP/1.1\r\nHost: a\r\n${fields}\r\n`

const metric = async (name: string): Promise<number> => {
  const text = await (await fetch(`http://127.0.0.1:${sluice.adminPort}/metrics`)).text()
  return Number(new RegExp(`^sluice_${name} (\\d+)`, 'm').exec(text)?.[1])
}
const pids = async () =>
  JSON.parse(await (await fetch(`http://127.0.0.1:${sluice.adminPort}/status`)).text()).workers.pids
const until = async (name: string, value: number) => {
  while ((await metric(name)) !== value);
}

/** The upstream answers `/slow` only when the returned function is called, everything else at once. */
const answerSlowLater = () => {
  let finish = () => {}
  upstream.respond(({ requestLine }, socket) => {
    if (!requestLine.includes('/slow')) return OK
    finish = () => socket.write(OK)
    return undefined
  })
  return () => finish()
}

let before: number[]
beforeEach(async () => {
  upstream = await RawUpstream.start()
  upstream.respond(OK)
  sluice = await startSluice(upstream.url, {
    upstream: {
      maxConnections: 2,
      maxPending: 2,
      headersTimeoutMs: 2_000,
      bodyTimeoutMs: 1_500,
      queueTimeoutMs: 8_000,
    },
    body: { idleTimeoutMs: 1_000 },
    routes: [{ name: 'mon', path: '/mon/**', mode: 'monitor' }],
  })
  before = await pids()
})
afterEach(async () => {
  // Whatever happened, the worker that began is the one that serves, and holds nothing back.
  expect((await exchange(sluice.port, get('/alive'))).status).toBe(200)
  expect(await pids()).toEqual(before)
  await until('upstream_active_requests', 0)
  expect([await metric('upstream_pending_requests'), await metric('held_bytes')]).toEqual([0, 0])
  await sluice.stop()
  await upstream.close()
})

describe('hostile clients', () => {
  test('an upgrade pipelined behind a request that is under way: the request is answered, then it ends', async () => {
    const client = new RawClient(sluice.port)
    const finish = answerSlowLater()
    const arrived = upstream.next()
    client.send(get('/slow', '') + get('/ws', UPGRADE))
    await arrived
    await sluice.program.event(({ findings }) => findings.some(({ message }) => message.includes('UPGRADE_BEHIND')))
    finish()
    expect((await client.response()).body).toBe('ok')
    await client.closed
  })

  test.each([
    ['Content-Length: 5\r\n', 'hello'],
    ['Transfer-Encoding: chunked\r\n', '5\r\nhello\r\n0\r\n\r\n'],
  ])('a handshake with a body is refused, whenever that comes: %s', async (field, body) => {
    for (const pieces of [[body], ['', body], ['', body.slice(0, 3), body.slice(3)], ['']]) {
      const client = new RawClient(sluice.port)
      client.send(get('/ws', UPGRADE + field) + pieces[0])
      const answer = await client.response()
      expect([answer.status, answer.header('connection')]).toEqual([400, 'close'])
      for (const piece of pieces.slice(1)) client.send(piece)
      client.socket.end()
      await client.closed
    }
  })

  test('a handshake with a body behind a request that is under way is answered behind it', async () => {
    const client = new RawClient(sluice.port)
    const finish = answerSlowLater()
    const arrived = upstream.next()
    client.send(`${get('/slow', '')}${get('/ws', `${UPGRADE}Content-Length: 5\r\n`)}hello`)
    await arrived
    finish()
    expect((await client.response()).body).toBe('ok')
    expect((await client.response()).status).toBe(400)
    await client.closed
  })

  test('CONNECT and a reset at once, fifty times', async () => {
    for (let i = 0; i < 50; i++) {
      const socket = connect(sluice.port, '127.0.0.1').on('error', () => {})
      await new Promise((resolve) => socket.once('connect', resolve).once('error', resolve))
      socket.write('CONNECT a:1 HTTP/1.1\r\nHost: a\r\n\r\n')
      socket.resetAndDestroy()
    }
  })

  test('an attack by upgrade is reported although the client keeps its connection open', async () => {
    const client = connect({ port: sluice.port, host: '127.0.0.1', allowHalfOpen: true })
      .on('error', () => {})
      .resume()
    client.write(get(ATTACK, UPGRADE))
    await sluice.program.event(({ verdict, response }) => verdict === 'blocked' && response.status === 403)
    client.destroy()
  })

  test('clients that do not read their answers do not take the upstream from others', async () => {
    const body = 'x'.repeat(20_000_000)
    const big = `HTTP/1.1 200 OK\r\nContent-Length: ${body.length}\r\n\r\n${body}`
    upstream.respond(({ requestLine }) => (requestLine.includes('/big') ? big : OK))
    const lazy: RawClient[] = []
    for (let i = 0; i < 2; i++) {
      const client = new RawClient(sluice.port)
      client.socket.pause()
      const arrived = upstream.next()
      client.send(get('/big', ''))
      lazy.push(client)
      await arrived
    }
    expect((await exchange(sluice.port, get('/'))).status).toBe(200)
    for (const client of lazy) client.close()
  })

  test('nor do uploads that went silent in monitor mode', async () => {
    const silent = [1, 2].map(() => {
      const client = new RawClient(sluice.port)
      client.send('POST /mon/x HTTP/1.1\r\nHost: a\r\nContent-Type: text/plain\r\nContent-Length: 10\r\n\r\nx')
      return client
    })
    await until('upstream_active_requests', 2)
    expect((await exchange(sluice.port, get('/'))).status).toBe(200)
    for (const client of silent) await client.closed
  })

  test('nor do WebSockets beyond upstream.maxConnections', async () => {
    upstream.respond(({ requestLine }) =>
      requestLine.includes('/ws')
        ? 'HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n'
        : OK,
    )
    const clients = [1, 2].map(() => new RawClient(sluice.port))
    for (const client of clients) {
      client.send(get('/ws', UPGRADE))
      expect((await client.response()).status).toBe(101)
    }
    expect(await metric('upstream_active_requests')).toBe(2)
    const waiting = exchange(sluice.port, get('/'))
    await until('upstream_pending_requests', 1)
    clients[0]?.close()
    expect((await waiting).status).toBe(200)
    clients[1]?.close()
  })

  test('who has left does not wait in the line any more', async () => {
    upstream.respond(({ requestLine }) => (requestLine.includes('/hang') ? undefined : OK))
    const hanging = [1, 2].map(() => new RawClient(sluice.port))
    for (const client of hanging) client.send(get('/hang'))
    await until('upstream_active_requests', 2)
    const waiting = [1, 2].map(() => new RawClient(sluice.port))
    for (const client of waiting) client.send(get('/w'))
    await until('upstream_pending_requests', 2)
    for (const client of waiting) client.close()
    await until('upstream_pending_requests', 0)
    for (const client of hanging) client.close()
  })

  test('an upload that finds no place is answered, and read to its end', async () => {
    upstream.respond(({ requestLine }) => (requestLine.includes('/hang') ? undefined : OK))
    const begun = 'POST /mon/hang HTTP/1.1\r\nHost: a\r\nContent-Type: text/plain\r\nContent-Length: 9\r\n\r\na'
    const others = [get('/hang'), get('/hang'), begun, begun].map((request) => {
      const other = new RawClient(sluice.port)
      other.send(request)
      return other
    })
    await until('upstream_pending_requests', 2)
    const client = new RawClient(sluice.port)
    const size = 20_000_000
    client.send(`POST /mon/x HTTP/1.1\r\nHost: a\r\nContent-Type: text/plain\r\nContent-Length: ${size}\r\n\r\n`)
    const written = new Promise((resolve) => client.socket.write(Buffer.alloc(size, 0x61), resolve))
    expect((await client.response()).status).toBe(503)
    expect(await written).toBeFalsy()
    for (const other of others) other.close()
    await until('upstream_pending_requests', 0)
  })

  test('a connection that pipelines a thousand requests takes one place, and then is cut', async () => {
    upstream.respond(({ requestLine }) => (requestLine.includes('/hang') ? undefined : OK))
    const greedy = new RawClient(sluice.port)
    greedy.send(get('/hang', '').repeat(50))
    await until('upstream_active_requests', 1)
    expect((await exchange(sluice.port, get('/'))).status).toBe(200)
    expect(await metric('upstream_active_requests')).toBe(1)
    greedy.send(get('/hang', '').repeat(1_000))
    await greedy.closed
  })

  test('garbage behind a request that is under way does not answer that request', async () => {
    const finish = answerSlowLater()
    const arrived = upstream.next()
    const client = new RawClient(sluice.port)
    client.send(`${get('/slow', '')}BAD\r\n\r\n`)
    await arrived
    await sluice.program.event(({ findings }) => findings.some(({ class: kind }) => kind === 'client_error'))
    finish()
    expect((await client.response()).status).toBe(200)
    await client.closed
  })

  test('a held body in single bytes is put together and forwarded whole', async () => {
    const text = 'abc'.repeat(500)
    const arrived = upstream.next()
    const client = new RawClient(sluice.port)
    client.send('POST /bytes HTTP/1.1\r\nHost: a\r\nContent-Type: text/plain\r\nTransfer-Encoding: chunked\r\n\r\n')
    client.send(
      [...text]
        .map((byte) => `1\r\n${byte}\r\n`)
        .join('')
        .concat('0\r\n\r\n'),
    )
    expect((await client.response()).status).toBe(200)
    expect((await arrived).body.toString()).toBe(text)
    client.close()
  })
})

describe('hostile upstreams', () => {
  test.each([
    'HTTP/1.1 200 a\x01\r\nContent-Length: 2\r\n\r\nok',
    'HTTP/1.1 200 \xe9\r\nContent-Length: 2\r\n\r\nok',
    'HTTP/1.1 099 X\r\nContent-Length: 2\r\n\r\nok',
    'HTTP/1.1 1000 X\r\nContent-Length: 2\r\n\r\nok',
  ])('a status line that can not be passed on: %j', async (answer) => {
    upstream.respond(({ requestLine }) => (requestLine.includes('/alive') ? OK : answer))
    expect([200, 502]).toContain((await exchange(sluice.port, get('/'))).status)
    expect([200, 502]).toContain((await exchange(sluice.port, get('/ws', UPGRADE))).status)
  })

  test('an early answer to a streamed upload arrives whole, and its connection ends', async () => {
    upstream.onHead = (head, socket) => {
      if (head.includes('/mon/'))
        socket.write('HTTP/1.1 413 Too Large\r\nTransfer-Encoding: chunked\r\n\r\n9\r\ntoo large\r\n0\r\n\r\n')
    }
    const client = new RawClient(sluice.port)
    client.send('POST /mon/x HTTP/1.1\r\nHost: a\r\nContent-Type: text/plain\r\nContent-Length: 4000000\r\n\r\n')
    client.send(Buffer.alloc(4_000_000, 0x61))
    const response = await client.response()
    expect([response.status, response.body]).toEqual([413, 'too large'])
    await client.closed
  })
})
