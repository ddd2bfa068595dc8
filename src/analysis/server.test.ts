import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { request as httpRequest, type IncomingHttpHeaders } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { gzipSync } from 'node:zlib'
import { pino } from 'pino'
import { ulid } from 'ulid'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { makeEvent, ndjson } from '../../test/support/events.ts'
import type { SluiceEvent } from '../events/schema.ts'
import { MAX_TRIES_PER_MINUTE, OneTimeCodes } from './access/sessions.ts'
import { buildApp } from './app.ts'
import { MAX_LINES } from './ingest/batch.ts'
import { MAX_BODY_BYTES } from './ingest/body.ts'
import { type AnalysisOptions, type AnalysisServer, startAnalysis } from './server.ts'
import { AnalysisStartError } from './start-error.ts'
import { openSqliteStore } from './store/sqlite.ts'
import type { EventStore } from './store/store.ts'

const ingestToken = 'ingest-token-for-tests'
const viewToken = 'view-token-for-tests'
const DAY_MS = 24 * 3_600_000

let dir: string
let server: AnalysisServer | undefined
let log: string[]

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'sluice-analysis-'))
  mkdirSync(join(dir, 'console', 'assets'), { recursive: true })
  writeFileSync(join(dir, 'console', 'index.html'), '<!doctype html><title>Sluice</title>')
  writeFileSync(join(dir, 'console', 'assets', 'a-1.js'), '0')
  log = []
})

afterEach(async () => {
  await server?.close()
  server = undefined
  rmSync(dir, { recursive: true, force: true })
})

const options = (more: Partial<AnalysisOptions> = {}): AnalysisOptions => ({
  port: 0,
  dataDir: join(dir, 'data'),
  consoleDir: join(dir, 'console'),
  ingestToken,
  viewToken,
  logger: pino({ level: 'debug' }, { write: (line: string) => log.push(line) }),
  ...more,
})

const start = async (more: Partial<AnalysisOptions> = {}): Promise<AnalysisServer> => {
  server = await startAnalysis(options(more))
  return server
}

interface Answer {
  status: number
  headers: IncomingHttpHeaders
  text: string
  // biome-ignore lint/suspicious/noExplicitAny: whatever the server says; the tests look into it
  json: any
}

/** node:http rather than fetch, which refuses to set Host, Origin and Cookie. */
function call(
  method: string,
  path: string,
  { headers = {}, body }: { headers?: Record<string, string>; body?: string | Buffer } = {},
): Promise<Answer> {
  const { port } = server!.address
  return new Promise((resolve, reject) => {
    const request = httpRequest({ port, host: '127.0.0.1', method, path, headers }, (response) => {
      const chunks: Buffer[] = []
      response.on('data', (chunk) => chunks.push(chunk))
      response.on('end', () => {
        const text = Buffer.concat(chunks).toString()
        const isJson = /json/.test(response.headers['content-type'] ?? '')
        resolve({
          status: response.statusCode!,
          headers: response.headers,
          text,
          json: isJson && text !== '' ? JSON.parse(text) : undefined,
        })
      })
    })
    request.on('error', reject)
    request.end(body)
  })
}

const bearer = (token: string) => ({ authorization: `Bearer ${token}` })
const send = (body: string | Buffer, headers: Record<string, string> = {}) =>
  call('POST', '/api/v1/events', {
    headers: { ...bearer(ingestToken), 'content-type': 'application/x-ndjson', ...headers },
    body,
  })
const get = (path: string, headers: Record<string, string> = {}) =>
  call('GET', path, { headers: { ...bearer(viewToken), ...headers } })
const idsOf = (answer: Answer): string[] => answer.json.items.map((event: SluiceEvent) => event.id)

/** Ids of known order: the later index is the newer event. */
const series = (count: number, shape: (index: number) => Parameters<typeof makeEvent>[0]): SluiceEvent[] => {
  const first = Date.now() - count
  return Array.from({ length: count }, (_, index) => makeEvent({ at: first + index, ...shape(index) }))
}

