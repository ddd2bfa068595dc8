import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Sluice, startSluice } from '../support/program.ts'
import { RawClient } from '../support/raw-client.ts'
import { CountingUpstream, digestOf, upload } from '../support/uploads.ts'

// Promises 1 and 4: no blind spot whatever the size, and the upstream never holds a complete bad request.
let upstream: CountingUpstream
let sluice: Sluice

beforeAll(async () => {
  upstream = await CountingUpstream.start()
  sluice = await startSluice(upstream.url, {
    body: { holdBytes: 65_536, holdMs: 200 },
    routes: [
      { name: 'mon', path: '/mon/**', mode: 'monitor' },
      { name: 'whole', path: '/whole/**', body: { inspectThenForward: 300_000 } },
    ],
  })
})
afterAll(async () => {
  await sluice.stop()
  await upstream.close()
})

const ATTACK = '<script>alert(document.cookie)</script>'
const SIZE = 1 << 20
/** Words, so that nothing but the attack stands out. */
const filler = (length: number) => 'harmless words in a row '.repeat(Math.ceil(length / 24)).slice(0, length)
const withAttack = (at: number, size = SIZE) => filler(at) + ATTACK + filler(Math.max(0, size - at - ATTACK.length))
const cut = (bytes: Buffer, size: number) =>
  Array.from({ length: Math.ceil(bytes.length / size) }, (_, i) => bytes.subarray(i * size, (i + 1) * size))

const formats: [string, string, (text: string) => string | Buffer, string?][] = [
  ['text', 'text/plain', (text) => text],
  ['JSON', 'application/json', (text) => `{"list":[1,{"k":"${text.replaceAll('"', '\\"')}"}]}`],
  ['a form', 'application/x-www-form-urlencoded', (text) => `a=1&b=${text.replaceAll(' ', '+')}`],
  ['XML', 'application/xml', (text) => `<a><b><![CDATA[${text}]]></b></a>`],
  [
    'a file in multipart',
    'multipart/form-data; boundary=XX',
    (text) =>
      `--XX\r\nContent-Disposition: form-data; name="f"; filename="a.txt"\r\nContent-Type: text/plain\r\n\r\n${text}\r\n--XX--\r\n`,
  ],
  ['binary', 'application/octet-stream', (text) => Buffer.from(`\0\x01\0${text}\0`)],
  ['gzip', 'application/json', (text) => gzipSync(JSON.stringify([text]), { level: 0 }), 'Content-Encoding: gzip\r\n'],
]
const places: [string, number, number][] = [
  ['at byte 10', 10, 16_384],
  ['across the seam of two chunks', 500_000 - 20, 500_000],
  ['across the end of the hold', 65_536 - 20, 10_000],
  ['in the last bytes', SIZE - ATTACK.length, 16_384],
]

describe.each(formats)('%s', (name, type, wrap, fields = '') => {
  test.each(places)('an attack %s is blocked, and the upstream never has the whole', async (_place, at, size) => {
    for (const chunked of [false, true]) {
      const body = Buffer.from(wrap(withAttack(at)) as string)
      const target = `/${encodeURIComponent(name)}/${at}/${chunked}`
      const { status } = await upload(sluice.port, { target, type, fields, chunked, pieces: () => cut(body, size) })
      expect(status).toBe(403)
      const event = await sluice.program.event(({ request }) => request.target === target)
      expect(event.verdict).toBe('blocked')
      for (const arrival of upstream.arrivals.filter((one) => one.target === target))
        expect(arrival.complete).toBe(false)
      if (at < 60_000) expect(upstream.arrivals.filter((one) => one.target === target)).toEqual([])
    }
  })

  test('monitor mode: the same bytes arrive, and the event says what would have been blocked', async () => {
    const body = Buffer.from(wrap(withAttack(700_000)) as string)
    const target = `/mon/${encodeURIComponent(name)}`
    const { status } = await upload(sluice.port, { target, type, fields, pieces: () => cut(body, 30_000) })
    expect(status).toBe(200)
    const { sha256, size } = digestOf([body])
    expect(await upstream.arrival(target)).toEqual({ target, bytes: size, complete: true, sha256 })
    const event = await sluice.program.event(({ request }) => request.target === target)
    expect(event.verdict).toBe('would_block')
  })

  test('without an attack the same bytes arrive in block mode, sized and chunked', async () => {
    for (const chunked of [false, true]) {
      const body = Buffer.from(wrap(filler(SIZE)) as string)
      const target = `/fine/${encodeURIComponent(name)}/${chunked}`
      const { status } = await upload(sluice.port, { target, type, fields, chunked, pieces: () => cut(body, 30_000) })
      expect(status).toBe(200)
      const { sha256, size } = digestOf([body])
      expect(await upstream.arrival(target)).toEqual({ target, bytes: size, complete: true, sha256 })
    }
  })
})

