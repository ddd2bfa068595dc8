import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { type Sluice, startSluice } from '../support/program.ts'
import { exchange, RawClient } from '../support/raw-client.ts'
import { RawUpstream } from '../support/raw-upstream.ts'

let upstream: RawUpstream
let sluice: Sluice

const SQLI = '1%27%20or%20%271%27=%271'
const get = (target: string, fields = '') => `GET ${target} HTTP/1.1\r\nHost: api.example\r\n${fields}\r\n`
const post = (target: string, type: string, body: string, fields = '') =>
  `POST ${target} HTTP/1.1\r\nHost: api.example\r\nContent-Type: ${type}\r\nContent-Length: ${Buffer.byteLength(body, 'latin1')}\r\n${fields}\r\n${body}`

beforeAll(async () => {
  upstream = await RawUpstream.start()
  sluice = await startSluice(upstream.url, {
    body: { idleTimeoutMs: 1_000, maxBytes: 1_000 },
    routes: [
      { name: 'watched', path: '/watched/**', mode: 'monitor' },
      { name: 'untouched', path: '/untouched/*', mode: 'off' },
      { name: 'by-host', host: '*.internal.example', methods: ['GET', 'POST'], mode: 'monitor' },
      { name: 'patient', path: '/patient', threshold: 10 },
    ],
  })
})
afterAll(async () => {
  await sluice.stop()
  await upstream.close()
})
beforeEach(() => upstream.respond('HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok'))

describe('modes', () => {
  test('block refuses and the upstream hears nothing', async () => {
    const before = upstream.requests.length
    expect((await exchange(sluice.port, get(`/search?q=${SQLI}`))).status).toBe(403)
    expect(
      (await exchange(sluice.port, post('/u', 'application/json', '{"n":"<script>alert(1)</script>"}'))).status,
    ).toBe(403)
    expect((await exchange(sluice.port, post('/u', 'application/x-www-form-urlencoded', `n=${SQLI}`))).status).toBe(403)
    expect((await exchange(sluice.port, post('/u', 'text/plain', '<script>alert(1)</script>'))).status).toBe(403)
    expect((await exchange(sluice.port, get('/', `Cookie: a=1; id=${decodeURIComponent(SQLI)}\r\n`))).status).toBe(403)
    expect((await exchange(sluice.port, get('/', 'Referer: http://x/?a=<script>alert(1)</script>\r\n'))).status).toBe(
      403,
    )
    expect(upstream.requests.length).toBe(before)
  })

  test('monitor forwards the same bytes and says what would have happened', async () => {
    const arrived = upstream.next()
    expect((await exchange(sluice.port, get(`/watched/x?q=${SQLI}`))).status).toBe(200)
    expect((await arrived).requestLine).toBe(`GET /watched/x?q=${SQLI} HTTP/1.1`)
    const event = await sluice.program.event(({ request }) => request.target.startsWith('/watched/x'))
    expect(event).toMatchObject({ verdict: 'would_block', mode: 'monitor', route: 'watched', score: 5, threshold: 5 })
    expect(event.response).toMatchObject({ status: 200, from: 'upstream' })
  })

  test('monitor holds nothing: the head is upstream before the body has come', async () => {
    const head = new Promise<string>((resolve) => {
      upstream.onHead = resolve
    })
    const client = new RawClient(sluice.port)
    client.send(
      'POST /watched/slow HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: 9\r\n\r\n{"a"',
    )
    expect(await head).toContain('POST /watched/slow')
    upstream.onHead = undefined
    client.send(':"b"}')
    expect((await client.response()).status).toBe(200)
    client.close()
  })

  test('monitor passes what block would answer with 400 or 413', async () => {
    expect((await exchange(sluice.port, post('/watched/m', 'application/json', '{"a":'))).status).toBe(200)
    expect((await exchange(sluice.port, post('/watched/l', 'text/plain', 'a'.repeat(5_000)))).status).toBe(200)
    const event = await sluice.program.event(({ request }) => request.target === '/watched/m')
    expect(event).toMatchObject({ verdict: 'would_block', findings: [{ class: 'malformed_body' }] })
  })

  test('off inspects nothing', async () => {
    expect((await exchange(sluice.port, get(`/untouched/x?q=${SQLI}`))).status).toBe(200)
    expect(
      (await exchange(sluice.port, post('/untouched/y', 'application/json', '{"a":"<script>alert(1)</script>"')))
        .status,
    ).toBe(200)
    expect((await exchange(sluice.port, get(`/marker?q=${SQLI}`))).status).toBe(403)
    await sluice.program.event(({ request }) => request.target.startsWith('/marker'))
    expect(sluice.program.events.filter(({ request }) => request.target.startsWith('/untouched'))).toEqual([])
  })

  test('the first route that matches counts: host, path, method, threshold', async () => {
    const attack = (method: string, host: string) => `${method} /?q=${SQLI} HTTP/1.1\r\nHost: ${host}\r\n\r\n`
    expect((await exchange(sluice.port, attack('GET', 'a.INTERNAL.example:8080'))).status).toBe(200)
    expect((await exchange(sluice.port, attack('DELETE', 'a.internal.example'))).status).toBe(403)
    expect((await exchange(sluice.port, attack('GET', 'internal.example'))).status).toBe(403)
    expect((await exchange(sluice.port, get(`/patient?q=${SQLI}`))).status).toBe(200)
  })

  test('a path cannot pick a laxer route by its spelling', async () => {
    for (const path of [
      '/watched/../admin',
      '/watched/%2e%2e/admin',
      '/watched/..%2fadmin',
      '/watched/..;/admin',
      '/watched\\..\\admin',
      '//admin',
    ]) {
      expect((await exchange(sluice.port, get(`${path}?q=${SQLI}`))).status).toBe(403)
    }
  })
})