describe('taking events', () => {
  it('stores what is sent and gives it back as it was', async () => {
    await start()
    const event = makeEvent({ reason: 'Umlaute ä, 🙂, NUL \u0000 and a lone \ud800' })
    expect((await send(ndjson([event]))).json).toEqual({ accepted: 1, duplicates: 0, rejected: [], rejectedCount: 0 })
    expect((await get('/api/v1/events')).json).toEqual({ items: [event], next: null })
    expect((await get(`/api/v1/events/${event.id}`)).json).toEqual(event)
  })

  it('counts an event that is sent again as a duplicate, in one batch or two', async () => {
    await start()
    const [a, b] = series(2, () => ({}))
    expect((await send(ndjson([a, b, a]))).json).toMatchObject({ accepted: 2, duplicates: 1 })
    expect((await send(ndjson([b, a]))).json).toMatchObject({ accepted: 0, duplicates: 2 })
    expect((await get('/api/v1/summary')).json.total).toBe(2)
  })

  it('takes the good lines of a batch and names the bad ones', async () => {
    await start()
    const good = makeEvent()
    const lines = [
      JSON.stringify(good),
      '',
      '{"schema":1',
      JSON.stringify({ ...good, id: 'short' }),
      JSON.stringify({ ...good, verdict: 'maybe' }),
      JSON.stringify({ ...good, schema: 2 }),
      JSON.stringify({ ...good, time: '2026-02-31' }),
      JSON.stringify({ ...good, extra: 'secret-value' }),
    ]
    const { status, text, json } = await send(lines.join('\r\n'))
    expect(status).toBe(200)
    expect(json).toMatchObject({ accepted: 1, duplicates: 0, rejectedCount: 6 })
    expect(json.rejected.map((each: { line: number }) => each.line)).toEqual([3, 4, 5, 6, 7, 8])
    expect(json.rejected[0].error).toBe('not JSON')
    expect(json.rejected[1].error).toMatch(/^\/id must match pattern/)
    expect(text).not.toContain('secret-value')
  })

  it('shows the first 20 bad lines and counts them all', async () => {
    await start()
    const { json } = await send('x\n'.repeat(21))
    expect(json.rejected).toHaveLength(20)
    expect(json.rejectedCount).toBe(21)
  })

  it('takes gzip, in several members too, and an empty body', async () => {
    await start()
    const [a, b] = series(2, () => ({}))
    const body = Buffer.concat([gzipSync(ndjson([a])), gzipSync(ndjson([b]))])
    expect((await send(body, { 'content-encoding': 'gzip' })).json.accepted).toBe(2)
    expect((await send('')).json.accepted).toBe(0)
  })

  it('refuses what it can’t read: type, encoding, broken and truncated gzip', async () => {
    await start()
    expect((await send('{}', { 'content-type': 'application/json' })).status).toBe(415)
    expect((await send('{}', { 'content-encoding': 'br' })).status).toBe(415)
    expect((await send('no gzip', { 'content-encoding': 'gzip' })).status).toBe(400)
    const cut = gzipSync(ndjson([makeEvent()])).subarray(0, 100)
    const answer = await send(cut, { 'content-encoding': 'gzip' })
    expect(answer.status).toBe(400)
    expect(answer.json).toEqual({ title: 'Bad Request', status: 400, detail: 'The body isn’t valid gzip.' })
    expect((await get('/api/v1/events')).json.items).toEqual([])
  })

  it('takes the largest body and refuses one byte more, plain and gzip', async () => {
    await start()
    const event = ndjson([makeEvent()])
    const fill = (size: number) => Buffer.concat([Buffer.from(event), Buffer.alloc(size - event.length, '\n')])
    // Blank lines are lines too, so the filling is one long one that is refused by itself.
    const body = (size: number) => {
      const whole = fill(size)
      whole.fill(' ', event.length)
      return whole
    }
    expect((await send(body(MAX_BODY_BYTES))).json).toMatchObject({ accepted: 1, rejectedCount: 1 })
    expect((await send(body(MAX_BODY_BYTES + 1))).status).toBe(413)
    const packed = { 'content-encoding': 'gzip' }
    expect((await send(gzipSync(body(MAX_BODY_BYTES)), packed)).json).toMatchObject({ duplicates: 1 })
    expect((await send(gzipSync(body(MAX_BODY_BYTES + 1)), packed)).status).toBe(413)
  })

  it('a gzip bomb is refused without unpacking it, and so are members that hold nothing', async () => {
    await start()
    const bomb = gzipSync(Buffer.alloc(512 * 1024 * 1024))
    const before = process.memoryUsage().rss
    expect((await send(bomb, { 'content-encoding': 'gzip' })).status).toBe(413)
    expect(process.memoryUsage().rss - before).toBeLessThan(256 * 1024 * 1024)
    const nothing = gzipSync('')
    const hollow = Buffer.alloc(MAX_BODY_BYTES + nothing.length, nothing)
    expect((await send(hollow, { 'content-encoding': 'gzip' })).status).toBe(413)
  })

  it('takes the largest number of lines and refuses one more', async () => {
    await start()
    expect((await send('\n'.repeat(MAX_LINES))).status).toBe(200)
    expect((await send('\n'.repeat(MAX_LINES + 1))).status).toBe(413)
  })

  it('a store that fails answers 503, so that the sender tries again', async () => {
    const store = openSqliteStore(join(dir, 'data'))
    const failing = Object.create(store, {
      insert: { value: () => Promise.reject(new Error('disk I/O error in /secret/path')) },
    }) as EventStore
    const app = await buildApp({
      ...options(),
      host: '127.0.0.1',
      allowedHosts: undefined,
      logger: options().logger,
      store: failing,
      codes: new OneTimeCodes(),
      onStored: () => {},
    })
    const answer = await app.inject({
      method: 'POST',
      url: '/api/v1/events',
      headers: { ...bearer(ingestToken), host: 'localhost', 'content-type': 'application/x-ndjson' },
      payload: ndjson([makeEvent()]),
    })
    await app.close()
    await store.close()
    expect([answer.statusCode, answer.headers['retry-after']]).toEqual([503, '5'])
    expect(answer.body).not.toContain('secret')
    expect(log.join('')).toContain('disk I/O error')
  })
})

