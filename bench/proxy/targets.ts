import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { stringify } from 'yaml'
import { BenchProcess, OTHER_CORE, PROXY_CORE } from './processes.ts'

const here = import.meta.dirname
/** What the plain proxies say once they can be used: their port. */
export const LISTENING = /^listening on (\d+)$/

/** A proxy under test. */
export interface Target {
  readonly name: string
  readonly port: number
  /** Every process whose processor time it costs. */
  readonly pids: readonly number[]
  /** The status that it gives to attacks. */
  readonly attackStatus: number
  stop(): Promise<void>
}

/** Starts the upstream; returns its origin. */
export async function startUpstream(): Promise<{ origin: string; stop(): Promise<void> }> {
  const child = new BenchProcess('upstream', [join(here, 'upstream.ts')], { core: OTHER_CORE })
  return { origin: `http://127.0.0.1:${await child.line(LISTENING)}`, stop: () => child.stop() }
}

/** Starts one of the proxies to compare with: `thin` or `http-proxy`. */
export async function startPlain(script: string, name: string, upstream: string): Promise<Target> {
  const child = new BenchProcess(name, [join(here, `${script}.mjs`), '0', upstream], { core: PROXY_CORE })
  const port = Number(await child.line(LISTENING))
  return { name, port, pids: [child.pid], attackStatus: 200, stop: () => child.stop() }
}

/** Sluice with everything on, and the analysis backend that its events go to. */
export interface SluiceTarget extends Target {
  /** As `sluice check` prints it. */
  readonly configuration: string
  readonly workerPids: readonly number[]
  /** The sum of a metric over its labels. */
  metric(name: string): Promise<number>
  /** Events by fate and findings by class, from /metrics. */
  counts(): Promise<Counts>
}

export interface Counts {
  readonly events: Readonly<Record<string, number>>
  readonly findings: Readonly<Record<string, number>>
}

export interface SluiceOptions {
  /** The program: dist/main.js. */
  readonly main: string
  readonly upstream: string
  /** Options of node for the proxy's processes, such as `--cpu-prof`. */
  readonly nodeOptions?: string
  /** Default: `sluice`. */
  readonly name?: string
  /** Configuration over that of the bench. */
  readonly config?: Readonly<Record<string, unknown>>
}

/** The program as this checkout builds it. */
export const OWN_MAIN = join(here, '../../dist/main.js')

export async function startSluice({
  main,
  upstream,
  nodeOptions,
  name = 'sluice',
  config: changes = {},
}: SluiceOptions): Promise<SluiceTarget> {
  const folder = mkdtempSync(join(tmpdir(), 'sluice-bench-'))
  const clean = () => rmSync(folder, { recursive: true, force: true })
  process.once('exit', clean)
  const token = crypto.randomUUID() + crypto.randomUUID()
  const backend = new BenchProcess('sluice analysis', [main, 'analysis', '--port', '0', '--data', folder], {
    core: OTHER_CORE,
    env: { SLUICE_INGEST_TOKEN: token, SLUICE_VIEW_TOKEN: crypto.randomUUID() + crypto.randomUUID() },
  })
  const backendPort = await backend.line(/^Console.*127\.0\.0\.1:(\d+)/)
  const configFile = join(folder, 'sluice.yaml')
  const config = {
    upstream: { url: upstream },
    listen: { host: '127.0.0.1', port: 0 },
    admin: { host: '127.0.0.1', port: 0 },
    workers: 1,
    mode: 'block',
    events: { url: `http://127.0.0.1:${backendPort}/api/v1/events` },
    ...changes,
  }
  writeFileSync(configFile, stringify(config))
  const env = { SLUICE_EVENTS_TOKEN: token }
  const check = new BenchProcess('sluice check', [main, 'check', '--config', configFile], { core: OTHER_CORE, env })
  const configuration = await check.all()
  const proxy = new BenchProcess(name, [main, 'proxy', '--config', configFile], {
    core: PROXY_CORE,
    env: { ...env, ...(nodeOptions === undefined ? {} : { NODE_OPTIONS: nodeOptions }) },
  })
  const ready = JSON.parse(await proxy.line(/^(\{.*sluice proxy is ready.*)$/)) as { listen: string; admin: string }
  const admin = `http://${ready.admin}`
  const metrics = async () => (await fetch(`${admin}/metrics`)).text()
  const status = (await (await fetch(`${admin}/status`)).json()) as { workers: { pids: number[] } }
  return {
    name,
    port: Number(ready.listen.split(':').at(-1)),
    pids: [proxy.pid, ...status.workers.pids],
    workerPids: status.workers.pids,
    attackStatus: 403,
    configuration,
    metric: async (metric) => {
      const lines = (await metrics()).matchAll(new RegExp(`^${metric}(?:\\{.*\\})? ([\\d.e+]+)$`, 'gm'))
      return [...lines].reduce((sum, [, value]) => sum + Number(value), 0)
    },
    counts: async () => {
      const text = await metrics()
      return {
        events: labelled(text, 'sluice_events_total', 'fate'),
        findings: labelled(text, 'sluice_findings_total', 'class'),
      }
    },
    stop: async () => {
      await proxy.stop()
      await backend.stop()
      clean()
      process.off('exit', clean)
    },
  }
}

/** A metric's values by one of its labels. */
function labelled(text: string, metric: string, label: string): Record<string, number> {
  const lines = text.matchAll(new RegExp(`^${metric}\\{.*${label}="(\\w+)".*\\} (\\d+)`, 'gm'))
  return Object.fromEntries([...lines].map(([, value, count]) => [value, Number(count)]))
}

/** Starts proxies for a piece of work and stops them behind it, however it ends. */
export async function withTargets<T>(
  work: (start: <S extends Target>(starting: Promise<S>) => Promise<S>) => Promise<T>,
): Promise<T> {
  const started: Target[] = []
  try {
    return await work(async (starting) => {
      const target = await starting
      started.push(target)
      return target
    })
  } finally {
    await Promise.all(started.map((target) => target.stop()))
  }
}
