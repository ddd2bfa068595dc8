// Three rows of the bench in little time, held against recorded figures: npm run bench:ci. See ../README.md.
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { argumentsOf } from '../support/arguments.ts'
import { machine } from '../support/output.ts'
import { median } from '../support/statistics.ts'
import { printLine, printTable } from '../support/table.ts'
import { addRound, inTurn, type Series, warmUp } from './rounds.ts'
import { onStage, type Stage } from './stage.ts'
import { OWN_MAIN, startPlain, startSluice, withTargets } from './targets.ts'
import { type Workload, workloadsNamed } from './workloads.ts'

const { values: flags } = argumentsOf({
  options: {
    /** Writes what is measured into the file that later runs are held against. */
    record: { type: 'boolean', default: false },
    /** Another build to measure: its main.js. */
    sluice: { type: 'string', default: OWN_MAIN },
  },
})

const RECORDED = join(import.meta.dirname, 'recorded.json')
const ROWS = ['GET', 'POST 1 KB JSON', 'POST 16 KB JSON']
/** Low enough that 1.5 times the time fails, high enough that the scatter of a shared machine doesn't. */
const CEILING = 1.4
const PAIRS = 7
/** Processor time of a round: enough ticks of /proc's clock that one more or less is 3 %. */
const ROUND_MS = 300
/** A row above its ceiling is measured again in fresh processes: a disturbance seldom comes back, a regression does. */
const ATTEMPTS = 3

interface Recorded {
  readonly machine: Record<string, unknown>
  /** Ratio to the thin proxy by workload. */
  readonly ratios: Readonly<Record<string, number>>
}

/**
 * Ratio of the least time per request to the thin proxy's least. What else runs on the machine only ever adds time, so
 * that the least of several rounds moves less than their median.
 */
async function leastRatio(stage: Stage, workload: Workload): Promise<number> {
  const { upstream } = stage
  return withTargets(async (start) => {
    const thin = await warmUp(stage, workload, await start(startPlain('thin', 'thin', upstream)), ROUND_MS)
    const target = await start(startSluice({ main: flags.sluice, upstream }))
    const sluice = await warmUp(stage, workload, target, ROUND_MS)
    for (let pair = 0; pair < PAIRS; pair++) {
      for (const one of inTurn([thin, sluice], pair)) await addRound(stage, workload, one)
    }
    const least = ({ rounds }: Series) => Math.min(...rounds.map(({ cpuUs }) => cpuUs))
    return least(sluice) / least(thin)
  })
}

interface Row {
  readonly name: string
  readonly ratio: number
  readonly recorded: number | undefined
  readonly attempts: number
  readonly passed: boolean
}

async function row(stage: Stage, name: string, recorded: number | undefined): Promise<Row> {
  const [workload] = workloadsNamed(name)
  const ratios: number[] = []
  const passed = () => recorded !== undefined && ratios.some((ratio) => ratio <= recorded * CEILING)
  while (ratios.length < ATTEMPTS && !passed()) ratios.push(await leastRatio(stage, workload as Workload))
  const ratio = recorded === undefined ? median(ratios) : Math.min(...ratios)
  return { name, ratio, recorded, attempts: ratios.length, passed: passed() }
}

async function main(): Promise<number> {
  if (!existsSync(flags.sluice)) {
    printLine(`${flags.sluice} is missing: npm run build makes it.`)
    return 2
  }
  const recorded = flags.record ? undefined : (JSON.parse(readFileSync(RECORDED, 'utf8')) as Recorded)
  return onStage(async (stage) => {
    const rows: Row[] = []
    for (const name of ROWS) rows.push(await row(stage, name, recorded?.ratios[name]))
    printTable(
      ['workload', 'Sluice/thin', 'recorded', 'ceiling', 'attempts', 'verdict'],
      rows.map(({ name, ratio, recorded: figure, attempts, passed }) => [
        name,
        ratio.toFixed(2),
        figure?.toFixed(2) ?? '–',
        figure === undefined ? '–' : (figure * CEILING).toFixed(2),
        attempts,
        figure === undefined ? 'recorded' : passed ? 'PASS' : 'FAIL',
      ]),
    )
    if (flags.record) {
      const ratios = Object.fromEntries(rows.map(({ name, ratio }) => [name, Number(ratio.toFixed(3))]))
      writeFileSync(RECORDED, `${JSON.stringify({ machine: machine(), ratios }, null, 2)}\n`)
      printLine(`\nWritten to ${RECORDED}`)
      return 0
    }
    if (rows.every(({ passed }) => passed)) return 0
    printLine(
      '\nA request costs more than it did. npm run bench:compare -- REV shows since when; if the cost is meant,\n' +
        'npm run bench:ci -- --record writes the new figures.',
    )
    return 1
  })
}

process.exitCode = await main()
