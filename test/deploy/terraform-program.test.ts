import { spawnSync } from 'node:child_process'
import { copyFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { loadConfig } from '../../src/config/load.ts'
import { runs } from '../support/installed.ts'
import { readSources, root } from './terraform/code.ts'

// Terraform itself on what needs no provider: the module's variables, and the way from sluice.yaml to the environment.
// Skipped without it even in CI, since neither npm nor Debian has Terraform.

const here = runs('sh', '-c', 'command -v terraform')
const MODULE = 'terraform/modules/sluice'
const FILES = ['variables.tf', 'variables-inspection.tf', 'config.tf', 'options.tf']
const env = { ...process.env, CHECKPOINT_DISABLE: '1', TF_CLI_CONFIG_FILE: '/dev/null', TF_IN_AUTOMATION: '1' }
let folder: string

/** Values that every variable takes. */
const GOOD = {
  vpc_id: 'vpc-1',
  load_balancer_subnet_ids: ['subnet-1', 'subnet-2'],
  service_subnet_ids: ['subnet-3', 'subnet-4'],
  aws_api_egress: { cidrs: ['0.0.0.0/0'] },
  certificate_arn: 'arn:aws:acm:eu-central-1:111122223333:certificate/1',
  image: 'example.com/sluice:0.1.0',
  upstream_url: 'http://kong.internal:8000',
  upstream_security_group_id: 'sg-1',
}

/** Plans the part of the module that needs no provider. @returns what outputs would be, or what was printed */
function plan(values: Record<string, unknown>): { outputs?: Record<string, unknown>; printed: string } {
  writeFileSync(join(folder, 'values.auto.tfvars.json'), JSON.stringify({ ...GOOD, ...values }))
  const planned = spawnSync('terraform', ['plan', '-no-color', '-input=false', '-out=plan'], {
    cwd: folder,
    env,
    encoding: 'utf8',
  })
  const printed = `${planned.stdout}${planned.stderr}`
  if (planned.status !== 0) return { printed }
  const shown = spawnSync('terraform', ['show', '-json', 'plan'], { cwd: folder, env, encoding: 'utf8' })
  const { planned_values } = JSON.parse(shown.stdout) as {
    planned_values: { outputs: Record<string, { value: unknown }> }
  }
  const outputs = Object.entries(planned_values.outputs).map(([name, { value }]) => [name, value])
  return { outputs: Object.fromEntries(outputs), printed }
}

beforeAll(() => {
  if (!here) return
  folder = mkdtempSync(join(tmpdir(), 'sluice-terraform-'))
  for (const name of FILES) copyFileSync(join(root, MODULE, name), join(folder, name))
  const extra = ['module_environment', 'stop_timeout_seconds', 'deregistration_delay_seconds', 'upstream_port']
  const outputs = extra.map((name) => `output "${name}" {\n  value = local.${name}\n}\n`)
  writeFileSync(join(folder, 'extra.tf'), outputs.join(''))
  const init = spawnSync('terraform', ['init', '-input=false'], { cwd: folder, env, encoding: 'utf8' })
  if (init.status !== 0) throw new Error(init.stderr)
})
afterAll(() => {
  if (here) rmSync(folder, { recursive: true })
})

describe.skipIf(!here)('Terraform itself (needs terraform)', () => {
  test('finds nothing to format', () => {
    const { status, stdout } = spawnSync('terraform', ['fmt', '-check', '-recursive', 'terraform'], {
      cwd: root,
      env,
      encoding: 'utf8',
    })
    expect({ status, stdout }).toEqual({ status: 0, stdout: '' })
  })

  test('with defaults: monitor mode, and time-outs that cover the drain of 35 s', () => {
    const { outputs, printed } = plan({})
    expect(printed).not.toContain('Error')
    expect(outputs).toMatchObject({
      config_environment: { SLUICE_WORKERS: '1' },
      module_environment: { SLUICE_MODE: 'monitor', SLUICE_DRAIN_DELAY_MS: '5000', SLUICE_DRAIN_TIMEOUT_MS: '20000' },
      stop_timeout_seconds: 40,
      deregistration_delay_seconds: 25,
      upstream_port: 8000,
    })
  })

  test('Sluice starts with the environment that the module makes', () => {
    const { config_environment, module_environment } = plan({ mode: 'block', cpu: 2048, memory: 4096 })
      .outputs as Record<string, Record<string, string>>
    const env = { ...config_environment, ...module_environment, SLUICE_TRUSTED_PROXIES: '10.0.0.0/20,10.0.16.0/20' }
    expect(loadConfig({ env })).toMatchObject({
      mode: 'block',
      workers: 2,
      listen: { host: '0.0.0.0', port: 8080, keepAliveTimeoutMs: 75_000 },
      admin: { host: '0.0.0.0', port: 9901 },
      upstream: { url: 'http://kong.internal:8000' },
      trustedProxies: ['10.0.0.0/20', '10.0.16.0/20'],
      drain: { delayMs: 5_000, timeoutMs: 20_000 },
    })
    expect(() => loadConfig({ env: { ...env, SLUICE_PLANTED: 'x' } })).toThrow('SLUICE_PLANTED')
  })

  test.each([
    ['http://kong', 80],
    ['https://kong.example.com', 443],
    ['https://kong.example.com:8443', 8443],
  ])('the port of %s is %i', (upstream_url, port) => {
    expect(plan({ upstream_url }).outputs?.upstream_port).toBe(port)
  })

  test('a sluice.yaml means the same through the environment as from the file', () => {
    const text = `
threshold: 7
workers: 2
allowedMethods: [GET, POST]
limits: { json: { max_container_depth: 20, allow_duplicate_object_entry_name: false } }
mask: { names: [pin, "a,b"] }
graphql: { operations: { types: [query] } }
body: { maxBytes: 1099511627776 }
routes:
  - { name: login, path: /login, mode: block, methods: [POST], limits: { json: { max_array_element_count: -1 } } }
  - { name: static, path: "/assets/**", mode: "off" }
exceptions:
  - { id: a, detector: sqli, field: [body, "x.y"], reason: "it's SQL", owner: me, expires: "2027-03-31" }
`
    const file = join(folder, 'sluice.yaml')
    writeFileSync(file, text)
    const { outputs, printed } = plan({ config: text })
    expect(printed).not.toContain('Error')
    const upstream = { SLUICE_UPSTREAM_URL: 'http://kong:8000' }
    const direct = loadConfig({ file, env: upstream, flags: {} })
    const passed = outputs?.config_environment as Record<string, string>
    expect(loadConfig({ file: undefined, env: { ...passed, ...upstream }, flags: {} })).toEqual(direct)
    expect(Object.keys(passed)).toHaveLength(10)
  })

  test('what isn’t an option, or stands in a variable, fails the plan by name', () => {
    const config =
      'mode: block\ntreshold: 5\nlimits: { json: { nope: 1 } }\nevents: { token: x }\nupstream: { url: x }\n'
    const { outputs, printed } = plan({ config })
    expect(outputs).toBeUndefined()
    for (const name of ['mode', 'treshold', 'limits.json.nope', 'events.token', 'upstream.url']) {
      expect(printed.replace(/\s+/g, ' ')).toContain(name)
    }
  })

  const SECRET = 'arn:aws:secretsmanager:eu-central-1:111122223333:secret:x-AbCdEf'
  const ELSEWHERE = 'https://a.example.com/api/v1/events'
  /** Values that must be refused; those in a row are tried together. */
  const BAD: readonly Record<string, unknown>[] = [
    {
      name: 'Sluice',
      vpc_id: '10.0.0.0/16',
      load_balancer_subnet_ids: ['subnet-1'],
      service_subnet_ids: ['subnet-1'],
      aws_api_egress: {},
      certificate_arn: 'my-certificate',
      ssl_policy: 'ELBSecurityPolicy-2016-08',
      client_cidrs: [],
      idle_timeout_seconds: 5,
      bypass: { target_group_arn: 'kong' },
      cluster_arn: 'my-cluster',
      image: 'sluice',
      image_repository_arn: 'sluice',
      cpu_architecture: 'arm64',
      memory: 1024,
      run_as: { uid: 0 },
      tasks: { min: 1 },
      scaling: { cpu_percent: 95 },
      drain: { delay: 0 },
      log_retention_days: 31,
      alarms: { topic_arns: ['me'] },
      upstream_url: 'kong:8000',
      upstream_security_group_id: 'kong',
      mode: 'watch',
      config: '- a list',
      extra_trusted_proxies: ['0.0.0.0/0'],
      events_url: 'analysis:8090',
      secrets_kms_key_arn: 'alias/x',
    },
    {
      name: 'a-name-that-is-longer-than-20',
      load_balancer_subnet_ids: ['a', 'b'],
      service_subnet_ids: ['a', 'b'],
      aws_api_egress: { cidrs: ['everywhere'] },
      client_cidrs: ['everywhere'],
      bypass: { target_group_arn: 'arn:x', sluice_percent: 101 },
      image: 'sluice:latest',
      memory: 9216,
      run_as: { gid: 0 },
      tasks: { min: 5, max: 4 },
      scaling: { requests_per_minute_per_task: 0 },
      drain: { flight: 110 },
      alarms: { cpu_percent: 101 },
      upstream_url: 'http://kong:8000/',
      config: '{ exceptions: [{ expires: 2027-03-31 }] }',
      extra_trusted_proxies: ['cdn'],
      ingest_token_secret_arn: 'hunter2',
    },
    {
      cpu: 1000,
      upstream_url: 'http://kong/path',
      config: 'routes: [{ name: a, mode: off }]',
      events_egress_cidrs: ['analysis'],
    },
    { memory: 2500, config: 'mask: { names: [yes] }' },
    { cpu: 8192, memory: 17_408, config: 'a: [' },
    { config: `a: ${'x'.repeat(50_000)}` },
    // Those that look at several variables; the first named is the one that refuses.
    { ingest_token_secret_arn: null, analysis: { view_token_secret_arn: SECRET } },
    { events_url: ELSEWHERE, events_egress_cidrs: ['10.0.0.0/16'] },
    { events_egress_cidrs: [], events_url: ELSEWHERE, ingest_token_secret_arn: SECRET },
    {
      events_url: ELSEWHERE,
      events_egress_cidrs: ['10.0.0.0/16'],
      ingest_token_secret_arn: SECRET,
      analysis: { view_token_secret_arn: SECRET },
    },
  ]
  const FIRST_ACROSS = 6

  test('bad values are refused, each by its own variable, and every validation refuses one', () => {
    const refusing = new Set<string>()
    BAD.forEach((values, row) => {
      const { outputs, printed } = plan(values)
      expect(outputs).toBeUndefined()
      const rules = [...printed.matchAll(/validation rule at (\S+?\.tf):(\d+)/g)].map(
        ([, file, line]) => `${file}:${line}`,
      )
      for (const rule of rules) refusing.add(rule)
      const names = Object.keys(values).filter((name) => name !== 'cpu' || values.cpu === 1000)
      const expected = row < FIRST_ACROSS ? names : names.slice(0, 1)
      const by = rules.map((rule) => validations.get(rule))
      for (const name of expected) expect(by, `${name} in row ${row}`).toContain(name)
    })
    expect([...validations.keys()].filter((rule) => !refusing.has(rule))).toEqual([])
    expect(validations.size).toBeGreaterThan(40)
  })
})

/** Each validation of the module, as FILE:LINE, with the variable that it belongs to. */
const validations = new Map<string, string>(
  FILES.flatMap((file) => {
    let variable = ''
    return (readSources().get(`${MODULE}/${file}`) ?? '').split('\n').flatMap((line, index) => {
      variable = /^variable "(\w+)"/.exec(line)?.[1] ?? variable
      return line === '  validation {' ? [[`${file}:${index + 1}`, variable] as const] : []
    })
  }),
)