describe('who may do what', () => {
  it('neither token does the other’s work', async () => {
    await start()
    const asView = await send(ndjson([makeEvent()]), bearer(viewToken))
    expect(asView.status).toBe(403)
    expect(asView.headers['content-type']).toBe('application/problem+json')
    for (const path of ['/api/v1/events', `/api/v1/events/${ulid()}`, '/api/v1/summary']) {
      expect((await get(path, bearer(ingestToken))).status, path).toBe(403)
    }
    const signIn = { headers: { 'content-type': 'application/json' }, body: JSON.stringify({ token: ingestToken }) }
    expect((await call('POST', '/api/v1/session', signIn)).status).toBe(401)
  })

  it('a missing, wrong or misplaced token is 401, before the body is read', async () => {
    await start()
    for (const authorization of ['', 'Bearer', 'Bearer wrong-token-0000000', `Basic ${viewToken}`, viewToken]) {
      const answer = await get('/api/v1/events', { authorization })
      expect(answer.status, authorization).toBe(401)
      expect(answer.json).toMatchObject({ title: 'Unauthorized', status: 401 })
      expect((await send('x', { authorization })).status, authorization).toBe(401)
    }
    expect((await get(`/api/v1/events?token=${viewToken}`, { authorization: '' })).status).toBe(401)
    expect((await call('HEAD', '/api/v1/events')).status).toBe(401)
    expect((await call('GET', '/api/v1/summary')).headers['www-authenticate']).toBe('Bearer realm="sluice view"')
  })

  it('a one-time URL signs in once', async () => {
    const { oneTimeUrl } = await start()
    const url = new URL(oneTimeUrl())
    const path = url.pathname + url.search
    const first = await call('GET', path)
    expect([first.status, first.headers.location]).toEqual([303, '/'])
    const [cookie = ''] = first.headers['set-cookie'] ?? []
    expect(cookie).toMatch(/^sluice_session=[\w-]{43}; Path=\/; HttpOnly; SameSite=Strict$/)
    expect((await call('GET', '/api/v1/events', { headers: { cookie: cookie.split(';')[0]! } })).status).toBe(200)

    const second = await call('GET', path)
    expect([second.status, second.headers.location]).toEqual([303, '/#signin=expired'])
    expect(second.headers['set-cookie']).toBeUndefined()
    for (const wrong of ['/signin', '/signin?code=', '/signin?code=x', '/signin?code=a&code=b']) {
      expect((await call('GET', wrong)).headers.location, wrong).toBe('/#signin=expired')
    }
    expect(log.join('')).not.toContain(url.searchParams.get('code'))
  })

  it('signs in with the view token and out again; a session can’t send events', async () => {
    await start()
    const headers = { 'content-type': 'application/json' }
    const answer = await call('POST', '/api/v1/session', { headers, body: JSON.stringify({ token: viewToken }) })
    expect(answer.status).toBe(204)
    const cookie = answer.headers['set-cookie']![0]!.split(';')[0]!
    expect((await call('GET', '/api/v1/summary', { headers: { cookie } })).status).toBe(200)
    const asSession = { cookie, 'content-type': 'application/x-ndjson' }
    expect((await call('POST', '/api/v1/events', { headers: asSession, body: '' })).status).toBe(403)
    expect((await call('DELETE', '/api/v1/session', { headers: { cookie } })).status).toBe(204)
    expect((await call('GET', '/api/v1/summary', { headers: { cookie } })).status).toBe(401)
    for (const body of ['{', 'null', '[]', '{"token":1}', JSON.stringify({ token: 'x'.repeat(5_000) })]) {
      const { status } = await call('POST', '/api/v1/session', { headers, body })
      expect([400, 413], body.slice(0, 20)).toContain(status)
    }
  })

  it('marks the cookie Secure behind a proxy that speaks TLS', async () => {
    await start({ allowedHosts: ['console.example.com'] })
    const headers = {
      'content-type': 'application/json',
      host: 'console.example.com',
      origin: 'https://console.example.com',
    }
    const answer = await call('POST', '/api/v1/session', { headers, body: JSON.stringify({ token: viewToken }) })
    expect(answer.headers['set-cookie']![0]).toContain('; Secure')
  })

  it(`allows ${MAX_TRIES_PER_MINUTE} tries to sign in a minute, then refuses even the right token`, async () => {
    await start()
    const attempt = (token: string) =>
      call('POST', '/api/v1/session', {
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ token }),
      })
    for (let i = 0; i < MAX_TRIES_PER_MINUTE; i += 1) expect((await attempt('wrong')).status).toBe(401)
    const refused = await attempt(viewToken)
    expect(refused.status).toBe(429)
    expect(Number(refused.headers['retry-after'])).toBeGreaterThan(0)
    expect((await get('/api/v1/events')).status).toBe(200)
  })

  it('another page can’t sign in or out, another port of this machine neither', async () => {
    await start()
    const body = JSON.stringify({ token: viewToken })
    for (const from of [
      { 'sec-fetch-site': 'cross-site' },
      { 'sec-fetch-site': 'same-site' },
      { origin: 'http://127.0.0.1:1' },
      { origin: 'null' },
    ]) {
      const headers = { ...from, 'content-type': 'application/json' }
      expect((await call('POST', '/api/v1/session', { headers, body })).status, JSON.stringify(from)).toBe(403)
      expect((await call('DELETE', '/api/v1/session', { headers: from })).status, JSON.stringify(from)).toBe(403)
    }
    const own = { origin: `http://127.0.0.1:${server!.address.port}`, 'content-type': 'application/json' }
    expect((await call('POST', '/api/v1/session', { headers: own, body })).status).toBe(204)
  })

  it('serves loopback names only, on any port, so that DNS rebinding gets nothing', async () => {
    await start()
    for (const host of ['127.0.0.1', '127.0.0.1:1', 'localhost', 'LOCALHOST:8090', '[::1]:8090', '127.9.9.9']) {
      expect((await get('/api/v1/events', { host })).status, host).toBe(200)
    }
    for (const host of [
      'evil.example',
      '127.0.0.1.evil.example',
      'localhost.evil.example',
      '[::2]',
      'a b',
      '10.0.0.1',
    ]) {
      expect((await get('/api/v1/events', { host })).status, host).toBe(421)
      expect((await call('GET', '/', { headers: { host } })).status, host).toBe(421)
      expect((await call('GET', '/nothing', { headers: { host } })).status, host).toBe(421)
      expect((await call('GET', '/livez', { headers: { host } })).status, host).toBe(200)
    }
  })
})

