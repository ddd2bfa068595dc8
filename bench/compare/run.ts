// Two builds of Sluice side by side in one interleaved run: npm run bench:compare -- REV [REV2]. See ../README.md.
import { canPin } from '../proxy/processes.ts'
import { addRound, inTurn, ratiosOf, type Series, warmUp } from '../proxy/rounds.ts'
import { onStage, type Stage } from '../proxy/stage.ts'
import { OWN_MAIN, startSluice, withTargets } from '../proxy/targets.ts'
import { ONLY_TAKES, type Workload, workloadsNamed } from '../proxy/workloads.ts'
import { argumentsOf } from '../support/arguments.ts'
import { writeResult } from '../support/output.ts'
import { median, spreadAroundOne } from '../support/statistics.ts'
import { printLine, printTable } from '../support/table.ts'
import { type Build, buildRevision, resolveRevision } from './builds.ts'

const { values: flags, positionals } = argumentsOf({
  allowPositionals: true,
  options: {
    pairs: { type: 'string', default: '9' },
    only: { type: 'string', default: '' },
    /** Highest ratio of new to old that passes, beside the spread of equals. */
    bound: { type: 'string', default: '1.1' },
    quick: { type: 'boolean', default: false },
    out: { type: 'string' },
  },
})
const pairs = flags.quick ? 3 : Number(flags.pairs)
const bound = Number(flags.bound)
/** Processor time of one round: many ticks of /proc's clock. */
const roundMs = flags.quick ? 400 : 1_050

interface Row {
  readonly workload: string
  /** Medians of processor time per request. */
  readonly cpuUs: { readonly old: number; readonly new: number }
  readonly ratio: number
  readonly ratios: readonly number[]
  readonly aaRatio: number
  readonly aaSpread: number
  readonly passed: boolean
}

/** One workload in fresh processes: the old build, the new one, and the new one once more. */
async function measure(stage: Stage, workload: Workload, builds: { old: Build; new: Build }): Promise<Row> {
  return withTargets(async (start) => {
    const warm = async (name: string, { main }: Build) =>
      warmUp(stage, workload, await start(startSluice({ main, upstream: stage.upstream, name })), roundMs)
    const before = await warm('old', builds.old)
    const after = await warm('new', builds.new)
    const again = await warm('new again', builds.new)
    for (let pair = 0; pair < pairs; pair++) {
      for (const one of inTurn([before, after, again], pair)) await addRound(stage, workload, one)
    }
    const cpuUs = ({ rounds }: Series) => median(rounds.map((round) => round.cpuUs))
    const ratios = ratiosOf(after, before)
    const aaRatios = ratiosOf(again, after)
    const ratio = median(ratios)
    const aaSpread = spreadAroundOne(aaRatios)
    return {
      workload: workload.name,
      cpuUs: { old: cpuUs(before), new: cpuUs(after) },
      ratio,
      ratios,
      aaRatio: median(aaRatios),
      aaSpread,
      passed: ratio <= bound + aaSpread,
    }
  })
}

function print(rows: readonly Row[]): void {
  printLine(`\nProcessor time in Sluice, µs per request; ratio: median of ${pairs} interleaved pairs\n`)
  printTable(
    ['workload', 'old', 'new', 'new/old', 'lowest', 'highest', 'A/A', 'A/A spread', 'verdict'],
    rows.map(({ workload, cpuUs, ratio, ratios, aaRatio, aaSpread, passed }) => [
      workload,
      cpuUs.old.toFixed(1),
      cpuUs.new.toFixed(1),
      ratio.toFixed(3),
      Math.min(...ratios).toFixed(2),
      Math.max(...ratios).toFixed(2),
      aaRatio.toFixed(3),
      aaSpread.toFixed(3),
      `${passed ? 'PASS  ≤' : 'FAIL  >'} ${bound} + ${aaSpread.toFixed(3)}`,
    ]),
  )
}

async function main(): Promise<number> {
  const chosen = workloadsNamed(flags.only)
  const [revision, other] = positionals
  if (revision === undefined || positionals.length > 2 || chosen.length === 0 || !(pairs >= 1) || !(bound > 0)) {
    printLine(`Usage: npm run bench:compare -- REV [REV2] [--bound 1.1] [--pairs 9] [--quick] [--only NAME] [--out FILE]
REV is the old build; the new one is REV2, or this checkout as it stands. ${ONLY_TAKES}`)
    return 2
  }
  const commits = { old: resolveRevision(revision), new: other && resolveRevision(other) }
  const builds = {
    old: await buildRevision(commits.old),
    new: commits.new === undefined ? { name: 'this checkout', main: OWN_MAIN } : await buildRevision(commits.new),
  }
  printLine(`old: ${builds.old.name}\nnew: ${builds.new.name}`)
  return onStage(async (stage) => {
    const rows: Row[] = []
    for (const workload of chosen) rows.push(await measure(stage, workload, builds))
    print(rows)
    writeResult('compare', flags.out, {
      pinned: canPin,
      pairs,
      roundMs,
      bound,
      old: builds.old.name,
      new: builds.new.name,
      rows,
    })
    return rows.every(({ passed }) => passed) ? 0 : 1
  })
}

try {
  process.exitCode = await main()
} catch (error) {
  printLine(String(error))
  process.exitCode = 2
}
