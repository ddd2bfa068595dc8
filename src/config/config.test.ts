import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { ConfigError } from './fault.ts'
import { type ConfigInput, loadConfig, withoutSecrets } from './load.ts'
import { options } from './options.ts'

const file = (text: string) => {
  const path = join(mkdtempSync(join(tmpdir(), 'sluice-config-')), 'sluice.yaml')
  writeFileSync(path, text)
  return path
}
const faults = (input: ConfigInput): string[] => {
  try {
    loadConfig(input)
    return []
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error
    return error.faults.map(({ at, message }) => `${at.replace(/.*sluice\.yaml/, 'sluice.yaml')}: ${message}`)
  }
}
const upstream = { upstream: 'http://kong:8000' }

test('defaults are complete, and the result is frozen', () => {
  const config = loadConfig({ flags: upstream })
  expect(config).toMatchObject({
    mode: 'monitor',
    threshold: 5,
    paranoia: 1,
    failureMode: 'closed',
    body: { holdBytes: 131_072, holdMs: 1_000, maxBytes: -1, inspectThenForward: 0, heldBytesTotal: 67_108_864 },
    limits: { json: { max_container_depth: 64 }, xml: { max_depth: 64, max_children: 10_000, text: -1 } },
    listen: { port: 8080, host: '0.0.0.0', maxHeaderBytes: 65_536 },
    admin: { host: '127.0.0.1', port: 9901 },
    trustedProxies: [],
    upstream: { maxConnections: 1_024, maxPending: 256, queueTimeoutMs: 2_000 },
  })
  expect(Object.isFrozen(config.upstream)).toBe(true)
})

test('flags win over environment, environment over file', () => {
  const path = file('upstream: {url: "http://file"}\nmode: off\nthreshold: 6\nparanoia: 2\n')
  const config = loadConfig({
    file: path,
    env: { SLUICE_MODE: 'block', SLUICE_THRESHOLD: '7' },
    flags: { mode: 'monitor' },
  })
  expect(config).toMatchObject({ upstream: { url: 'http://file' }, mode: 'monitor', threshold: 7, paranoia: 2 })
})

test('every option has an environment name of its own, and takes it', () => {
  expect(new Set(options.map(({ env }) => env)).size).toBe(options.length)
  for (const { env, path, schema } of options) {
    const value =
      schema.enum?.at(-1) ?? (schema.type === 'integer' ? schema.maximum : schema.type === 'boolean' ? true : undefined)
    if (value === undefined) continue
    const config = loadConfig({ env: { [env]: String(value) }, flags: upstream })
    expect(path.reduce<unknown>((node, key) => (node as Record<string, unknown>)[key], config)).toBe(value)
  }
})

test('every option has a description', () => {
  for (const { name, schema } of options)
    expect([name, schema.description?.length ?? 0]).toEqual([name, expect.any(Number)])
  expect(options.filter(({ schema }) => (schema.description ?? '').length < 10)).toEqual([])
})

describe('limits: the last accepted and the first refused', () => {
  test.each(options.filter(({ schema }) => schema.type === 'integer').map((option) => [option.name, option] as const))(
    '%s',
    (_name, { env, schema }) => {
      const at = (value: number) => faults({ env: { [env]: String(value) }, flags: upstream }).length
      // Two ports that are the same are refused for another reason.
      expect([at(schema.minimum as number), at((schema.minimum as number) - 1)]).toEqual([0, 1])
      expect([at(schema.maximum as number), at((schema.maximum as number) + 1)]).toEqual([0, 1])
    },
  )
})

test('lists from the environment: words by commas, objects as JSON', () => {
  const config = loadConfig({
    env: { SLUICE_TRUSTED_PROXIES: '10.0.0.0/8, ::1', SLUICE_ROUTES: '[{"name":"a","path":"/a/**","mode":"off"}]' },
    flags: upstream,
  })
  expect(config.trustedProxies).toEqual(['10.0.0.0/8', '::1'])
  expect(config.routes).toEqual([{ name: 'a', path: '/a/**', mode: 'off' }])
  expect(faults({ env: { SLUICE_ROUTES: 'nonsense' }, flags: upstream })).toEqual([
    'environment SLUICE_ROUTES: routes must be a list written as JSON',
  ])
})

test.each([
  ['mode: blok\n', 'sluice.yaml:1:1: mode must be off | monitor | block, not "blok"; did you mean block?'],
  ['listen:\n  prot: 1\n', 'sluice.yaml:2:3: unknown option listen.prot; did you mean port?'],
  [
    'trustedProxies: [10.0.0.0/33]\n',
    'sluice.yaml:1:18: trustedProxies.0 must be an address or a CIDR range such as 10.0.0.0/16, not "10.0.0.0/33"',
  ],
  ['routes:\n  - {name: a}\n  - {name: a}\n', 'sluice.yaml:3:6: routes.1.name is a, which another route has already'],
  [
    'routes:\n  - {name: a, host: "a:80"}\n',
    'sluice.yaml:2:15: routes.0.host must be a host name without port, or *.example.com',
  ],
  ['admin: {port: 8080}\n', 'sluice.yaml:1:9: admin.port is 8080, which listen.port has already'],
  ['events: {tokenFile: /nowhere}\n', expect.stringMatching(/^sluice\.yaml:1:10: events\.tokenFile can't be read/)],
  ['mode: [\n', expect.stringMatching(/^sluice\.yaml:2:1: /)],
  ['- a\n', 'sluice.yaml:1:1: the file must hold options, such as `mode: block`'],
  ['mode: off\nmode: block\n', expect.stringMatching(/^sluice\.yaml:2:1: .*unique/)],
])('%j', (text, fault) => {
  expect(faults({ file: file(text), flags: upstream })).toEqual([fault])
})

test('the upstream must be an origin', () => {
  for (const url of ['kong', 'ftp://kong', 'http://kong/path', 'http://user@kong'])
    expect(faults({ flags: { upstream: url } })).toHaveLength(1)
})

test('secrets are not printed, nor in errors', () => {
  const config = loadConfig({ env: { SLUICE_EVENTS_TOKEN: 'hunter22' }, flags: upstream })
  expect(JSON.stringify(withoutSecrets(config))).not.toContain('hunter22')
  expect(withoutSecrets(config)).toMatchObject({ events: { token: '(set)' } })
})