describe('asking', () => {
  it('pages through 1,203 events without a gap or a repeat, while new ones arrive', async () => {
    await start()
    const events = series(1_203, () => ({}))
    await send(ndjson(events))
    const seen: string[] = []
    let next: string | null = null
    do {
      const answer = await get(`/api/v1/events?limit=500${next === null ? '' : `&before=${next}`}`)
      seen.push(...idsOf(answer))
      next = answer.json.next
      await send(ndjson([makeEvent()]))
    } while (next !== null)
    expect(seen).toEqual(events.map((event) => event.id).reverse())
  })

  it('has no next page when the last one is full to the brim', async () => {
    await start()
    await send(ndjson(series(50, () => ({}))))
    const { json } = await get('/api/v1/events')
    expect(json.items).toHaveLength(50)
    expect(json.next).toBeNull()
    await send(ndjson([makeEvent()]))
    const more = await get('/api/v1/events')
    expect(more.json.items).toHaveLength(50)
    expect(more.json.next).toBe(more.json.items.at(-1).id)
  })

  it('filters by class and verdict: OR within, AND between, also across pages', async () => {
    await start()
    const verdicts = ['blocked', 'would_block', 'passed'] as const
    const classes = [['sqli'], ['xss'], ['sqli', 'xss'], ['path_traversal']]
    const events = series(600, (i) => ({
      verdict: verdicts[i % 3]!,
      findings: classes[i % 4]!.map((name) => ({ class: name })),
    }))
    await send(ndjson(events))
    const expected = (wantedClasses: string[], wantedVerdicts: string[]) =>
      events
        .filter((event) => wantedVerdicts.length === 0 || wantedVerdicts.includes(event.verdict))
        .filter((event) => wantedClasses.length === 0 || event.findings.some((f) => wantedClasses.includes(f.class)))
        .map((event) => event.id)
        .reverse()
    for (const wantedClasses of [[], ['sqli'], ['sqli', 'xss'], ['path_traversal', 'ssti']]) {
      for (const wantedVerdicts of [[], ['blocked'], ['would_block', 'passed']]) {
        const filter = [...wantedClasses.map((c) => `&class=${c}`), ...wantedVerdicts.map((v) => `&verdict=${v}`)]
        const seen: string[] = []
        let next: string | null = null
        do {
          const answer = await get(`/api/v1/events?limit=70${filter.join('')}${next ? `&before=${next}` : ''}`)
          seen.push(...idsOf(answer))
          next = answer.json.next
        } while (next !== null)
        expect(seen, filter.join('')).toEqual(expected(wantedClasses, wantedVerdicts))
      }
    }
  })

  it('names a bad parameter', async () => {
    await start()
    for (const [query, parameter] of [
      ['limit=0', 'limit'],
      ['limit=501', 'limit'],
      ['limit=1.5', 'limit'],
      ['limit=5&limit=6', 'limit'],
      ['before=x', 'before'],
      ['verdict=maybe', 'verdict'],
      ['verdict=toString', 'verdict'],
      ['class=%27%20or%201', 'class'],
      ['verdit=blocked', 'verdit'],
      ['%3Cscript%3E=1', 'unknown'],
    ]) {
      const answer = await get(`/api/v1/events?${query}`)
      expect(answer.status, query).toBe(400)
      expect(answer.headers['content-type'], query).toBe('application/problem+json')
      expect(answer.json.parameter, query).toBe(parameter)
    }
    for (const good of ['limit=1', 'limit=500']) expect((await get(`/api/v1/events?${good}`)).status).toBe(200)
    const classes = (count: number) => Array.from({ length: count }, (_, i) => `class=c${i}`).join('&')
    expect((await get(`/api/v1/events?${classes(32)}`)).status).toBe(200)
    expect((await get(`/api/v1/events?${classes(33)}`)).status).toBe(400)
    for (const [hours, status] of [
      ['0', 400],
      ['1', 200],
      ['720', 200],
      ['721', 400],
    ]) {
      expect((await get(`/api/v1/summary?hours=${hours}`)).status).toBe(status)
    }
  })

  it('sums up by verdict, class, route and hour', async () => {
    await start()
    const now = Date.now()
    await send(
      ndjson([
        makeEvent({ at: now, route: 'search', findings: [{ class: 'sqli' }, { class: 'xss' }, { class: 'sqli' }] }),
        makeEvent({ at: now, route: 'search', verdict: 'passed', findings: [{ class: 'xss' }] }),
        makeEvent({ at: now - 3_600_000, route: 'login', verdict: 'would_block' }),
        makeEvent({ at: now - 24 * 3_600_000, route: 'old' }),
      ]),
    )
    const { json } = await get('/api/v1/summary?hours=24')
    expect(json).toMatchObject({
      hours: 24,
      total: 3,
      byVerdict: { blocked: 1, would_block: 1, passed: 1 },
      byClass: [
        { class: 'sqli', count: 2 },
        { class: 'xss', count: 2 },
      ],
      byRoute: [
        { route: 'search', count: 2 },
        { route: 'login', count: 1 },
      ],
    })
    expect(json.series).toHaveLength(24)
    expect(json.series.at(-1)).toMatchObject({ blocked: 1, would_block: 0, passed: 1 })
    expect(json.series.at(-2)).toMatchObject({ blocked: 0, would_block: 1, passed: 0 })
  })

  it('answers 304 until something has arrived', async () => {
    await start()
    const first = await get('/api/v1/events')
    const tag = { 'if-none-match': first.headers.etag! }
    expect((await get('/api/v1/events', tag)).status).toBe(304)
    await send(ndjson([makeEvent()]))
    expect((await get('/api/v1/events', tag)).status).toBe(200)
    expect((await get('/api/v1/events', { ...tag, authorization: '' })).status).toBe(401)
  })

  it('an event that isn’t there is 404', async () => {
    await start()
    for (const id of [ulid(), 'x', '..%2f..%2fetc', '%00']) {
      expect((await get(`/api/v1/events/${id}`)).status, id).toBe(404)
    }
  })
})

