import { randomBytes } from 'node:crypto'
import { connect, type Socket } from 'node:net'
import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Sluice, startSluice } from '../support/program.ts'
import { exchange, RawClient } from '../support/raw-client.ts'
import { CountingUpstream, upload } from '../support/uploads.ts'

// Uploads that go wrong: each ends in the right status, with one event at most, and leaves nothing behind.
let upstream: CountingUpstream
let sluice: Sluice

const metric = async (name: string): Promise<number> => {
  const text = await (await fetch(`http://127.0.0.1:${sluice.adminPort}/metrics`)).text()
  return Number(new RegExp(`^sluice_${name} (\\d+)`, 'm').exec(text)?.[1])
}
const until = async (name: string, accept: (value: number) => boolean) => {
  while (!accept(await metric(name)));
}
const filler = (length: number) =>
  Buffer.from('harmless words in a row '.repeat(Math.ceil(length / 24))).subarray(0, length)
const pieces = function* (length: number, size = 50_000) {
  for (let at = 0; at < length; at += size) yield filler(Math.min(size, length - at))
}
const begun = (target: string, length: number, body: string) =>
  `POST ${target} HTTP/1.1\r\nHost: a\r\nContent-Type: text/plain\r\nContent-Length: ${length}\r\n\r\n${body}`

async function start(config: Record<string, unknown>): Promise<void> {
  upstream = await CountingUpstream.start()
  sluice = await startSluice(upstream.url, {
    routes: [{ name: 'mon', path: '/mon/**', mode: 'monitor' }],
    ...config,
  })
}
async function stop(): Promise<void> {
  await until('upstream_active_requests', (value) => value === 0)
  expect([await metric('upstream_pending_requests'), await metric('held_bytes')]).toEqual([0, 0])
  await sluice.stop()
  await upstream.close()
}

describe('an upstream that', () => {
  beforeAll(() => start({ body: { holdBytes: 1_000, holdMs: 200 } }))
  afterAll(stop)

  test.each(['/early', '/mon/early'])(
    'answers before it has read everything: the client gets the answer, %s',
    async (target) => {
      upstream.onRequest = (req, res) => {
        if (req.url === target) req.once('data', () => res.writeHead(413).end('too much'))
      }
      const answer = await upload(sluice.port, { target, type: 'text/plain', pieces: () => pieces(20_000_000) })
      expect(answer).toMatchObject({ status: 413, body: 'too much' })
      const event = await sluice.program.event(({ request }) => request.target === target)
      expect(event.findings).toMatchObject([{ class: 'early_answer' }])
    },
  )

  test.each(['/reset', '/mon/reset'])('resets in mid-upload: 502, %s', async (target) => {
    upstream.onRequest = (req) => {
      if (req.url === target) req.once('data', () => req.socket.resetAndDestroy())
    }
    const answer = await upload(sluice.port, { target, type: 'text/plain', pieces: () => pieces(20_000_000) })
    expect(answer.status).toBe(502)
    const event = await sluice.program.event(({ request }) => request.target === target)
    expect(event.findings).toMatchObject([{ class: 'upstream_failed' }])
  })

  test.each(['/twice', '/mon/twice'])(
    'resets, before the client breaks its framing: answered once, and the worker lives, %s',
    async (target) => {
      const { workers } = await (await fetch(`http://127.0.0.1:${sluice.adminPort}/status`)).json()
      for (const encoding of ['', 'Content-Encoding: gzip\r\n']) {
        upstream.onRequest = (req) => {
          if (req.url === target) req.once('data', () => req.socket.resetAndDestroy())
        }
        const client = new RawClient(sluice.port)
        const body =
          encoding === '' ? filler(50_000) : gzipSync(randomBytes(90_000).toString('base64')).subarray(0, 50_000)
        client.send(
          `POST ${target} HTTP/1.1\r\nHost: a\r\nContent-Type: text/plain\r\n${encoding}Transfer-Encoding: chunked\r\n\r\nc350\r\n`,
        )
        client.send(body)
        client.send('\r\n')
        expect((await client.response()).status).toBe(502)
        client.send('ZZZ\r\n')
        await client.closed
      }
      upstream.onRequest = () => {}
      expect((await exchange(sluice.port, begun('/after', 5, 'hello'))).status).toBe(200)
      const after = await (await fetch(`http://127.0.0.1:${sluice.adminPort}/status`)).json()
      expect(after.workers.pids).toEqual(workers.pids)
    },
  )

  test('does not read makes the client wait, and takes no memory for it', async () => {
    let listen = () => {}
    upstream.onRequest = (req) => {
      if (req.url !== '/mon/deaf') return
      req.pause()
      listen = () => req.resume()
    }
    const client = new RawClient(sluice.port)
    const size = 100_000_000
    client.send(begun('/mon/deaf', size, ''))
    let written = 0
    const write = () => {
      client.socket.write(filler(50_000), () => {
        written += 50_000
        if (written < size) write()
      })
    }
    write()
    // Nothing tells of what doesn't happen any more.
    for (let last = -1; written !== last || written === 0; ) {
      last = written
      await new Promise((resolve) => setTimeout(resolve, 300))
    }
    expect(written).toBeLessThan(20_000_000)
    client.close()
    listen()
    expect((await upstream.arrival('/mon/deaf')).complete).toBe(false)
  })
})

