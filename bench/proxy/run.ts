// Sluice beside a thin proxy and fastify + http-proxy, in one interleaved run: npm run bench. See ../README.md.
import { existsSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { argumentsOf } from '../support/arguments.ts'
import { printHottest } from '../support/cpu-profile.ts'
import { writeResult } from '../support/output.ts'
import { mean, median, spreadAroundOne } from '../support/statistics.ts'
import { printLine, printTable } from '../support/table.ts'
import { prepared } from './prepared.ts'
import { canPin, rssMib } from './processes.ts'
import { addRound, inTurn, type Round, ratiosOf, type Series, warmUp } from './rounds.ts'
import { onStage, type Stage } from './stage.ts'
import { type Counts, OWN_MAIN, startPlain, startSluice, withTargets } from './targets.ts'
import { type Goal, ONLY_TAKES, type Workload, workloadsNamed } from './workloads.ts'

const { values: flags } = argumentsOf({
  options: {
    pairs: { type: 'string', default: '9' },
    only: { type: 'string', default: '' },
    quick: { type: 'boolean', default: false },
    out: { type: 'string' },
    /** Another build to measure: its main.js. */
    sluice: { type: 'string', default: OWN_MAIN },
    /** Writes CPU profiles of Sluice there and prints the hottest functions; the figures then mean little. */
    profile: { type: 'string' },
  },
})
const pairs = flags.quick ? 3 : Number(flags.pairs)
/** Processor time of one round: many ticks of /proc's clock. */
const roundMs = flags.quick ? 400 : 1_050
/** http-proxy is shown for orientation, not judged: a third of the pairs is enough. */
const HTTP_PROXY_EVERY = 3

interface Row {
  readonly workload: string
  readonly goal: Goal | undefined
  /** Medians of processor time per request. */
  readonly cpuUs: { thin: number; httpProxy: number; sluice: number }
  readonly ratio: number
  readonly ratios: readonly number[]
  readonly aaRatio: number
  readonly aaRatios: readonly number[]
  readonly aaSpread: number
  /** Bytes of body in a request, on average. */
  readonly bytes: number
  /** What Sluice takes beyond thin for each byte of body, and how far thin again lies from thin; NaN without bodies. */
  readonly nsPerByte: number
  readonly aaNsPerByte: number
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
async function measure(stage: Stage, workload: Workload): Promise<{ row: Row; configuration: string }> {
  const { upstream } = stage
  const profile =
    flags.profile === undefined
      ? {}
      : { nodeOptions: `--cpu-prof --cpu-prof-interval=400 --cpu-prof-dir=${flags.profile}` }
  return withTargets(async (start) => {
    const warm = async (starting: ReturnType<typeof startPlain>) =>
      warmUp(stage, workload, await start(starting), roundMs)
    const target = await start(startSluice({ main: flags.sluice, upstream, ...profile }))
    const series = {
      thin: await warm(startPlain('thin', 'thin', upstream)),
      sluice: await warmUp(stage, workload, target, roundMs),
      again: await warm(startPlain('thin', 'thin again', upstream)),
      httpProxy: await warm(startPlain('http-proxy', 'http-proxy', upstream)),
    }
    const { thin, sluice, again, httpProxy } = series
    for (let pair = 0; pair < pairs; pair++) {
      for (const one of inTurn([thin, sluice, again], pair)) await addRound(stage, workload, one)
      if (pair % HTTP_PROXY_EVERY === 0) await addRound(stage, workload, httpProxy)
    }
    return { row: toRow(workload, series, await target.counts()), configuration: target.configuration }
  })
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
  const bytes = mean(prepared(workload.name).requests.map(({ body }) => body.length))
  /** Beyond thin, in each pair, for each byte of body. */
  const nsPerByte = (series: Series) =>
    bytes === 0
      ? []
      : series.rounds.map(({ cpuUs }, pair) => ((cpuUs - (thin.rounds[pair] as Round).cpuUs) * 1_000) / bytes)
  const ratios = ratiosOf(sluice, thin)
  const aaRatios = ratiosOf(again, thin)
  const cpuUs = three('cpuUs')
  const row = {
    workload: workload.name,
    goal: workload.goal,
    cpuUs,
    ratio: median(ratios),
    ratios,
    aaRatio: median(aaRatios),
    aaRatios,
    aaSpread: spreadAroundOne(aaRatios),
    bytes,
    nsPerByte: median(nsPerByte(sluice)),
    aaNsPerByte: median(nsPerByte(again).map(Math.abs)),
    httpProxyRatio: cpuUs.httpProxy / cpuUs.thin,
    p50Ms: three('p50Ms'),
    p99Ms: three('p99Ms'),
    rssMib: {
      thin: thin.target.pids.map(rssMib),
      httpProxy: httpProxy.target.pids.map(rssMib),
      sluice: sluice.target.pids.map(rssMib),
    },
    requestsPerRound: { thin: thin.requestsPerRound, sluice: sluice.requestsPerRound },
    counts,
  }
  const { cost, noise } = judged(row)
  return {
    ...row,
    passed: workload.goal === undefined || flags.quick ? undefined : cost <= workload.goal.bound + noise,
  }
}

/** What a row's goal is about, and how far equals lie apart in it. */
function judged(row: Pick<Row, 'goal' | 'ratio' | 'aaSpread' | 'nsPerByte' | 'aaNsPerByte'>): {
  cost: number
  noise: number
} {
  return row.goal?.unit === 'ns/B'
    ? { cost: row.nsPerByte, noise: row.aaNsPerByte }
    : { cost: row.ratio, noise: row.aaSpread }
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
      'ns/B',
      'aim',
      'bound',
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
      row.bytes === 0 ? '–' : row.nsPerByte.toFixed(1),
      row.goal ? `${row.goal.aim} ${row.goal.unit === 'ns/B' ? 'ns/B' : ''}`.trim() : '–',
      row.goal ? `${row.goal.bound} ${row.goal.unit === 'ns/B' ? 'ns/B' : ''}`.trim() : '–',
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
  for (const row of rows) printLine(`${row.workload.padEnd(22)} ${verdict(row)}`)
}

/** `FAIL  1.85 > 1.15 + 0.010 (A/A spread); aim 1: missed` */
function verdict(row: Row): string {
  const { goal, passed } = row
  const { cost, noise } = judged(row)
  if (goal === undefined) return `no bound    ${row.ratio.toFixed(2)}`
  const unit = goal.unit === 'ns/B' ? ' ns/B' : ''
  const aim = `aim ${goal.aim}${unit}: ${cost <= goal.aim + noise ? 'met' : 'missed'}`
  if (passed === undefined) return `not judged  ${cost.toFixed(2)}${unit}; ${aim}`
  const sign = passed ? '≤' : '>'
  return `${passed ? 'PASS' : 'FAIL'}        ${cost.toFixed(2)}${unit} ${sign} ${goal.bound} + ${noise.toFixed(3)} (A/A spread); ${aim}`
}

function inWords(counts: Readonly<Record<string, number>>): string {
  const parts = Object.entries(counts).map(([name, count]) => `${count} ${name}`)
  return parts.join(', ') || 'none'
}

async function main(): Promise<number> {
  const chosen = workloadsNamed(flags.only)
  if (chosen.length === 0 || !(pairs >= 1)) {
    printLine(`Misused. ${ONLY_TAKES}; --pairs a number from 1.`)
    return 2
  }
  if (!existsSync(flags.sluice)) {
    printLine(`${flags.sluice} is missing: npm run build makes it.`)
    return 2
  }
  if (flags.profile !== undefined) mkdirSync(flags.profile, { recursive: true })
  return onStage(async (stage) => {
    const rows: Row[] = []
    let configuration = ''
    for (const workload of chosen) {
      const began = performance.now()
      const measured = await measure(stage, workload)
      if (configuration === '') {
        configuration = measured.configuration
        printLine(`Sluice's effective configuration (sluice check):\n\n${configuration}`)
      }
      rows.push(measured.row)
      process.stderr.write(`${workload.name}: ${((performance.now() - began) / 1_000).toFixed(0)} s\n`)
    }
    print(rows)
    if (flags.profile !== undefined) printHottest(flags.profile, join(flags.sluice, '../..'))
    writeResult('proxy', flags.out, { pinned: canPin, pairs, roundMs, configuration, rows })
    return rows.some(({ passed }) => passed === false) ? 1 : 0
  })
}

process.exitCode = await main()
