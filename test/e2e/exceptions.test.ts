import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { parse, stringify } from 'yaml'
import { type Backend, INGEST_TOKEN, startBackend, VIEW_TOKEN } from '../support/backend.ts'
import { Program, type Sluice, startSluice } from '../support/program.ts'
import { exchange } from '../support/raw-client.ts'
import { RawUpstream } from '../support/raw-upstream.ts'

const SQLI = '1%27%20or%20%271%27=%271'
const get = (target: string) => `GET ${target} HTTP/1.1\r\nHost: api.example\r\n\r\n`
const entry = (id: string, changes: object = {}) => ({
  id,
  detector: 'sqli',
  field: 'query.q',
  reason: 'a search language',
  owner: 'search team',
  ...changes,
})

let folder: string
let upstream: RawUpstream
let backend: Backend
let sluice: Sluice

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'sluice-exceptions-'))
  upstream = await RawUpstream.start()
  upstream.respond('HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok')
  backend = await startBackend()
  sluice = await startSluice(upstream.url, {
    events: { stdout: true, url: backend.eventsUrl, token: INGEST_TOKEN },
    routes: [{ name: 'search', path: '/search' }],
    exceptions: [
      entry('search-language', { route: 'search' }),
      entry('over', { field: 'query.old', expires: '2020-01-01' }),
      entry('idle', { field: 'query.other' }),
    ],
  })
})
afterAll(async () => {
  await sluice.stop()
  await backend.stop()
  await upstream.close()
  rmSync(folder, { recursive: true, force: true })
})

/** Runs a command to its end: exit code and output. */
async function run(args: string[], env: Record<string, string> = {}): Promise<{ code: number | null; text: string }> {
  const program = new Program(args, env)
  const code = await program.exited
  return { code, text: program.output.join('\n') }
}

test('what is excepted passes, and its event says so', async () => {
  expect((await exchange(sluice.port, get(`/search?q=${SQLI}`))).status).toBe(200)
  const event = await sluice.program.event(({ request }) => request.target.startsWith('/search?q='))
  expect(event).toMatchObject({ verdict: 'passed', score: 0, decidedBy: -1 })
  expect(event.findings).toMatchObject([{ class: 'sqli', severity: 'critical', excepted: 'search-language' }])
})

test.each([
  ['another route', `/other?q=${SQLI}`],
  ['another field', `/search?p=${SQLI}`],
  ['another class', '/search?q=<script>alert(1)</script>'],
  ['its last day', `/search?old=${SQLI}`],
])('an exception ends at %s', async (_name, target) => {
  expect((await exchange(sluice.port, get(target))).status).toBe(403)
})

test('an entry for an event lets its request pass, and no other', async () => {
  const target = `/orders?filter=${SQLI}`
  expect((await exchange(sluice.port, get(target))).status).toBe(403)
  const event = await sluice.program.event(({ request }) => request.target.startsWith('/orders'))
  await backend.holds(event.id)
  const asked = ['except', '--event', event.id, '--reason', 'a filter', '--owner', 'orders team']
  const { code, text } = await run([...asked, '--analysis', backend.eventsUrl], { SLUICE_VIEW_TOKEN: VIEW_TOKEN })
  expect([code, parse(text)]).toEqual([
    0,
    {
      exceptions: [
        {
          id: 'sqli-query-filter',
          detector: 'sqli',
          field: 'query.filter',
          route: 'default',
          reason: 'a filter',
          owner: 'orders team',
        },
      ],
    },
  ])
  const file = join(folder, 'events.ndjson')
  writeFileSync(file, `{"level":"info"}\n${JSON.stringify(event)}\n`)
  expect(await run([...asked, file])).toEqual({ code: 0, text })

  const lenient = await startSluice(upstream.url, parse(text))
  expect((await exchange(lenient.port, get(target))).status).toBe(200)
  expect((await exchange(lenient.port, get(`/orders?sort=${SQLI}`))).status).toBe(403)
  await lenient.stop()
})

