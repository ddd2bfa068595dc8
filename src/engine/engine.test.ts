import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { loadSignatures } from '../config/signatures.ts'
import { canonicalise } from './canonical/head.ts'
import { Engine } from './engine.ts'
import { MAX_CHAIN } from './inspector.ts'
import type { InspectionPolicy } from './policy.ts'
import type { Detector } from './types.ts'

const policy: InspectionPolicy = { mode: 'block', threshold: 5, paranoia: 1, failureMode: 'closed' }
const failures: string[] = []
const engine = new Engine(loadSignatures(), (part) => failures.push(part))

function inspect(target: string, fields: string[] = [], body = '', over: Partial<InspectionPolicy> = {}, by = engine) {
  const length = body === '' ? [] : ['Content-Length', String(Buffer.byteLength(body))]
  const head = canonicalise(body === '' ? 'GET' : 'POST', target, '1.1', ['Host', 'a', ...fields, ...length])
  const inspection = by.begin({ ...policy, ...over })
  inspection.head(head)
  if (body !== '') inspection.write(Buffer.from(body))
  inspection.end()
  return inspection
}
const JSON_TYPE = ['Content-Type', 'application/json']
const SQLI = "x' or 'a'='a"

describe('requests within a body, as batches of OData have them', () => {
  const batch = (...parts: string[]) =>
    inspect(
      '/$batch',
      ['Content-Type', 'multipart/mixed; boundary=b'],
      `${parts.map((part) => `--b\r\nContent-Type: application/http\r\nContent-Transfer-Encoding: binary\r\n\r\n${part}\r\n`).join('')}--b--\r\n`,
    )
  const post = (body: string) =>
    `POST /Customers HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: 9\r\n\r\n${body}`

  test('they pass', () => {
    const { findings, verdict } = batch(
      "GET /Customers('ALFKI')?$filter=Name%20eq%20'select' HTTP/1.1\r\nHost: a\r\n\r\n",
      post('{"name":"Ann"}'),
    )
    expect([verdict.action, findings]).toEqual(['forward', []])
  })

  test.each([
    ['the target', `GET /Customers?id=${encodeURIComponent(SQLI)} HTTP/1.1\r\nHost: a\r\n\r\n`, '0.query.id'],
    ['the path', `GET /Customers/${encodeURIComponent(SQLI)} HTTP/1.1\r\nHost: a\r\n\r\n`, '0.path'],
    ['a header field', `GET /Customers HTTP/1.1\r\nX-A: ${SQLI}\r\n\r\n`, '0.x-a'],
    ['the body', post(JSON.stringify({ name: SQLI })), '0.name'],
    ['a request behind the first', post('{}\r\nGET /admin HTTP/1.1\r\nHost: a\r\n\r\n'), '0'],
  ])('an attack in %s is found', (_where, part, path) => {
    const { findings, verdict } = batch(part)
    expect(verdict.action).toBe('block')
    expect(findings.map((finding) => finding.path.join('.'))).toContain(path)
  })

  test('a body that claims to be one is text', () => {
    const { verdict } = inspect('/', ['Content-Type', 'application/http'], 'GET /admin HTTP/1.1\r\nHost: a\r\n\r\n')
    expect(verdict.action).toBe('block')
  })

  test('a field of a form is text, whatever type it claims', () => {
    const field = '--b\r\nContent-Disposition: form-data; name="a"\r\nContent-Type: application/http\r\n\r\n'
    const body = `${field}GET /admin HTTP/1.1\r\nHost: a\r\n\r\n--b--\r\n`
    const { verdict } = inspect('/', ['Content-Type', 'multipart/form-data; boundary=b'], body)
    expect(verdict.action).toBe('block')
  })
})

