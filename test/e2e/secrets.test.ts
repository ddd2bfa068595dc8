import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Backend, INGEST_TOKEN, startBackend } from '../support/backend.ts'
import { type Sluice, startSluice } from '../support/program.ts'
import { exchange } from '../support/raw-client.ts'
import { RawUpstream } from '../support/raw-upstream.ts'

// Credentials never leave the process: not in events, not in the log, not in the store.
let upstream: RawUpstream
let backend: Backend
let sluice: Sluice

beforeAll(async () => {
  upstream = await RawUpstream.start()
  backend = await startBackend()
  sluice = await startSluice(upstream.url, {
    events: { stdout: true, url: backend.eventsUrl, token: INGEST_TOKEN },
    log: { level: 'debug' },
    mask: { names: ['locker'] },
  })
})
afterAll(async () => {
  await sluice.stop()
  await backend.stop()
  await upstream.close()
})

const SECRET = 'Zx9-Quartz-Secret-77aK'
const ATTACK = "' or 'a'='a"
const inQuery = (text: string) => encodeURIComponent(text)
const request = (line: string, fields = '', body = '') =>
  `${line} HTTP/1.1\r\nHost: a\r\n${fields}${body ? `Content-Length: ${Buffer.byteLength(body)}\r\n` : ''}\r\n${body}`
const json = 'Content-Type: application/json\r\n'
const form = 'Content-Type: application/x-www-form-urlencoded\r\n'
const bad = `/?q=${inQuery(ATTACK)}`

