import { createHash } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { Program, type Sluice, startSluice } from '../support/program.ts'
import { exchange, type RawResponse } from '../support/raw-client.ts'
import { RawUpstream } from '../support/raw-upstream.ts'

// GraphQL through the program: answers, schema and safelist files, masked suggestions, events and metrics.

const SDL = 'type User { id: ID!, name: String } type Query { user(id: ID!): User, me: User }'
const KNOWN = 'query Home { me { id } }'
const hash = (text: string) => createHash('sha256').update(text).digest('hex')

let folder: string
let upstream: RawUpstream
let sluice: Sluice
const fileOf = (name: string) => join(folder, name)

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'sluice-graphql-'))
  writeFileSync(fileOf('schema.graphql'), SDL)
  writeFileSync(fileOf('known.txt'), `# ours\n${hash(KNOWN)} Home\n`)
  upstream = await RawUpstream.start()
  sluice = await startSluice(upstream.url, {
    graphql: { metricOperations: ['Home'] },
    routes: [
      { name: 'schema', path: '/schema/**', graphql: { schemaFile: fileOf('schema.graphql') } },
      {
        name: 'learn',
        path: '/learn/**',
        mode: 'monitor',
        graphql: { safelist: { mode: 'learn', file: fileOf('learned.txt') } },
      },
      { name: 'safelist', path: '/safelist/**', graphql: { safelist: { mode: 'enforce', file: fileOf('known.txt') } } },
      { name: 'mask', path: '/mask/**', graphql: { suggestions: 'mask' } },
      { name: 'monitor', path: '/monitor/**', mode: 'monitor' },
    ],
  })
})
afterAll(async () => {
  await sluice.stop()
  await upstream.close()
  rmSync(folder, { recursive: true, force: true })
})

async function post(path: string, call: object, fields = ''): Promise<RawResponse> {
  const body = JSON.stringify(call)
  const head = `POST ${path} HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n${fields}`
  return await exchange(sluice.port, `${head}Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`)
}

describe('answers', () => {
  test.each([
    ['an attack', { query: `{ user(name: "1' or '1'='1") { id } }` }, '', 403, 'application/json', 'FORBIDDEN'],
    ['a denied operation', { query: '{ __schema { types { name } } }' }, '', 403, 'application/json', 'FORBIDDEN'],
    ['a limit', { query: '{a:x b:x c:x d:x e:x f:x}' }, '', 400, 'application/json', 'BAD_REQUEST'],
    [
      'syntax',
      { query: '{ a(' },
      'Accept: application/graphql-response+json\r\n',
      400,
      'application/graphql-response+json',
      'BAD_REQUEST',
    ],
  ])('%s', async (_name, call, fields, status, type, code) => {
    const response = await post('/graphql', call, fields)
    expect([response.status, response.header('content-type')]).toEqual([status, type])
    const { errors } = JSON.parse(response.body)
    expect(errors).toEqual([
      { message: expect.any(String), extensions: { code, requestId: response.header('x-request-id') } },
    ])
  })

  test('where GraphQL shows by its document only, its answers are GraphQL’s too', async () => {
    const response = await post('/api', { query: 'query Q { __schema { types { name } } }' })
    expect(response.status).toBe(403)
    expect(JSON.parse(response.body)).toHaveProperty('errors')
  })

  test('monitor mode refuses nothing, and says what it would have', async () => {
    expect((await post('/monitor/graphql', { query: 'query Peek { __schema { types { name } } }' })).status).toBe(200)
    const event = await sluice.program.event(({ route }) => route === 'monitor')
    expect(event).toMatchObject({
      verdict: 'would_block',
      graphql: { operations: [{ type: 'query', name: 'Peek', rootFields: ['__schema'] }] },
      findings: [{ class: 'operation_denied' }],
    })
  })
})