describe('JSON within a value is read', () => {
  const inner = JSON.stringify({ list: [{ deep: SQLI }] })
  const paths = (inspection: ReturnType<typeof inspect>) => inspection.findings.map(({ path }) => path.join('.'))
  const wrap = (levels: number): string => (levels === 0 ? inner : JSON.stringify({ in: wrap(levels - 1) }))

  test.each([
    ['a string in JSON', inspect('/', JSON_TYPE, JSON.stringify({ a: inner })), 'a.list.0.deep'],
    [
      'a long string in JSON',
      inspect('/', JSON_TYPE, JSON.stringify({ a: `${' '.repeat(40_000)}${inner}` })),
      'a.list.0.deep',
    ],
    [
      'a form',
      inspect('/', ['Content-Type', 'application/x-www-form-urlencoded'], `f=${encodeURIComponent(inner)}`),
      'f.list.0.deep',
    ],
    ['a query', inspect(`/?f=${encodeURIComponent(inner)}`), 'f.list.0.deep'],
    ['a header', inspect('/', ['X-Meta', inner]), 'x-meta.list.0.deep'],
    ['a cookie', inspect('/', ['Cookie', `c=${inner}`]), 'c.list.0.deep'],
  ])('in %s', (_where, inspection, path) => expect(paths(inspection)).toContain(path))

  test('three levels down, and no deeper', () => {
    expect(paths(inspect('/', JSON_TYPE, wrap(3)))).toContain('in.in.in.list.0.deep')
    expect(paths(inspect('/', JSON_TYPE, wrap(4)))).not.toContain('in.in.in.in.list.0.deep')
  })

  test('one document after the other, in any place', () => {
    const head = ['X-Meta', '{"a":"b"}', 'Cookie', 'c={"broken', ...JSON_TYPE]
    const inspection = inspect('/?q={"x":["y"', head, JSON.stringify([1, '["a"', inner]))
    expect(inspection.findings.map(({ where, path }) => [where, path.join('.')])).toContainEqual([
      'body',
      '2.list.0.deep',
    ])
  })

  test('what only looks like it says nothing of its form', () => {
    for (const text of ['{', '[x]', '{a:1}', '[1,2', '{"a":1}x', '{}}']) {
      expect(inspect('/', JSON_TYPE, JSON.stringify({ a: text })).findings).toEqual([])
    }
  })
})

describe('an attack is found wherever it stands', () => {
  test.each([
    ['path', inspect(`/users/1%27%20or%20%27a%27=%27a`), []],
    ['query', inspect(`/?q=${encodeURIComponent(SQLI)}`), ['q']],
    ['query', inspect(`/?${encodeURIComponent(SQLI)}=1`), [SQLI]],
    ['header', inspect('/', ['X-Anything', SQLI]), ['x-anything']],
    ['header', inspect('/', ['User-Agent', `Mozilla/5.0 ${SQLI}`]), ['user-agent']],
    ['cookie', inspect('/', ['Cookie', `a=1; id=${SQLI}`]), ['id']],
    ['body', inspect('/', JSON_TYPE, JSON.stringify({ a: [{ b: SQLI }] })), ['a', 0, 'b']],
    ['body', inspect('/', JSON_TYPE, JSON.stringify({ [SQLI]: 1 })), [SQLI]],
    [
      'body',
      inspect('/', ['Content-Type', 'application/x-www-form-urlencoded'], `a=1&b=${encodeURIComponent(SQLI)}`),
      ['b'],
    ],
    ['body', inspect('/', ['Content-Type', 'text/plain'], SQLI), []],
    ['body', inspect('/', ['Content-Type', 'application/vnd.api+json'], JSON.stringify([SQLI])), [0]],
  ] as const)('%s %#', (where, inspection, path) => {
    expect(inspection.verdict).toMatchObject({ action: 'block', status: 403 })
    expect(inspection.findings).toContainEqual(expect.objectContaining({ class: 'sqli', where, path }))
  })
})

test('a body that contradicts its type is read as both', () => {
  for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'application/octet-stream', ';;;']) {
    const inspection = inspect('/', ['Content-Type', type], '{"a":"\\u0078\\u0027 or \\u0027a\\u0027=\\u0027a"}')
    expect([type, inspection.verdict.status]).toEqual([type, 403])
  }
  const noType = inspect('/', [], JSON.stringify({ a: SQLI }))
  expect(noType.verdict.status).toBe(403)
})