describe('a client that waits for the upstream before it goes on', () => {
  test.each([
    ['block mode, sized', '/waits/sized', false],
    ['block mode, chunked', '/waits/chunked', true],
    ['monitor mode, sized', '/mon/waits/sized', false],
    ['monitor mode, chunked', '/mon/waits/chunked', true],
  ])('%s', async (_name, target, chunked) => {
    upstream.onRequest = (req, res) => {
      if (req.url === target) req.once('data', (chunk) => res.writeHead(200).write(`got ${chunk}`))
      if (req.url === target) req.once('end', () => res.end(' and the end'))
    }
    const client = new RawClient(sluice.port)
    const framing = chunked ? 'Transfer-Encoding: chunked' : 'Content-Length: 10'
    const part = (text: string) => (chunked ? `${text.length.toString(16)}\r\n${text}\r\n` : text)
    client.send(`POST ${target} HTTP/1.1\r\nHost: a\r\nContent-Type: text/plain\r\n${framing}\r\n\r\n${part('hello')}`)
    await upstream.until(() => upstream.bytes > 0)
    // The answer's head and first part come before the rest of the request goes out.
    const head = (await client.bytes(15)).toString()
    expect(head).toBe('HTTP/1.1 200 OK')
    client.send(part('world') + (chunked ? '0\r\n\r\n' : ''))
    const arrival = await upstream.arrival(target)
    expect(arrival).toMatchObject({ bytes: 10, complete: true })
    client.close()
    upstream.onRequest = () => {}
  })

  test('bad bytes after the answer has begun: both sides are cut off, neither ends cleanly', async () => {
    const target = '/late'
    upstream.onRequest = (req, res) => {
      if (req.url === target) req.once('data', () => res.writeHead(200).write('begun'))
    }
    const client = new RawClient(sluice.port)
    client.send(
      `POST ${target} HTTP/1.1\r\nHost: a\r\nContent-Type: text/plain\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n`,
    )
    expect((await client.bytes(15)).toString()).toBe('HTTP/1.1 200 OK')
    client.send(`${ATTACK.length.toString(16)}\r\n${ATTACK}\r\n0\r\n\r\n`)
    await client.closed
    expect((await upstream.arrival(target)).complete).toBe(false)
    const event = await sluice.program.event(({ request }) => request.target === target)
    expect(event.verdict).toBe('blocked')
    upstream.onRequest = () => {}
  })

  test('what has come of a sized body goes on while the client pauses', async () => {
    const client = new RawClient(sluice.port)
    const body = `${filler(100_000)}`
    const before = upstream.bytes
    client.send(
      `POST /pause HTTP/1.1\r\nHost: a\r\nContent-Type: text/plain\r\nContent-Length: ${body.length + 1}\r\n\r\n${body}`,
    )
    await upstream.until(() => upstream.bytes - before === body.length)
    client.send('!')
    expect((await client.response()).status).toBe(200)
    expect(await upstream.arrival('/pause')).toMatchObject({ bytes: body.length + 1, complete: true })
    client.close()
  })
})

describe('inspectThenForward', () => {
  const send = (target: string, length: number, chunked: boolean) =>
    upload(sluice.port, { target, type: 'text/plain', chunked, pieces: () => cut(Buffer.from(filler(length)), 50_000) })

  test('the last accepted size and the first refused, sized and chunked', async () => {
    for (const chunked of [false, true]) {
      expect((await send('/whole/fits', 300_000, chunked)).status).toBe(200)
      expect((await send('/whole/exceeds', 300_001, chunked)).status).toBe(413)
    }
    expect(upstream.arrivals.filter(({ target }) => target === '/whole/exceeds')).toEqual([])
  })

  test('nothing goes on while the client pauses', async () => {
    const client = new RawClient(sluice.port)
    client.send('POST /whole/pause HTTP/1.1\r\nHost: a\r\nContent-Type: text/plain\r\nContent-Length: 10\r\n\r\nhello')
    // The hold of another body ends meanwhile.
    const other = new RawClient(sluice.port)
    const before = upstream.bytes
    other.send('POST /other HTTP/1.1\r\nHost: a\r\nContent-Type: text/plain\r\nContent-Length: 10\r\n\r\nhello')
    await upstream.until(() => upstream.bytes > before)
    expect(upstream.bytes - before).toBe(5)
    client.send('world')
    expect((await client.response()).status).toBe(200)
    other.close()
    client.close()
  })
})