test('operations that the configuration names are counted by name, and no others', async () => {
  await post('/graphql', { query: KNOWN })
  await post('/graphql', { query: 'query Other { me { id } }' })
  const metrics = await (await fetch(`http://127.0.0.1:${sluice.adminPort}/metrics`)).text()
  expect(metrics).toMatch(/sluice_graphql_operations_total\{[^}]*operation="Home"[^}]*outcome="passed"[^}]*\} 1/)
  expect(metrics).not.toContain('"Other"')
})

describe('a schema', () => {
  const user = 'query U($id: ID!) { user(id: $id) { name } }'
  test.each([
    ['what fits', { query: user, variables: { id: '1' } }, 200],
    ['an unknown field', { query: '{ secrets }' }, 400],
    ['a variable of a wrong type', { query: user, variables: { id: { a: 1 } } }, 400],
    ['a variable that is missing', { query: user }, 400],
    ['one bad call in a batch', [{ query: '{ me { id } }' }, { query: '{ secrets }' }], 400],
  ])('%s', async (_name, call, status) => {
    expect((await post('/schema/graphql', call)).status).toBe(status)
  })

  test('in the URL too', async () => {
    const get = async (query: string, variables: string) =>
      (
        await exchange(
          sluice.port,
          `GET /schema/graphql?query=${encodeURIComponent(query)}&variables=${encodeURIComponent(variables)} HTTP/1.1\r\nHost: a\r\n\r\n`,
        )
      ).status
    expect(await get(user, '{"id":"1"}')).toBe(200)
    expect(await get(user, '{"id":[1]}')).toBe(400)
    expect(await get('{ secrets }', '{}')).toBe(400)
    const beside = async (target: string, call: object) => (await post(`/schema/graphql?${target}`, call)).status
    expect(await beside(`query=${encodeURIComponent('{ secrets }')}`, {})).toBe(400)
    expect(await beside('variables={"id":[1]}', { query: user })).toBe(400)
    expect(await beside('variables={"id":"1"}', { query: user })).toBe(200)
    expect((await post('/schema/graphql', { query: user, variables: '{"id":"1"}' })).status).toBe(200)
    expect((await post('/schema/graphql', { query: user, variables: '{"id":[1]}' })).status).toBe(400)
  })

  test('as the body itself, and in multipart', async () => {
    const send = async (type: string, body: string) =>
      (
        await exchange(
          sluice.port,
          `POST /schema/graphql HTTP/1.1\r\nHost: a\r\nContent-Type: ${type}\r\nContent-Length: ${body.length}\r\n\r\n${body}`,
        )
      ).status
    expect(await send('application/graphql', '{ me { id } }')).toBe(200)
    expect(await send('application/graphql', '{ secrets }')).toBe(400)
    const parts = (call: object) =>
      `--B\r\nContent-Disposition: form-data; name="operations"\r\n\r\n${JSON.stringify(call)}\r\n--B--\r\n`
    expect(await send('multipart/form-data; boundary=B', parts({ query: '{ me { id } }' }))).toBe(200)
    expect(await send('multipart/form-data; boundary=B', parts({ query: '{ secrets }' }))).toBe(400)
    expect(await send('multipart/form-data; boundary=B', parts({ query: user, variables: { id: '1' } }))).toBe(200)
    const map = (paths: string) => `--B\r\nContent-Disposition: form-data; name="map"\r\n\r\n{"0":["${paths}"]}\r\n`
    const upload = parts({ query: user, variables: { id: null } })
    expect(await send('multipart/form-data; boundary=B', upload)).toBe(400)
    expect(await send('multipart/form-data; boundary=B', `${map('variables.id')}${upload}`)).toBe(400)
    expect(await send('multipart/form-data; boundary=B', parts({ query: user, variables: { id: { a: 1 } } }))).toBe(400)
  })

  test('is read again when it changes; one that is broken changes nothing', async () => {
    const reloads = () => sluice.program.log.filter(({ message }) => message === 'configuration reloaded').length
    const before = reloads()
    writeFileSync(fileOf('schema.graphql'), `${SDL} extend type Query { secrets: String }`)
    await sluice.program.until(() => reloads() > before, 'the reload')
    expect((await post('/schema/graphql', { query: '{ secrets }' })).status).toBe(200)
    writeFileSync(fileOf('schema.graphql'), 'type Query {')
    const line = await sluice.program.logged(
      ({ message }) => message?.startsWith('reload failed') === true,
      'the refusal',
    )
    expect(line.error).toMatch(/schema\.graphql:1.*no GraphQL schema/)
    expect((await post('/schema/graphql', { query: '{ secrets }' })).status).toBe(200)
  })
})