test('check lists what has expired and what a running proxy has not used', async () => {
  const file = join(folder, 'sluice.yaml')
  const upstreamUrl = { upstream: { url: 'http://127.0.0.1:1' }, routes: [{ name: 'search', path: '/search' }] }
  const exceptions = [
    entry('search-language', { route: 'search' }),
    entry('over', { expires: '2020-01-01' }),
    entry('idle'),
  ]
  writeFileSync(file, stringify({ ...upstreamUrl, exceptions }))
  const { code, text } = await run(['check', '--config', file, '--admin-url', `http://127.0.0.1:${sluice.adminPort}`])
  expect([code, text]).toEqual([0, expect.stringContaining('The configuration is valid')])
  expect(text).toContain('exception over expired on 2020-01-01: remove it, or ask search team for another date')
  expect(text).toMatch(/exception idle has not been used since the proxy at \S+ started/)
  expect(text).not.toMatch(/exception search-language/)
})

test.each([
  [{ signature: 'jndi-lookup' }, 'exceptions.0 must name exactly one of signature, detector and class'],
  [{ detector: undefined }, 'exceptions.0 must name exactly one of signature, detector and class'],
  [{ detector: undefined, signature: 'jndi-lokup' }, 'there is no signature jndi-lokup'],
  [{ detector: 'sqly' }, 'did you mean sqli?'],
  [{ field: 'qery.q' }, 'must begin with path, query, header'],
  [{ route: 'serch' }, 'is serch, which no route is called; did you mean search?'],
  [{ expires: '2027-02-30' }, 'is 2027-02-30, which is no date'],
  [{ reason: '' }, 'exceptions.0.reason must be'],
])('%j is refused', async (changes, message) => {
  const file = join(folder, 'wrong.yaml')
  writeFileSync(
    file,
    stringify({
      upstream: { url: 'http://127.0.0.1:1' },
      routes: [{ name: 'search', path: '/search' }],
      exceptions: [entry('wrong', changes)],
    }),
  )
  const { code, text } = await run(['check', '--config', file])
  expect([code, text]).toEqual([2, expect.stringContaining(message)])
})

test.each([
  [['except'], 'except needs --event ID.'],
  [['except', '--event', '01', '--analysis', 'http://127.0.0.1:1'], 'the view token is missing'],
  [['except', '--event', '01', '/nowhere'], "can't read /nowhere"],
])('%j says what is missing', async (args, message) => {
  const { code, text } = await run(args)
  expect([code, text]).toEqual([2, expect.stringContaining(message)])
})

test('a backend that is not there, or knows no such event, is said', async () => {
  const env = { SLUICE_VIEW_TOKEN: VIEW_TOKEN }
  expect(await run(['except', '--event', '01', '--analysis', 'http://127.0.0.1:1'], env)).toEqual({
    code: 2,
    text: expect.stringContaining("http://127.0.0.1:1 can't be asked: "),
  })
  expect((await run(['except', '--event', '01', '--analysis', backend.eventsUrl], env)).text).toContain(
    'has no event 01',
  )
})

test('names that a client chose widen no entry, and reach no terminal as they are', async () => {
  const file = join(folder, 'hostile.ndjson')
  const event = await sluice.program.event(({ request }) => request.target.startsWith('/orders'))
  const [finding] = event.findings
  const except = async (path: (string | number)[], isName = false) => {
    writeFileSync(file, JSON.stringify({ ...event, findings: [{ ...finding, where: 'body', path, isName }] }))
    return run(['except', '--event', event.id, '--reason', 'r', '--owner', 'o', file])
  }
  expect(parse((await except(['**'])).text).exceptions[0].field).toEqual(['body', '\\**'])
  expect(parse((await except(['a.b', '*', 3])).text).exceptions[0].field).toEqual(['body', 'a.b', '\\*', '*'])
  expect(parse((await except(['a'], true)).text).exceptions[0]).toMatchObject({ field: 'body.a', on: 'name' })
  expect(await except(['cut short…'])).toEqual({ code: 2, text: expect.stringContaining('may have been cut short') })
  expect((await except(['a\u009b31m\u202eb\u0007'])).text).not.toMatch(/[\u0007\u009b\u202e]/)
  writeFileSync(file, `{"id":"${event.id}"}`)
  expect(await run(['except', '--event', event.id, file])).toEqual({
    code: 2,
    text: 'sluice: that is no event of Sluice.',
  })
})
