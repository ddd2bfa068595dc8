// Sluice beside other ways to look at requests: npm run bench:peers. See ../README.md.
import { existsSync } from 'node:fs'
import { prepared } from '../proxy/prepared.ts'
import { canPin } from '../proxy/processes.ts'
import { inTurn, sendCounted } from '../proxy/rounds.ts'
import { onStage, type Stage } from '../proxy/stage.ts'
import { OWN_MAIN, startPlain, startSluice, type Target, withTargets } from '../proxy/targets.ts'
import { ONLY_TAKES, type Workload, workloadsNamed } from '../proxy/workloads.ts'
import { argumentsOf } from '../support/arguments.ts'
import { writeResult } from '../support/output.ts'
import { median } from '../support/statistics.ts'
import { printLine, printTable } from '../support/table.ts'
import { missingForLibddwaf, startLibddwaf } from './libddwaf.ts'
import { missingForNginx, startNginx } from './nginx.ts'

const { values: flags } = argumentsOf({
  options: {
    rounds: { type: 'string', default: '3' },
    only: { type: 'string', default: '' },
    sluice: { type: 'string', default: OWN_MAIN },
    out: { type: 'string' },
  },
})
const rounds = Number(flags.rounds)
/** Processor time of a round; one of a slow peer takes as long as its fewest requests do. */
const ROUND_MS = 500
const FEWEST = 4
/** Processor time in which benign requests are counted that a peer refuses. */
const COUNT_MS = 2_500

interface Peer {
  readonly name: string
  /** What to run so that it can take part; empty: nothing. */
  readonly missing: string
  start(upstream: string): Promise<Target>
}

const peers: readonly Peer[] = [
  { name: 'thin', missing: '', start: (upstream) => startPlain('thin', 'thin', upstream) },
  { name: 'Sluice', missing: '', start: (upstream) => startSluice({ main: flags.sluice, upstream, name: 'Sluice' }) },
  { name: 'nginx', missing: missingForNginx(false), start: (upstream) => startNginx('nginx', upstream, false) },
  {
    name: 'ModSecurity + CRS',
    missing: missingForNginx(true),
    start: (upstream) => startNginx('ModSecurity + CRS', upstream, true),
  },
  { name: 'libddwaf', missing: missingForLibddwaf(), start: (upstream) => startLibddwaf('libddwaf', upstream) },
]

interface Result {
  readonly peer: string
  /** Median processor time per request; of refused ones too, which go no further than the peer. */
  readonly cpuUs: number
  readonly sent: number
  readonly refused: number
}

interface Running {
  readonly target: Target
  readonly cpuUs: number[]
  requestsPerRound: number
  sent: number
  refused: number
  /** Why it was dropped. */
  failure: string
}

const send = (stage: Stage, workload: Workload, target: Target, requests: number) =>
  sendCounted(stage, workload, target, requests, true)

/** Warms a peer up, and counts what it refuses of the distinct requests, as many as time allows. */
async function begin(stage: Stage, workload: Workload, target: Target): Promise<Running> {
  const running: Running = { target, cpuUs: [], requestsPerRound: FEWEST, sent: 0, refused: 0, failure: '' }
  await orDrop(running, async () => {
    let requests = FEWEST
    for (;;) {
      const { cpuUs, unexpected } = await send(stage, workload, target, requests)
      const spentMs = (requests * cpuUs) / 1_000
      if (requests <= workload.distinct) {
        running.sent = requests
        running.refused = unexpected
      }
      running.requestsPerRound = Math.max(FEWEST, Math.ceil((ROUND_MS * 1_000) / Math.max(cpuUs, 1)))
      const isAllCounted = requests >= workload.distinct || spentMs * 4 > COUNT_MS
      // Before /proc's clock has ticked a dozen times, the figure says little.
      if (isAllCounted && spentMs > ROUND_MS / 4) return
      requests = requests < workload.distinct ? Math.min(requests * 4, workload.distinct) : requests * 4
    }
  })
  return running
}

/** Does a piece of work with a peer; one that fails takes no further part, and says why. */
async function orDrop(running: Running, work: () => Promise<void>): Promise<void> {
  try {
    await work()
  } catch (error) {
    running.failure = (error as Error).message
    // It may be busy still, on the core that the others need.
    await running.target.stop()
  }
}

async function measure(stage: Stage, workload: Workload, chosen: readonly Peer[]): Promise<Running[]> {
  return withTargets(async (start) => {
    const all: Running[] = []
    for (const peer of chosen) all.push(await begin(stage, workload, await start(peer.start(stage.upstream))))
    for (let i = 0; i < rounds; i++) {
      const able = all.filter(({ failure }) => failure === '')
      for (const one of inTurn(able, i)) {
        await orDrop(one, async () => {
          one.cpuUs.push((await send(stage, workload, one.target, one.requestsPerRound)).cpuUs)
        })
      }
    }
    return all
  })
}

async function main(): Promise<number> {
  const benign = workloadsNamed(flags.only).filter(
    ({ name }) => !prepared(name).requests.some(({ isAttack }) => isAttack),
  )
  if (benign.length === 0 || !(rounds >= 1)) {
    printLine(`Misused. ${ONLY_TAKES}, but for attacks; --rounds a number from 1.`)
    return 2
  }
  if (!existsSync(flags.sluice)) {
    printLine(`${flags.sluice} is missing: npm run build makes it.`)
    return 2
  }
  for (const { name, missing } of peers) if (missing !== '') printLine(`${name} is skipped; to have it: ${missing}`)
  const chosen = peers.filter(({ missing }) => missing === '')
  return onStage(async (stage) => {
    const results: { workload: string; peers: Result[] }[] = []
    const failures: string[] = []
    for (const workload of benign) {
      const began = performance.now()
      const all = await measure(stage, workload, chosen).catch((error: Error) => {
        failures.push(`${workload.name}: ${error.message}`)
        return []
      })
      for (const { failure } of all) if (failure !== '') failures.push(failure)
      results.push({
        workload: workload.name,
        peers: all.map(({ target, cpuUs, sent, refused, failure }) => ({
          peer: target.name,
          cpuUs: failure === '' ? median(cpuUs) : Number.NaN,
          sent,
          refused,
        })),
      })
      process.stderr.write(`${workload.name}: ${((performance.now() - began) / 1_000).toFixed(0)} s\n`)
    }
    const table = (cell: (result: Result) => string) =>
      printTable(
        ['workload', ...chosen.map(({ name }) => name)],
        results.map((row) => [row.workload, ...chosen.map((_, i) => (row.peers[i] ? cell(row.peers[i]) : '–'))]),
      )
    printLine(`\nProcessor time, µs per request; medians of ${rounds} interleaved rounds\n`)
    table(({ cpuUs }) => (Number.isNaN(cpuUs) ? '–' : cpuUs < 1_000 ? cpuUs.toFixed(1) : cpuUs.toFixed(0)))
    printLine('\nBenign requests refused, of those sent\n')
    table(({ cpuUs, refused, sent }) => (Number.isNaN(cpuUs) ? '–' : `${refused} of ${sent}`))
    if (failures.length > 0) printLine(`\n–: ${failures.join('\n–: ')}`)
    writeResult('peers', flags.out, { pinned: canPin, rounds, results, failures })
    return results.some((row) => row.peers.length > 0) ? 0 : 1
  })
}

process.exitCode = await main()
