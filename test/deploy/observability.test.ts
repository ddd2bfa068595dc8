import { spawnSync } from 'node:child_process'
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { parse } from 'yaml'
import { dashboard } from '../../scripts/dashboard.ts'
import { createMetrics } from '../../src/telemetry/metrics.ts'
import { isInstalled } from '../support/installed.ts'

// The alerts and the dashboard that ship: promtool runs the rules' own tests, and whatever they ask for exists.

const root = join(import.meta.dirname, '../..')
const shipped = join(root, 'deploy/observability')
const folder = mkdtempSync(join(tmpdir(), 'sluice-rules-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

interface Rule {
  readonly alert?: string
  readonly record?: string
  readonly expr: string
  readonly labels?: { readonly severity?: string }
  readonly annotations?: { readonly summary?: string; readonly runbook?: string }
}
const rulesText = readFileSync(join(shipped, 'rules.yaml'), 'utf8')
const rules: readonly Rule[] = parse(rulesText).groups.flatMap(({ rules }: { rules: Rule[] }) => rules)
const alerts = rules.filter(({ alert }) => alert !== undefined)

function promtool(...args: string[]): { ok: boolean; output: string } {
  const { status, stdout, stderr } = spawnSync('promtool', args, { encoding: 'utf8' })
  return { ok: status === 0, output: stdout + stderr }
}

/** Runs the rules' tests, or those of one alert, on changed rules. */
function testRules(change: (text: string) => string, alert?: string): { ok: boolean; output: string } {
  cpSync(shipped, folder, { recursive: true })
  writeFileSync(join(folder, 'rules.yaml'), change(rulesText))
  if (alert !== undefined) {
    const all = parse(readFileSync(join(shipped, 'rules.test.yaml'), 'utf8'))
    const tests = all.tests.filter(({ name }: { name: string }) => name.startsWith(`${alert} `))
    expect(tests).toHaveLength(2)
    writeFileSync(join(folder, 'rules.test.yaml'), JSON.stringify({ ...all, tests }))
  }
  return promtool('test', 'rules', join(folder, 'rules.test.yaml'))
}

const here = isInstalled('promtool')

test.runIf(here)('every alert fires where it should, and is calm where it should be (promtool)', () => {
  expect(promtool('check', 'rules', join(shipped, 'rules.yaml')).output).toContain('SUCCESS')
  expect(testRules((text) => text)).toMatchObject({ ok: true })
})

test.runIf(here).each(alerts.map(({ alert, expr }) => [alert as string, expr]))(
  '%s: its test fails without it, and where it always fires (promtool)',
  (alert, expr) => {
    expect(testRules((text) => text, alert).ok).toBe(true)
    expect(testRules((text) => text.replace(`expr: ${expr}\n`, 'expr: vector(0) > 1\n'), alert).ok).toBe(false)
    expect(testRules((text) => text.replace(`expr: ${expr}\n`, 'expr: vector(1)\n'), alert).ok).toBe(false)
  },
)

test('every alert says how bad it is, what it means, and what to do', () => {
  const operations = readFileSync(join(root, 'docs/operations.md'), 'utf8')
  const headings = [...operations.matchAll(/^#+ (.*)$/gm)].map(([, text]) => (text as string).toLowerCase())
  const tests = readFileSync(join(shipped, 'rules.test.yaml'), 'utf8')
  for (const { alert = '', labels, annotations } of alerts) {
    expect([alert, labels?.severity]).toEqual([alert, expect.stringMatching(/^(?:critical|warning|info)$/)])
    expect([alert, annotations?.summary]).toEqual([alert, expect.stringMatching(/\w/)])
    expect(annotations?.runbook).toBe(`docs/operations.md#${alert.toLowerCase()}`)
    expect(headings).toContain(alert.toLowerCase())
    expect(tests).toContain(`name: ${alert} fires`)
    expect(tests).toContain(`name: ${alert} is calm`)
  }
})

/** Metrics that aren't a worker's own. */
const OTHERS = [
  'sluice_workers',
  'sluice_worker_restarts_total',
  'sluice_config_reloads_total',
  'sluice_config_last_reload_successful',
]
const metricsIn = (text: string) =>
  [...text.matchAll(/\b((?:sluice|nodejs|process)_[a-z0-9_]+)/g)].map(([, name]) => name as string)

async function unknownMetrics(text: string): Promise<string[]> {
  const known = new Set([...(await createMetrics().registry.getMetricsAsJSON()).map(({ name }) => name), ...OTHERS])
  return metricsIn(text).filter((name) => !known.has(name.replace(/_(?:bucket|sum|count)$/, '')) && !known.has(name))
}

test('rules and dashboard ask for metrics that exist', async () => {
  expect(metricsIn(rulesText).length).toBeGreaterThan(15)
  expect(await unknownMetrics(rulesText)).toEqual([])
  expect(metricsIn(JSON.stringify(dashboard())).length).toBeGreaterThan(20)
  expect(await unknownMetrics(JSON.stringify(dashboard()))).toEqual([])
  expect(await unknownMetrics('rate(sluice_request_total[5m])')).toEqual(['sluice_request_total'])
})

test.runIf(here)('every query of the dashboard is one (promtool)', () => {
  const { panels } = dashboard() as { panels: { targets?: { expr: string }[] }[] }
  const queries = panels.flatMap(({ targets = [] }) => targets.map(({ expr }) => expr))
  const check = (exprs: readonly string[]) => {
    const file = join(folder, 'queries.yaml')
    const asRules = exprs.map((expr, i) => ({
      record: `panel:query:${i}`,
      expr: expr.replaceAll('$__rate_interval', '5m').replaceAll('$instance', '.*'),
    }))
    writeFileSync(file, JSON.stringify({ groups: [{ name: 'dashboard', rules: asRules }] }))
    return promtool('check', 'rules', '--lint=none', file)
  }
  expect(queries.length).toBeGreaterThan(20)
  expect(check(queries)).toMatchObject({ ok: true })
  expect(check([...queries, 'sum by (rate(x[5m]'])).toMatchObject({ ok: false })
})