describe('a client that', () => {
  beforeAll(() => start({ body: { holdBytes: 1_000, holdMs: 200, idleTimeoutMs: 1_000 } }))
  afterAll(stop)

  test.each(['/left', '/mon/left'])('leaves in mid-upload: the upstream never has the whole, %s', async (target) => {
    const client = new RawClient(sluice.port)
    const before = upstream.bytes
    client.send(begun(target, 100_000, filler(50_000).toString()))
    await upstream.until(() => upstream.bytes > before)
    client.close()
    expect((await upstream.arrival(target)).complete).toBe(false)
    const event = await sluice.program.event(({ request }) => request.target === target)
    expect(event.findings).toMatchObject([{ class: 'client_left', severity: 'notice' }])
  })

  test.each(['/broken', '/mon/broken'])(
    'breaks its framing in mid-upload: 400, one event, nothing complete, %s',
    async (target) => {
      const client = new RawClient(sluice.port)
      const before = upstream.bytes
      client.send(
        `POST ${target} HTTP/1.1\r\nHost: a\r\nContent-Type: text/plain\r\nTransfer-Encoding: chunked\r\n\r\n`,
      )
      client.send(`c350\r\n${filler(50_000)}\r\n`)
      await upstream.until(() => upstream.bytes > before)
      client.send('zz\r\n')
      expect((await client.response()).status).toBe(400)
      await client.closed
      expect((await upstream.arrival(target)).complete).toBe(false)
      const event = await sluice.program.event(({ request }) => request.target === target)
      expect(event.findings).toMatchObject([{ class: 'client_error' }])
    },
  )

  test('stalls while its body streams: 408 with an event, and the upstream is let go', async () => {
    const client = new RawClient(sluice.port)
    client.send(begun('/stalls', 100_000, filler(50_000).toString()))
    expect((await client.response()).status).toBe(408)
    expect((await upstream.arrival('/stalls')).complete).toBe(false)
    const event = await sluice.program.event(({ request }) => request.target === '/stalls')
    expect(event.findings).toMatchObject([{ class: 'body_timeout' }])
    client.close()
  })

  test('stalls in monitor mode is reported and served', async () => {
    const client = new RawClient(sluice.port)
    const before = upstream.bytes
    client.send(begun('/mon/stalls', 10, 'hello'))
    await upstream.until(() => upstream.bytes === before + 5)
    await new Promise((resolve) => setTimeout(resolve, 1_300))
    client.send('world')
    expect((await client.response()).status).toBe(200)
    client.close()
    const event = await sluice.program.event(({ request }) => request.target === '/mon/stalls')
    expect(event.findings).toMatchObject([{ class: 'body_timeout' }])
    expect(event.verdict).toBe('would_block')
  })

  test('sends its body byte by byte is served', async () => {
    const body = filler(3_000).toString()
    const client = new RawClient(sluice.port)
    client.send(begun('/bytes', body.length, ''))
    for (const character of body) client.send(character)
    expect((await client.response()).status).toBe(200)
    expect(await upstream.arrival('/bytes')).toMatchObject({ bytes: 3_000, complete: true })
    client.close()
  })
})

describe('memory for held bodies', () => {
  beforeAll(() => start({ body: { holdBytes: 2_000_000, holdMs: 60_000, heldBytesTotal: 1_048_576 } }))
  afterAll(stop)

  test('at its bound the longest holder streams, and others are still held', async () => {
    const [old, young] = [new RawClient(sluice.port), new RawClient(sluice.port)]
    old.send(begun('/old', 1_000_000, filler(600_000).toString()))
    await until('held_bytes', (value) => value === 600_000)
    young.send(begun('/young', 500_000, filler(499_999).toString()))
    await upstream.until(() => upstream.bytes > 0)
    expect(await metric('hold_shortened_total')).toBe(1)
    await until('held_bytes', (value) => value === 499_999)
    young.send('!')
    expect((await young.response()).status).toBe(200)
    old.send(filler(400_000))
    expect((await old.response()).status).toBe(200)
    old.close()
    young.close()
  })
})

describe('two thousand stalled uploads', () => {
  beforeAll(() => start({ upstream: { maxConnections: 200 }, body: { holdMs: 200, heldBytesTotal: 4_194_304 } }))
  afterAll(stop)

  test.each(['block', 'monitor'])('leave room for ordinary requests: %s mode', async (mode) => {
    const prefix = mode === 'monitor' ? '/mon' : ''
    const stalled: Socket[] = []
    for (let i = 0; i < 2_000; i++) {
      const socket = connect({ port: sluice.port, host: '127.0.0.1' })
      socket.on('error', () => {})
      socket.resume()
      socket.write(begun(`${prefix}/stalled`, 10_000, filler(4_000).toString()))
      stalled.push(socket)
    }
    await until('upstream_active_requests', (value) => value === 150)
    const post = `POST ${prefix}/ordinary HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: 9\r\n\r\n{"a":"b"}`
    for (let round = 0; round < 20; round++) {
      const answers = await Promise.all(Array.from({ length: 20 }, () => exchange(sluice.port, post)))
      expect(answers.map(({ status }) => status)).toEqual(Array(20).fill(200))
    }
    for (const socket of stalled) socket.destroy()
    await until('upstream_active_requests', (value) => value === 0)
  })
})