describe('keeping', () => {
  it('drops the oldest past the count and what is too old, at start and after inserts, and its classes with it', async () => {
    await start({ maxEvents: 5_000, retainDays: 400 })
    const now = Date.now()
    const old = makeEvent({ at: now - 31 * DAY_MS })
    const kept = makeEvent({ at: now - 29 * DAY_MS })
    const events = series(1_200, () => ({}))
    await send(ndjson([old, kept, ...events]))
    await server!.close()

    await start({ maxEvents: 1_101 })
    const stored = async (query: string) => {
      const first = await get(`/api/v1/events?limit=500${query}`)
      const second = await get(`/api/v1/events?limit=500&before=${first.json.next}${query}`)
      const third = await get(`/api/v1/events?limit=500&before=${second.json.next}${query}`)
      return [...idsOf(first), ...idsOf(second), ...idsOf(third)]
    }
    const newest = (count: number) =>
      events
        .slice(-count)
        .map((event) => event.id)
        .reverse()
    for (const query of ['', '&verdict=blocked', '&class=sqli']) {
      await vi.waitFor(async () => expect(await stored(query)).toEqual(newest(1_101)), 5_000)
    }
    const latest = makeEvent()
    await send(ndjson([latest]))
    await vi.waitFor(async () => expect(await stored('')).toEqual([latest.id, ...newest(1_100)]), 5_000)
    expect((await get(`/api/v1/events/${old.id}`)).status).toBe(404)
  })

  it('keeps events over a restart', async () => {
    await start()
    const event = makeEvent()
    await send(ndjson([event]))
    await server!.close()
    await start()
    expect(idsOf(await get('/api/v1/events'))).toEqual([event.id])
    expect((await send(ndjson([event]))).json.duplicates).toBe(1)
  })
})