describe('bodies in block mode', () => {
  test('maxBytes: the last accepted size and the first refused, sized and chunked', async () => {
    const chunked = (size: number) =>
      `POST /c HTTP/1.1\r\nHost: a\r\nContent-Type: text/plain\r\nTransfer-Encoding: chunked\r\n\r\n${size.toString(16)}\r\n${'a'.repeat(size)}\r\n0\r\n\r\n`
    expect((await exchange(sluice.port, post('/s', 'text/plain', 'a'.repeat(1_000)))).status).toBe(200)
    expect((await exchange(sluice.port, post('/s', 'text/plain', 'a'.repeat(1_001)))).status).toBe(413)
    expect((await exchange(sluice.port, chunked(1_000))).status).toBe(200)
    expect((await exchange(sluice.port, chunked(1_001))).status).toBe(413)
  })

  test('an answer in mid-upload is read by a client that writes everything first', async () => {
    const size = 5_000_000
    const client = new RawClient(sluice.port)
    client.send(`POST /big HTTP/1.1\r\nHost: a\r\nContent-Type: text/plain\r\nContent-Length: ${size}\r\n\r\n`)
    for (let sent = 0; sent < size; sent += 50_000) client.send(Buffer.alloc(50_000, 97))
    const answer = await client.response()
    expect([answer.status, answer.header('connection')]).toEqual([413, 'close'])
    await client.closed
  })

  test('malformed JSON is 400', async () => {
    expect((await exchange(sluice.port, post('/j', 'application/json', '{"a":01}'))).status).toBe(400)
  })

  test('bad percent-encoding and bytes that are not UTF-8 are notices that never block alone', async () => {
    expect((await exchange(sluice.port, get('/?q=100%&z=%ff'))).status).toBe(200)
    const event = await sluice.program.event(({ request }) => request.target === '/?q=100%&z=%ff')
    expect(event.verdict).toBe('passed')
    expect(new Set(event.findings.map(({ class: kind }) => kind))).toEqual(new Set(['malformed_encoding']))
  })

  test('an encoding or a charset that cannot be read is 415, with an event and a metric', async () => {
    for (const [target, type, fields] of [
      ['/enc', 'application/json', 'Content-Encoding: compress\r\n'],
      ['/cs', 'application/json; charset=utf-7', ''],
    ] as const) {
      expect((await exchange(sluice.port, post(target, type, '{}', fields))).status).toBe(415)
      await sluice.program.event(({ request }) => request.target === target)
      expect((await exchange(sluice.port, post(`/watched${target}`, type, '{}', fields))).status).toBe(200)
    }
    const metrics = await (await fetch(`http://127.0.0.1:${sluice.adminPort}/metrics`)).text()
    expect(metrics).toMatch(/sluice_uninspected_total\{reason="encoding"\} 2/)
    expect(metrics).toMatch(/sluice_uninspected_total\{reason="charset"\} 2/)
  })

  test('a body that stops arriving is 408 with an event', async () => {
    const client = new RawClient(sluice.port)
    client.send('POST /stalled HTTP/1.1\r\nHost: a\r\nContent-Type: text/plain\r\nContent-Length: 10\r\n\r\nabc')
    expect((await client.response()).status).toBe(408)
    client.close()
    const event = await sluice.program.event(({ request }) => request.target === '/stalled')
    expect(event.findings).toMatchObject([{ class: 'body_timeout' }])
  })

  test('request trailers are inspected, then dropped with a finding', async () => {
    const request = (path: string, trailer: string) =>
      `POST ${path} HTTP/1.1\r\nHost: a\r\nContent-Type: text/plain\r\nTransfer-Encoding: chunked\r\nTrailer: X-T\r\n\r\n1\r\na\r\n0\r\nX-T: ${trailer}\r\n\r\n`
    expect((await exchange(sluice.port, request('/trailed', 'fine'))).status).toBe(200)
    const event = await sluice.program.event(({ request: { target } }) => target === '/trailed')
    expect(event.findings).toMatchObject([{ class: 'trailers_dropped' }])
    expect((await exchange(sluice.port, request('/trailed', '<script>alert(1)</script>'))).status).toBe(403)
  })
})

