// Sluice beside a thin proxy and fastify + http-proxy, in one interleaved run: npm run bench. See ../README.md.
import { once } from 'node:events'
import { existsSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { printHottest } from '../support/cpu-profile.ts'
import { writeResult } from '../support/output.ts'
import { median, spreadAroundOne } from '../support/statistics.ts'
import { printLine, printTable } from '../support/table.ts'
import type { LoadOrder, LoadResult } from './load.ts'
import { BenchProcess, canPin, cpuMs, OTHER_CORE, rssMib } from './processes.ts'
import { type Counts, startPlain, startSluice, startUpstream, type Target } from './targets.ts'
import { type Workload, workloads } from './workloads.ts'

const { values: flags } = parseArgs({
  options: {
    pairs: { type: 'string', default: '9' },
    only: { type: 'string', default: '' },
    quick: { type: 'boolean', default: false },
    out: { type: 'string' },
    /** Another build to measure: its main.js. */
    sluice: { type: 'string', default: join(import.meta.dirname, '../../dist/main.js') },
    /** Writes CPU profiles of Sluice there and prints the hottest functions; the figures then mean little. */
    profile: { type: 'string' },
  },
})
const pairs = flags.quick ? 3 : Number(flags.pairs)
/** Processor time of one round: many ticks of /proc's clock. */
const roundMs = flags.quick ? 400 : 1_050
/** http-proxy is shown for orientation, not judged: a third of the pairs is enough. */
const HTTP_PROXY_EVERY = 3

/** What one round of one proxy gave. */
interface Round {
  readonly cpuUs: number
  readonly p50Ms: number
  readonly p99Ms: number
}

/** All rounds of one proxy in one workload. */
interface Series {
  readonly target: Target
  readonly rounds: Round[]
  requestsPerRound: number
  rssMib: number[]
}

/** A request was not answered as it had to be, so that the figures would be about something else. */
class WrongAnswer extends Error {}

/** Sends a workload's requests from the load generator's process. */
async function run(load: BenchProcess, workload: Workload, target: Target, requests: number): Promise<Round> {
  const order: LoadOrder = {
    workload: workload.name,
    port: target.port,
    requests,
    attackStatus: target.attackStatus,
  }
  const before = cpuMs(target.pids)
  load.child.send(order)
  const [result] = (await once(load.child, 'message')) as [LoadResult | { error: string }]
  const cpuUs = ((cpuMs(target.pids) - before) * 1_000) / requests
  if ('error' in result) throw new Error(`${target.name}: ${result.error}`)
  if (result.example) {
    const { status, request } = result.example
    const kind = status === 403 ? 'a false positive' : status === 200 ? 'a missed attack' : 'a failure'
    throw new WrongAnswer(
      `${target.name}, ${workload.name}: ${result.unexpected} of ${requests} answers with a wrong status ` +
        `(${JSON.stringify(result.statuses)}). The first is ${kind}, status ${status}:\n\n${request.slice(0, 4_000)}\n`,
    )
  }
  return { cpuUs, p50Ms: result.p50Ms, p99Ms: result.p99Ms }
}

/** Warms a proxy up for a workload and finds how many requests make a round. */
async function prepare(load: BenchProcess, workload: Workload, target: Target): Promise<Series> {
  let requests = workload.distinct * 2
  for (const nextMs of [1.3 * roundMs, 0.5 * roundMs, roundMs]) {
    const { cpuUs } = await run(load, workload, target, requests)
    requests = Math.ceil((nextMs * 1_000) / Math.max(cpuUs, 5))
  }
  return { target, rounds: [], requestsPerRound: requests, rssMib: [] }
}

async function round(load: BenchProcess, workload: Workload, series: Series): Promise<void> {
  series.rounds.push(await run(load, workload, series.target, series.requestsPerRound))
}

interface Row {
  readonly workload: string
  readonly bound: number | undefined
  /** Medians of processor time per request. */
  readonly cpuUs: { thin: number; httpProxy: number; sluice: number }
  readonly ratio: number
  readonly ratios: readonly number[]
  readonly aaRatio: number
  readonly aaRatios: readonly number[]
  readonly aaSpread: number
  readonly httpProxyRatio: number
  readonly p50Ms: { thin: number; httpProxy: number; sluice: number }
  readonly p99Ms: { thin: number; httpProxy: number; sluice: number }
  /** Sluice: primary, worker. */
  readonly rssMib: { thin: number[]; httpProxy: number[]; sluice: number[] }
  readonly requestsPerRound: { thin: number; sluice: number }
  readonly counts: Counts
  readonly passed: boolean | undefined
}

/** One workload in fresh processes. */
async function measure(
  load: BenchProcess,
  workload: Workload,
  upstream: string,
): Promise<{ row: Row; configuration: string }> {
  const profile =
    flags.profile === undefined
      ? {}
      : { nodeOptions: `--cpu-prof --cpu-prof-interval=400 --cpu-prof-dir=${flags.profile}` }
  const started: Target[] = []
  const start = async <T extends Target>(starting: Promise<T>): Promise<T> => {
    const target = await starting
    started.push(target)
    return target
  }
  try {
    const sluice = await start(startSluice({ main: flags.sluice, upstream, ...profile }))
    const series = {
      thin: await prepare(load, workload, await start(startPlain('thin', 'thin', upstream))),
      sluice: await prepare(load, workload, sluice),
      again: await prepare(load, workload, await start(startPlain('thin', 'thin again', upstream))),
      httpProxy: await prepare(load, workload, await start(startPlain('http-proxy', 'http-proxy', upstream))),
    }
    const { thin, sluice: ours, again, httpProxy } = series
    // The order turns with each pair, so that no proxy always runs behind the same other.
    const orders = [
      [thin, ours, again],
      [again, ours, thin],
      [ours, thin, again],
    ]
    for (let pair = 0; pair < pairs; pair++) {
      for (const one of orders[pair % orders.length] as Series[]) await round(load, workload, one)
      if (pair % HTTP_PROXY_EVERY === 0) await round(load, workload, httpProxy)
    }
    for (const one of Object.values(series)) one.rssMib = one.target.pids.map(rssMib)
    return { row: toRow(workload, series, await sluice.counts()), configuration: sluice.configuration }
  } finally {
    await Promise.all(started.map((target) => target.stop()))
  }
}

function toRow(
  workload: Workload,
  { thin, sluice, again, httpProxy }: Record<'thin' | 'sluice' | 'again' | 'httpProxy', Series>,
  counts: Counts,
): Row {
  const of = (series: Series, part: keyof Round) => median(series.rounds.map((one) => one[part]))
  const three = (part: keyof Round) => ({
    thin: of(thin, part),
    httpProxy: of(httpProxy, part),
    sluice: of(sluice, part),
  })
  const ratiosTo = (series: Series) =>
    series.rounds.map(({ cpuUs }, pair) => cpuUs / (thin.rounds[pair] as Round).cpuUs)
  const ratios = ratiosTo(sluice)
  const aaRatios = ratiosTo(again)
  const aaSpread = spreadAroundOne(aaRatios)
  const ratio = median(ratios)
  const cpuUs = three('cpuUs')
  return {
    workload: workload.name,
    bound: workload.bound,
    cpuUs,
    ratio,
    ratios,
    aaRatio: median(aaRatios),
    aaRatios,
    aaSpread,
    httpProxyRatio: cpuUs.httpProxy / cpuUs.thin,
    p50Ms: three('p50Ms'),
    p99Ms: three('p99Ms'),
    rssMib: { thin: thin.rssMib, httpProxy: httpProxy.rssMib, sluice: sluice.rssMib },
    requestsPerRound: { thin: thin.requestsPerRound, sluice: sluice.requestsPerRound },
    counts,
    passed: workload.bound === undefined || flags.quick ? undefined : ratio <= workload.bound + aaSpread,
  }
}

function print(rows: readonly Row[]): void {
  printLine(`\nProcessor time in the proxy, µs per request; ratio: median of ${pairs} interleaved pairs\n`)
  printTable(
    [
      'workload',
      'thin',
      'http-proxy',
      'Sluice',
      'Sluice/thin',
      'lowest',
      'highest',
      'A/A',
      'A/A spread',
      'http-proxy/thin',
    ],
    rows.map((row) => [
      row.workload,
      row.cpuUs.thin.toFixed(1),
      row.cpuUs.httpProxy.toFixed(1),
      row.cpuUs.sluice.toFixed(1),
      row.ratio.toFixed(2),
      Math.min(...row.ratios).toFixed(2),
      Math.max(...row.ratios).toFixed(2),
      row.aaRatio.toFixed(2),
      row.aaSpread.toFixed(3),
      row.httpProxyRatio.toFixed(2),
    ]),
  )
  const whole = (numbers: readonly number[]) => numbers.map((number) => number.toFixed(0)).join('+')
  const three = <T>(parts: { thin: T; httpProxy: T; sluice: T }, text: (part: T) => string) => [
    text(parts.thin),
    text(parts.httpProxy),
    text(parts.sluice),
  ]
  printLine(
    '\nLatency under 64 connections in closed loop, ms; memory, MiB (Sluice: primary+worker); events and findings\n',
  )
  printTable(
    [
      'workload',
      ...['p50', 'p99', 'RSS'].flatMap((part) => [`${part} thin`, 'http-proxy', 'Sluice']),
      'events',
      'findings',
    ],
    rows.map((row) => [
      row.workload,
      ...three(row.p50Ms, (ms) => ms.toFixed(2)),
      ...three(row.p99Ms, (ms) => ms.toFixed(2)),
      ...three(row.rssMib, whole),
      inWords(row.counts.events),
      inWords(row.counts.findings),
    ]),
  )
  printLine()
  for (const { workload, bound, ratio, aaSpread, passed } of rows) {
    const verdict = passed === undefined ? 'not judged' : passed ? 'PASS' : 'FAIL'
    const sum =
      bound === undefined || passed === undefined ? '' : ` ≤ ${bound.toFixed(2)} + ${aaSpread.toFixed(3)} (A/A spread)`
    printLine(
      `${workload.padEnd(18)} ${verdict.padEnd(12)} ${ratio.toFixed(2)}${passed === false ? sum.replace('≤', '>') : sum}`,
    )
  }
}

function inWords(counts: Readonly<Record<string, number>>): string {
  const parts = Object.entries(counts).map(([name, count]) => `${count} ${name}`)
  return parts.join(', ') || 'none'
}

async function main(): Promise<number> {
  const wanted = flags.only.toLowerCase()
  const named = workloads.filter(({ name }) => name.toLowerCase() === wanted)
  const chosen = named.length > 0 ? named : workloads.filter(({ name }) => name.toLowerCase().includes(wanted))
  if (chosen.length === 0 || !(pairs >= 1)) {
    printLine(
      `Misused. --only takes part of: ${workloads.map(({ name }) => name).join(' | ')}; --pairs a number from 1.`,
    )
    return 2
  }
  if (!existsSync(flags.sluice)) {
    printLine(`${flags.sluice} is missing: npm run build makes it.`)
    return 2
  }
  if (flags.profile !== undefined) mkdirSync(flags.profile, { recursive: true })
  if (!canPin) printLine('NOT PINNED: taskset or a second core is missing, so load and proxies disturb each other.')
  const load = new BenchProcess('load', [join(import.meta.dirname, 'load.ts')], { core: OTHER_CORE, channel: true })
  const upstream = await startUpstream()
  const rows: Row[] = []
  let configuration = ''
  try {
    for (const workload of chosen) {
      const began = performance.now()
      const measured = await measure(load, workload, upstream.origin)
      if (configuration === '') {
        configuration = measured.configuration
        printLine(`Sluice's effective configuration (sluice check):\n\n${configuration}`)
      }
      rows.push(measured.row)
      process.stderr.write(`${workload.name}: ${((performance.now() - began) / 1_000).toFixed(0)} s\n`)
    }
  } catch (error) {
    if (!(error instanceof WrongAnswer)) throw error
    printLine(`\nWRONG ANSWER: ${error.message}`)
    return 1
  } finally {
    await upstream.stop()
    await load.stop()
  }
  print(rows)
  if (flags.profile !== undefined) printHottest(flags.profile, join(flags.sluice, '../..'))
  writeResult('proxy', flags.out, { pinned: canPin, pairs, roundMs, configuration, rows })
  return rows.some(({ passed }) => passed === false) ? 1 : 0
}

process.exitCode = await main()