describe('a safelist', () => {
  test('learns valid documents, once each', async () => {
    const documents = ['query A { me { id } }', '{ me { name } }']
    for (const query of [...documents, ...documents, '{ broken(']) await post('/learn/graphql', { query })
    const learned = () => readFileSync(fileOf('learned.txt'), 'utf8')
    // The primary writes; what it has written shows once it has answered something later.
    await expect
      .poll(learned, { timeout: 10_000 })
      .toBe(`${hash(documents[0] as string)} A\n${hash(documents[1] as string)}\n`)
  })

  test('lets pass what is on it, by text and by hash, and nothing else', async () => {
    const by = async (call: object) => (await post('/safelist/graphql', call)).status
    const persisted = (sha256Hash: string) => ({ extensions: { persistedQuery: { version: 1, sha256Hash } } })
    expect(await by({ query: KNOWN })).toBe(200)
    expect(await by(persisted(hash(KNOWN)))).toBe(200)
    expect(await by({ documentId: hash(KNOWN) })).toBe(200)
    expect(await by({ query: `${KNOWN} ` })).toBe(403)
    expect(await by(persisted(hash('other')))).toBe(403)
    expect(await by({ documentId: 'other' })).toBe(403)
    expect(await by({ docId: 'other' })).toBe(403)
    expect(await by({ id: 'zzz', doc_id: hash(KNOWN) })).toBe(403)
    expect(await by({ query: KNOWN, ...persisted(hash('other')) })).toBe(403)
    expect(await by({ nothing: 1 })).toBe(403)
    expect(await by([{ query: KNOWN }, { query: '{ me { id } }' }])).toBe(403)
  })
})

describe('suggestions', () => {
  const message = 'Cannot query field "nme" on type "User". Did you mean "name"?'
  const body = JSON.stringify({ errors: [{ message }] })
  const respond = (fields: string) =>
    upstream.respond(`HTTP/1.1 200 OK\r\n${fields}Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`)

  test('are masked in JSON, where the policy says so', async () => {
    respond('Content-Type: application/json; charset=utf-8\r\n')
    const masked = await post('/mask/graphql', { query: '{ nme }' }, 'Accept-Encoding: gzip\r\n')
    expect(masked.status).toBe(200)
    expect(JSON.parse(masked.body)).toEqual({
      errors: [{ message: 'Cannot query field "nme" on type "User". [Suggestion hidden]' }],
    })
    expect(upstream.requests.at(-1)?.header('accept-encoding')).toBeUndefined()
    expect((await post('/graphql', { query: '{ nme }' })).body).toBe(body)
    expect((await post('/mask/rest', { text: 'x' })).body).toBe(body)
  })

  test('are masked in streams of answers', async () => {
    respond('Content-Type: text/event-stream\r\n')
    expect((await post('/mask/graphql', { query: '{ nme }' })).body).toContain('[Suggestion hidden]')
  })

  test('stay in what is no JSON', async () => {
    respond('Content-Type: text/html\r\n')
    expect((await post('/mask/graphql', { query: '{ nme }' })).body).toBe(body)
  })
})

test('what a file holds is checked before anything starts', async () => {
  const config = fileOf('bad.yaml')
  writeFileSync(fileOf('bad.txt'), 'Home\n')
  writeFileSync(
    config,
    `upstream: { url: 'http://a' }\ngraphql: { safelist: { mode: enforce, file: ${fileOf('bad.txt')} } }\n`,
  )
  const program = new Program(['check', '--config', config])
  expect(await program.exited).toBe(2)
  expect(program.output.join('\n')).toMatch(/bad\.txt:1.*SHA-256/s)
})