describe('answers speak the client’s language', () => {
  test.each([
    ['', 'application/problem+json', '"title":"Forbidden"'],
    ['Accept: text/html,*/*;q=0.8\r\n', 'text/html; charset=utf-8', '<h1>Forbidden</h1>'],
    ['Accept: application/graphql-response+json\r\n', 'application/graphql-response+json', '"errors":[{'],
  ])('%s', async (accept, type, text) => {
    const answer = await exchange(sluice.port, get(`/a?q=${SQLI}`, accept))
    expect([answer.status, answer.header('content-type'), answer.header('cache-control')]).toEqual([
      403,
      type,
      'no-store',
    ])
    expect(answer.body).toContain(text)
    expect(answer.body).toContain(answer.header('x-request-id') as string)
    expect(answer.body).not.toMatch(/sqli|detector|score/)
  })

  test('GraphQL gets errors[] by its path', async () => {
    const answer = await exchange(
      sluice.port,
      post('/graphql', 'application/json', '{"query":"{a}","x":"<script>alert(1)</script>"}'),
    )
    expect([answer.status, answer.header('content-type')]).toEqual([403, 'application/json'])
    expect(JSON.parse(answer.body).errors[0].extensions).toMatchObject({
      code: 'FORBIDDEN',
      requestId: answer.header('x-request-id'),
    })
  })
})

test('the event says which field, through which decodings, which bytes, what score, which policy', async () => {
  const value = encodeURIComponent(encodeURIComponent("x' or 'a'='a"))
  const answer = await exchange(sluice.port, get(`/deep?filter=${value}`))
  expect(answer.status).toBe(403)
  const event = await sluice.program.event(({ request }) => request.target.startsWith('/deep'))
  expect(event).toMatchObject({
    schema: 1,
    route: 'default',
    verdict: 'blocked',
    requestId: answer.header('x-request-id'),
    response: { status: 403, from: 'sluice', upstreamMs: null },
    findings: [{ class: 'sqli', where: 'query', path: ['filter'], views: ['percent'], masked: false }],
  })
  const finding = event.findings[0]
  expect(finding?.excerpt.slice(finding.matchStart, finding.matchEnd)).toContain('or')
})

describe('methods', () => {
  test('one that the policy does not allow gets 405 and the list; monitor passes it', async () => {
    const trace = (target: string) => `PURGE ${target} HTTP/1.1\r\nHost: api.example\r\n\r\n`
    const refused = await exchange(sluice.port, trace('/u'))
    expect([refused.status, refused.header('allow')]).toEqual([405, 'GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS'])
    const event = await sluice.program.event(({ request }) => request.method === 'PURGE')
    expect(event).toMatchObject({ verdict: 'blocked', findings: [{ class: 'method_not_allowed' }] })
    expect((await exchange(sluice.port, trace('/watched/u'))).status).toBe(200)
  })

  test('one that a header asks for in its place is an attack', async () => {
    const override = get('/u', 'X-HTTP-Method-Override: DELETE\r\n')
    expect((await exchange(sluice.port, override)).status).toBe(403)
  })
})

test('what only a higher paranoia level counts makes no event, and stands beside what counts', async () => {
  const page = '/page?a=<img+src="/a.png">'
  expect((await exchange(sluice.port, get(page))).status).toBe(200)
  expect((await exchange(sluice.port, get(`${page}&q=${SQLI}`))).status).toBe(403)
  const event = await sluice.program.event(({ request }) => request.target.startsWith('/page'))
  expect(event.verdict).toBe('blocked')
  expect(event.findings).toContainEqual(expect.objectContaining({ source: 'signature:loose-html-tag', paranoia: 2 }))
})
