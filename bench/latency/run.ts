// Latency at a constant rate of requests, Sluice beside the thin proxy: npm run bench:latency. See ../README.md.
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { BenchProcess, canPin, OTHER_CORE } from '../proxy/processes.ts'
import { inTurn } from '../proxy/rounds.ts'
import { OWN_MAIN, startPlain, startSluice, startUpstream, type Target, withTargets } from '../proxy/targets.ts'
import { workloadsNamed } from '../proxy/workloads.ts'
import { argumentsOf } from '../support/arguments.ts'
import { writeResult } from '../support/output.ts'
import { median } from '../support/statistics.ts'
import { printLine, printTable } from '../support/table.ts'
import type { OpenOrder, OpenResult } from './open-load.ts'

const { values: flags } = argumentsOf({
  options: {
    rate: { type: 'string', default: '1000' },
    rounds: { type: 'string', default: '9' },
    /** Seconds of a round. */
    seconds: { type: 'string', default: '4' },
    /** A workload's whole name. */
    workload: { type: 'string', multiple: true, default: ['GET', 'POST 1 KB JSON'] },
    sluice: { type: 'string', default: OWN_MAIN },
    out: { type: 'string' },
  },
})
const perSecond = Number(flags.rate)
const rounds = Number(flags.rounds)
const requests = Math.round(Number(flags.seconds) * perSecond)
/** Rounds of a proxy that don't count: its code is compiled, its connections opened. */
const WARM_ROUNDS = 2
/** What Sluice may add in the middle, in milliseconds; nothing at the 99th percentile. */
const P50_BOUND_MS = 0.1

interface Series {
  readonly target: Target
  readonly rounds: OpenResult[]
}

const middle = (series: Series, part: keyof OpenResult) => median(series.rounds.map((round) => round[part]))

interface Verdict {
  readonly part: 'p50' | 'p99'
  /** Median over the rounds of what Sluice adds to the thin proxy in the same round. */
  readonly addedMs: number
  readonly boundMs: number
  /** How far thin again lies from thin, in the middle. */
  readonly aaSpreadMs: number
  readonly passed: boolean
}

/** Compares within rounds: what else the machine does comes to all of one round rather than to one proxy. */
function judge(part: Verdict['part'], boundMs: number, [thin, sluice, again]: [Series, Series, Series]): Verdict {
  const key = `${part}Ms` as const
  const beyondThin = (series: Series) =>
    series.rounds.map((round, i) => round[key] - (thin.rounds[i] as OpenResult)[key])
  const addedMs = median(beyondThin(sluice))
  const aaSpreadMs = median(beyondThin(again).map(Math.abs))
  return { part, addedMs, boundMs, aaSpreadMs, passed: addedMs <= boundMs + aaSpreadMs }
}

async function measure(load: BenchProcess, workload: string, upstream: string) {
  return withTargets(async (start) => {
    const targets = [
      await start(startPlain('thin', 'thin', upstream)),
      await start(startSluice({ main: flags.sluice, upstream })),
      await start(startPlain('thin', 'thin again', upstream)),
    ]
    const all = targets.map((target): Series => ({ target, rounds: [] }))
    const round = async ({ target }: Series): Promise<OpenResult> => {
      load.child.send({ workload, port: target.port, perSecond, requests } satisfies OpenOrder)
      const [result] = (await once(load.child, 'message')) as [OpenResult | { error: string }]
      if ('error' in result) throw new Error(`${target.name}: ${result.error}`)
      return result
    }
    for (const one of all) for (let i = 0; i < WARM_ROUNDS; i++) await round(one)
    for (let i = 0; i < rounds; i++) for (const one of inTurn(all, i)) one.rounds.push(await round(one))
    const judged = all as [Series, Series, Series]
    return {
      workload,
      rows: all.map((series) => ({
        name: series.target.name,
        p50Ms: middle(series, 'p50Ms'),
        p90Ms: middle(series, 'p90Ms'),
        p99Ms: middle(series, 'p99Ms'),
        maxMs: Math.max(...series.rounds.map(({ maxMs }) => maxMs)),
        lateP50Ms: middle(series, 'lateP50Ms'),
      })),
      verdicts: [judge('p50', P50_BOUND_MS, judged), judge('p99', 0, judged)],
    }
  })
}

async function main(): Promise<number> {
  const named = flags.workload.map((name) => workloadsNamed(name).find((workload) => workload.name === name))
  if (named.includes(undefined) || !(rounds >= 1) || !(perSecond >= 1) || !(requests >= 100)) {
    const names = workloadsNamed('').map(({ name }) => name)
    printLine(`Misused. --workload takes one of: ${names.join(' | ')}; --rate, --rounds, --seconds numbers above 0.`)
    return 2
  }
  if (!existsSync(flags.sluice)) {
    printLine(`${flags.sluice} is missing: npm run build makes it.`)
    return 2
  }
  if (!canPin) printLine('NOT PINNED: taskset or a second core is missing, so load and proxies disturb each other.')
  const script = join(import.meta.dirname, 'open-load.ts')
  const load = new BenchProcess('open load', [script], { core: OTHER_CORE, channel: true })
  const upstream = await startUpstream()
  try {
    const results = []
    for (const workload of flags.workload) results.push(await measure(load, workload, upstream.origin))
    printLine(
      `\n${perSecond} requests a second, ms from when each was due; medians of ${rounds} rounds of ${requests}\n`,
    )
    printTable(
      ['workload', 'proxy', 'p50', 'p90', 'p99', 'longest', 'sent late by'],
      results.flatMap(({ workload, rows }) =>
        rows.map(({ name, p50Ms, p90Ms, p99Ms, maxMs, lateP50Ms }) => [
          workload,
          name,
          ...[p50Ms, p90Ms, p99Ms, maxMs, lateP50Ms].map((ms) => ms.toFixed(2)),
        ]),
      ),
    )
    printLine()
    for (const { workload, verdicts } of results) {
      for (const { part, addedMs, boundMs, aaSpreadMs, passed } of verdicts) {
        const sum = `thin + ${addedMs.toFixed(2)} ms ${passed ? '≤' : '>'} ${boundMs} + ${aaSpreadMs.toFixed(2)} (A/A spread)`
        printLine(`${workload.padEnd(18)} ${part}  ${passed ? 'PASS' : 'FAIL'}  ${sum}`)
      }
    }
    writeResult('latency', flags.out, { pinned: canPin, perSecond, rounds, requests, results })
    return results.every(({ verdicts }) => verdicts.every(({ passed }) => passed)) ? 0 : 1
  } finally {
    await upstream.stop()
    await load.stop()
  }
}

process.exitCode = await main()