test('what follows a fault in JSON is inspected all the same', () => {
  expect(inspect('/', JSON_TYPE, `{"a":1,}${SQLI}`).verdict.status).toBe(403)
  expect(inspect('/', JSON_TYPE, `{"a":"${SQLI}`).verdict.status).toBe(403)
})

describe('decodings', () => {
  const encodings: [string, (text: string) => string][] = [
    ['percent', (text) => text.replace(/[^a-z ]/g, (c) => Buffer.from(c).toString('hex').replace(/../g, '%$&'))],
    ['html', (text) => text.replace(/[^a-z ]/g, (c) => `&#x${c.charCodeAt(0).toString(16)};`)],
    ['escapes', (text) => text.replace(/[^a-z ]/g, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`)],
    ['base64', (text) => Buffer.from(text).toString('base64')],
    ['unicode', (text) => text.replace(/[^a-z ]/g, (c) => String.fromCharCode(c.charCodeAt(0) + 0xfee0))],
  ]
  test.each(encodings)('%s', (name, encode) => {
    const { verdict, findings } = inspect('/', JSON_TYPE, JSON.stringify({ a: encode(SQLI) }))
    expect(verdict.status).toBe(403)
    expect(findings.find(({ class: kind }) => kind === 'sqli')?.views).toEqual([name])
  })
  test('any two in a row, and the event names the chain', () => {
    for (const [outer, encodeOuter] of encodings) {
      for (const [inner, encodeInner] of encodings) {
        if (outer === inner && outer !== 'percent') continue
        const value = encodeOuter(encodeInner(SQLI))
        const { verdict } = inspect('/', JSON_TYPE, JSON.stringify({ a: value }))
        expect([outer, inner, value, verdict.status]).toEqual([outer, inner, value, 403])
      }
    }
  })
  test('as many layers as are decoded, and one more, which leaves a notice', () => {
    const layered = (layers: number) => {
      let text = SQLI
      for (let i = 0; i < layers; i++) text = text.replace(/[%']/g, (c) => `%${c.charCodeAt(0).toString(16)}`)
      return inspect('/', JSON_TYPE, JSON.stringify({ a: text }))
    }
    expect(layered(MAX_CHAIN).verdict.status).toBe(403)
    const beyond = layered(MAX_CHAIN + 1)
    expect(beyond.verdict.action).toBe('forward')
    expect(beyond.findings).toContainEqual(expect.objectContaining({ class: 'decoding_limit' }))
  })
})

test('an attack across any seam of two chunks, and of two windows, is found', () => {
  const body = JSON.stringify({ pad: 'ordinary text '.repeat(5), a: SQLI })
  const head = canonicalise('POST', '/', '1.1', ['Host', 'a', ...JSON_TYPE, 'Content-Length', String(body.length)])
  for (let cut = 1; cut < body.length; cut++) {
    const inspection = engine.begin(policy)
    inspection.head(head)
    inspection.write(Buffer.from(body.slice(0, cut)))
    inspection.write(Buffer.from(body.slice(cut)))
    inspection.end()
    expect([cut, inspection.verdict.status]).toEqual([cut, 403])
  }
  for (const position of [0, 15_300, 16_380, 16_384, 16_400, 31_000, 200_000]) {
    const text = `${'plain words '.repeat(20_000).slice(0, position)} ${SQLI} ${'more words '.repeat(500)}`
    expect([position, inspect('/', JSON_TYPE, JSON.stringify({ a: text })).verdict.status]).toEqual([position, 403])
  }
})

describe('a detector that throws', () => {
  const broken: Detector = {
    name: 'xss',
    bytes: '<',
    cues: [],
    detect() {
      throw new Error('planted')
    },
  }
  const sound: Detector = {
    name: 'sqli',
    bytes: "'",
    cues: [],
    detect: (text, _field, report) => report('critical', 0, text.length, 'planted'),
  }
  const seen: string[] = []
  const failing = new Engine([], (part) => seen.push(part), { detectors: [broken, sound] })

  test('is caught and told of; its siblings still judge', () => {
    const { verdict, findings } = inspect("/?q=<'", [], '', {}, failing)
    expect(findings.map(({ class: kind }) => kind)).toEqual(['engine_error', 'sqli'])
    expect(verdict.status).toBe(403)
    expect(seen).toEqual(['detector:xss'])
  })
  test('alone: failureMode decides', () => {
    expect(inspect('/?q=<', [], '', {}, failing).verdict).toMatchObject({ action: 'block', status: 503 })
    expect(inspect('/?q=<', [], '', { failureMode: 'open' }, failing).verdict.action).toBe('forward')
    expect(inspect('/?q=<', [], '', { mode: 'monitor' }, failing).verdict).toMatchObject({
      action: 'forward',
      wouldBe: 'block',
    })
  })
})

test('random requests: no exception, no failure of ours, the same verdict twice', () => {
  const piece = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 20 }),
    fc.constantFrom("'", '"', '<', '%27', '&lt;', '${', '../', '\\u0027', ' or ', 'select', '--', '`', '|', ';'),
  )
  const text = fc.array(piece, { maxLength: 12 }).map((parts) => parts.join(''))
  fc.assert(
    fc.property(text, text, (one, two) => {
      const latin1 = Buffer.from(one)
        .toString('latin1')
        .replace(/[\x00-\x1f]/g, '')
      const run = () =>
        inspect(
          `/x?q=${encodeURIComponent(one.toWellFormed())}`,
          [...JSON_TYPE, 'X-A', latin1],
          JSON.stringify({ [two]: one, b: [two] }),
        )
      const { verdict } = run()
      expect(run().verdict).toEqual(verdict)
    }),
    { numRuns: 500 },
  )
  expect(failures).toEqual([])
})

describe('ordinary traffic has no finding', () => {
  test.each([
    inspect(
      '/api/v1/users/3f2504e0-4f89-11d3-9a0c-0305e82c3301?page=2&sort=-created_at&filter[status]=open&q=O%27Brien',
      [
        'User-Agent',
        'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 Safari/537.36',
        'Accept',
        'text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,*/*;q=0.8',
        'Sec-CH-UA',
        '"Chromium";v="126", "Not.A/Brand";v="8"',
        'If-None-Match',
        'W/"abc-123"',
        'Cookie',
        '_ga=GA1.2.1234567890.1234567890; session=eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.dozjgNryP4J3jVmNHl0w5N_XgL0n3I9PlFUP0THsR8U',
        'Referer',
        'https://app.example.com/orders?tab=open#top',
      ],
    ),
    inspect(
      '/orders',
      JSON_TYPE,
      JSON.stringify({
        customer: "Patrick O'Brien & Söhne GmbH",
        note: 'Please deliver to the back door; ring twice -- or call. Price < 50 € (incl. VAT)',
        email: 'pat+test@example.co.uk',
        url: 'https://example.com/a?b=c&d=e#f',
        amount: 12.5,
        created: '2026-11-21T10:00:00Z',
        markdown: '# Title\n\n- a\n- b\n\n`code` and **bold** [link](../other.md)',
        template: 'Hello {{name}}, your order #1001 has shipped.',
      }),
    ),
    inspect(
      '/graphql',
      JSON_TYPE,
      JSON.stringify({
        query: 'query ($id: ID!) { user(id: $id) { id name orders(first: 10) { edges { node { id } } } } }',
        variables: { id: '1' },
      }),
    ),
  ])('%#', ({ findings }) => expect(findings.filter(({ paranoia }) => paranoia === 1)).toEqual([]))
})

test.each([
  ['/api/%27%20or%20%271%27=%271', 403],
  ["/1'%20or%20'1'='1/edit", 403],
  ['/api/AND%201=1--', 403],
  ['/api/v1/orders/42;v=2/a,b(c)', 0],
  ['/a/eCcgb3IgJ2EnPSdhJy0tIA/b', 403],
  ['/JyBvciAxPTEtLQ', 403],
  ['/e3s3Kjd9fQ==', 403],
  ['/2720756e696f6e2073656c65637420312d2d/a', 403],
  ['/a/ZGVhZGJlZWY/customers/products/dashboards', 0],
  ['/a/VXNlcjo0MjpwdWJsaWMtcHJvZmlsZQ/b', 0],
])('a segment of the path is a value: %s', (target, status) => {
  expect(inspect(target).verdict.status).toBe(status)
})

test.each([
  "/?id=1'/*&id=*/union/*&id=*/select/*&id=*/password/*&id=*/from/*&id=*/users--",
  '/?q=<scr&q=ipt>alert(1)</script>&q=x&q=<img src=x onerror=alert(1',
])('an attack in pieces of one name: %s', (target) => {
  expect(inspect(target).verdict.status).toBe(403)
})

test.each([
  `x" onfocus${' '.repeat(12)}=alert(1) autofocus x="`,
  `';system${'\t'.repeat(50)}('id');//`,
  `8.8.8.8;${' \t'.repeat(100)}id`,
  `1;waitfor delay${' '.repeat(64)}'0:0:5'`,
])('wide gaps hide nothing', (value) => {
  expect(inspect(`/?q=${encodeURIComponent(value)}`).verdict.status).toBe(403)
})

describe('documents within values', () => {
  const encode = (text: string) => Buffer.from(text).toString('base64url')
  const token = `${encode('{"alg":"none"}')}.${encode(JSON.stringify({ role: SQLI }))}.`

  test.each([
    ['JSON in a query', `/?filter=${encodeURIComponent(JSON.stringify({ name: SQLI }))}`, [], ['filter', 'name']],
    ['a URL in a query', `/?next=${encodeURIComponent(`https://a/?id=${SQLI}`)}`, [], ['next', 'id']],
    ['JSON in base64', `/?state=${encode(JSON.stringify({ id: SQLI }))}`, [], ['state', 'id']],
    ['claims of a token', '/', ['Authorization', `Bearer ${token}`], ['authorization', 'role']],
    ['a name and password', '/', ['Authorization', `Basic ${btoa(`${SQLI}:x`)}`], ['authorization']],
    ['JSON in a cookie', '/', ['Cookie', `a=%7B%22b%22:%22${encodeURIComponent(SQLI)}%22%7D`], ['a', 'b']],
    ['the query of a referer', '/', ['Referer', `https://a/?id=${encodeURIComponent(SQLI)}`], ['referer', 'id']],
    ['XML in a query', `/?x=${encodeURIComponent(`<a b="${SQLI}">c</a>`)}`, [], undefined],
  ])('%s', (_name, target, fields, path) => {
    const inspection = inspect(target, fields)
    expect(inspection.verdict).toMatchObject({ status: 403 })
    if (path) expect(inspection.findings.map((finding) => finding.path)).toContainEqual(path)
  })
})

test('random bytes, and their base64, are no attack', () => {
  // xorshift32: the same bytes in every run.
  let state = 0x9e3779b9
  const next = () => {
    state ^= state << 13
    state ^= state >>> 17
    state ^= state << 5
    return state & 0xff
  }
  for (let i = 0; i < 40; i++) {
    const bytes = Buffer.from(Uint8Array.from({ length: 65_536 }, next))
    const verdicts = [
      inspect('/', JSON_TYPE, JSON.stringify({ file: bytes.toString('base64') })).verdict,
      inspect('/', ['Content-Type', 'text/plain'], bytes.toString('base64')).verdict,
      inspect('/', ['Content-Type', 'text/plain'], bytes.toString('base64url')).verdict,
    ]
    expect(verdicts.map(({ reason }) => reason)).toEqual(Array(3).fill('nothing was found'))
  }
})