const CARD = '4111 1111 1111 1111'
const SPELLINGS = [SECRET, CARD, SECRET.slice(4, 16), SECRET.replaceAll('-', '_')]
const places: [string, string][] = [
  ['Authorization', request(`GET ${bad}`, `Authorization: Bearer ${SECRET}\r\n`)],
  ['Authorization with an attack in it', request('GET /', `Authorization: Basic ${SECRET}${ATTACK}\r\n`)],
  ['a cookie', request(`GET ${bad}`, `Cookie: theme=dark; session=${SECRET}\r\n`)],
  ['a cookie with an attack in it', request('GET /', `Cookie: id=${SECRET}${ATTACK}\r\n`)],
  ['an API key header', request(`GET ${bad}`, `X-Api-Key: ${SECRET}\r\n`)],
  ['a query parameter', request(`GET ${bad}&access_token=${SECRET}`)],
  ['a query parameter whose name is encoded', request(`GET ${bad}&pass%77ord=${SECRET}`)],
  ['a query parameter with an attack in it', request(`GET /?password=${SECRET}${inQuery(ATTACK)}`)],
  [
    'the Referer',
    request(`GET ${bad}`, `Referer: https://user:${SECRET}@x/?token=${SECRET}#access_token=${SECRET}\r\n`),
  ],
  ['a JSON field with an attack in it', request('POST /', json, JSON.stringify({ password: SECRET + ATTACK }))],
  ['a nested JSON field', request('POST /', json, JSON.stringify({ credentials: { values: [SECRET + ATTACK] } }))],
  [
    'a JSON field that is percent-encoded',
    request('POST /', json, JSON.stringify({ secret: inQuery(SECRET + ATTACK) })),
  ],
  ['a form field', request('POST /', form, `clientSecret=${SECRET}${inQuery(ATTACK)}`)],
  ['JSON in a JSON string', request('POST /', json, JSON.stringify({ note: `{"password":"${SECRET}"} ${ATTACK}` }))],
  ['text', request('POST /', 'Content-Type: text/plain\r\n', `user=a&password=${SECRET}&q=${ATTACK}`)],
  [
    'a long text before the match',
    request('POST /', 'Content-Type: text/plain\r\n', `token=${SECRET}${'k'.repeat(150)}${ATTACK}`),
  ],
  ['malformed JSON', request('POST /', json, `{"password":"${SECRET}", x${ATTACK}`)],
  ['a field of our own list', request('POST /', json, JSON.stringify({ lockerCode: SECRET + ATTACK }))],
  ['a card number', request('POST /', json, JSON.stringify({ note: `${CARD} ${ATTACK}` }))],
  [
    'a request that the parser refuses',
    `GET /?token=${SECRET} HTTP/1.1\r\nHost : a\r\nCookie: a=b; c=${SECRET}\r\nAuthorization: Bearer ${SECRET}\r\n\r\n`,
  ],
  ['a path parameter', request(`GET /reset;token=${SECRET}${bad}`)],
  ['a URL in a parameter', request(`GET ${bad}&next=${inQuery(`https://app/cb?access_token=${SECRET}`)}`)],
  ['JSON in a parameter', request(`GET ${bad}&f=${inQuery(JSON.stringify({ password: SECRET }))}`)],
  ['a parameter whose name is encoded twice', request(`GET ${bad}&%2570assword=${SECRET}`)],
  ['the code of OAuth', request(`GET ${bad}&code=${SECRET}&state=1`)],
  ['a URL in a header', request(`GET ${bad}`, `X-Original-URL: /a?next=%2Fb%3Ftoken%3D${SECRET}\r\n`)],
  ['Authorization of a scheme that nobody knows', request(`GET ${bad}`, `Authorization: ${SECRET} v1\r\n`)],
  ['a header that means the same', request(`GET ${bad}`, `Ocp-Apim-Subscription-Key: ${SECRET}\r\n`)],
  ['a cookie’s name', request(`GET ${bad}`, `Cookie: ghp_${SECRET.replaceAll('-', '_')}=1\r\n`)],
  ['a list in text', request('POST /', 'Content-Type: text/plain\r\n', `{"password":["${SECRET}"]} ${ATTACK}`)],
  ['a tag in text', request('POST /', 'Content-Type: text/plain\r\n', `<password>${SECRET}</password> ${ATTACK}`)],
  ['a URL in text', request('POST /', 'Content-Type: text/plain\r\n', `db://me:${SECRET}@db/x ${ATTACK}`)],
  ['a command line', request('POST /', 'Content-Type: text/plain\r\n', `curl -u me:${SECRET} http://a; ${ATTACK}`)],
  [
    'a JSON key that is a token',
    request('POST /', json, JSON.stringify({ [`ghp_${SECRET.replaceAll('-', '_')}`]: ATTACK })),
  ],
  ['a line that is no field', `GET / HTTP/1.1\r\nHost: a\r\n${SECRET}\r\n\r\n`],
  ['a packet of CR alone', `GET / HTTP/1.1\rAuthorization: Bearer ${SECRET}\r\r`],
  ['what is no request at all', `${SECRET}\r\n\r\n`],
]

test.each(places)('%s', async (_name, raw) => {
  const before = sluice.program.events.length
  const answer = await exchange(sluice.port, Buffer.from(raw))
  expect([400, 403]).toContain(answer.status)
  await sluice.program.until(() => sluice.program.events.length > before, 'the event')
  const event = JSON.stringify(sluice.program.events.at(-1))
  for (const secret of SPELLINGS) expect(event).not.toContain(secret)
})

test('neither log nor store has it; the findings are there all the same', async () => {
  await sluice.stop()
  const listed = await backend.list('?limit=500')
  expect(listed).toHaveLength(places.length)
  const everything = [sluice.program.output.join('\n'), backend.storeBytes().toString('latin1'), JSON.stringify(listed)]
  for (const text of everything) {
    expect(text.length).toBeGreaterThan(1_000)
    for (const secret of SPELLINGS) {
      expect(text).not.toContain(secret)
      expect(text).not.toContain(Buffer.from(secret).toString('base64').slice(2, 18))
    }
  }
  const masked = listed
    .flatMap(({ findings }) => findings)
    .filter((finding) => finding.masked && finding.class === 'sqli')
  expect(masked.length).toBeGreaterThan(5)
  for (const finding of masked) {
    expect(finding.excerpt).toMatch(/^[a0\W_]+$/)
  }
})