describe('serving', () => {
  it('sends the strict headers with everything, and no HSTS', async () => {
    await start()
    for (const path of ['/', '/api/v1/events', '/nothing', '/livez']) {
      const { headers } = await call('GET', path)
      expect(headers['content-security-policy'], path).toBe(
        "default-src 'none';script-src 'self';style-src 'self';img-src 'self' data:;connect-src 'self';base-uri 'none';form-action 'self';frame-ancestors 'none'",
      )
      expect(headers['x-content-type-options'], path).toBe('nosniff')
      expect(headers['strict-transport-security'], path).toBeUndefined()
    }
    expect((await get('/api/v1/events')).headers['cache-control']).toBe('no-store')
    expect((await call('GET', '/')).headers['cache-control']).toBe('no-cache')
    expect((await call('GET', '/assets/a-1.js')).headers['cache-control']).toContain('immutable')
  })

  it('answers probes, and 404 as a problem for the rest, without a trace of its inside', async () => {
    await start()
    expect((await call('GET', '/livez')).json).toEqual({ status: 'live' })
    expect((await call('GET', '/readyz')).json).toEqual({ status: 'ready' })
    for (const path of ['/nothing', '/api/v1/nothing', '/..%2f..%2fetc/passwd', '/%zz', '/index.html/x', '//x']) {
      const answer = await call('GET', path)
      expect([400, 404], path).toContain(answer.status)
      expect(answer.headers['content-type'], path).toBe('application/problem+json')
      expect(answer.text, path).not.toMatch(/node_modules|\.ts:|at .*\(/)
    }
    expect((await call('PUT', '/api/v1/events')).status).toBe(404)
  })

  it('says that the console isn’t built', async () => {
    await start({ consoleDir: join(dir, 'nowhere') })
    expect((await call('GET', '/')).json.detail).toContain('npm run build')
  })
})

describe('stopping', () => {
  it('takes what is under way, then refuses connections', async () => {
    await start()
    const { port } = server!.address
    const answer = new Promise<number>((resolve, reject) => {
      const headers = { ...bearer(ingestToken), 'content-type': 'application/x-ndjson', 'transfer-encoding': 'chunked' }
      const request = httpRequest({ port, host: '127.0.0.1', method: 'POST', path: '/api/v1/events', headers })
      request.on('error', reject).on('response', (response) => resolve(response.resume().statusCode!))
      request.write(ndjson([makeEvent()]), () => {
        // The head must have arrived before the server is told to stop.
        void call('GET', '/livez').then(() => {
          void server!.close()
          request.end()
        })
      })
    })
    expect(await answer).toBe(200)
    await server!.close()
    await expect(call('GET', '/livez')).rejects.toThrow('ECONNREFUSED')
    await start()
    expect((await get('/api/v1/events')).json.items).toHaveLength(1)
  })

  it('doesn’t wait for ever for a request that never ends', { timeout: 10_000 }, async () => {
    await start()
    const headers = { ...bearer(ingestToken), 'content-type': 'application/x-ndjson' }
    const request = httpRequest({ port: server!.address.port, method: 'POST', path: '/api/v1/events', headers })
    const broken = new Promise((resolve) => request.on('error', resolve))
    await new Promise<void>((resolve) => request.write('{', () => resolve()))
    await call('GET', '/livez')
    await Promise.all([server!.close(), broken])
  })
})

describe('starting', () => {
  const refusal = async (more: Partial<AnalysisOptions>): Promise<string> => {
    const error = await startAnalysis(options(more)).then(
      (started) => {
        server = started
        return undefined
      },
      (reason) => reason,
    )
    expect(error).toBeInstanceOf(AnalysisStartError)
    return (error as Error).message
  }

  it('says that the port is taken, and lets go of its store', async () => {
    await start()
    const { port } = server!.address
    expect(await refusal({ port, dataDir: join(dir, 'other') })).toMatch(`port ${port} on 127.0.0.1 is in use`)
    await server!.close()
    await start({ dataDir: join(dir, 'other') })
  })

  it('says that the host is none of this machine', async () => {
    expect(await refusal({ host: '192.0.2.1' })).toMatch('192.0.2.1 is no address of this machine')
  })

  it('says that the data folder can’t be written', async () => {
    writeFileSync(join(dir, 'file'), '')
    expect(await refusal({ dataDir: join(dir, 'file', 'data') })).toMatch(
      /event store in .*\/file\/data can’t be opened/,
    )
  })

  it('says that the store is damaged, in use, or too new', async () => {
    const damaged = join(dir, 'damaged')
    mkdirSync(damaged)
    writeFileSync(join(damaged, 'events.db'), 'this is no database'.repeat(100))
    expect(await refusal({ dataDir: damaged })).toMatch(/damaged or no SQLite database/)

    await start()
    expect(await refusal({})).toMatch(/another process has the event store .* open/)
    await server!.close()

    const db = new DatabaseSync(join(dir, 'data', 'events.db'))
    db.exec('PRAGMA user_version = 99')
    db.close()
    expect(await refusal({})).toMatch('version 99')
  })

  it('refuses tokens that are short or the same', async () => {
    expect(await refusal({ viewToken: 'x'.repeat(15) })).toMatch('the view token has 15 characters')
    expect(await refusal({ ingestToken: `${'x'.repeat(20)} ` })).toMatch('the ingest token holds a space')
    expect(await refusal({ viewToken: ingestToken })).toMatch('are the same')
    await start({ viewToken: 'x'.repeat(16) })
  })
})
