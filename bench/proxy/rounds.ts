import type { LoadResult } from './load.ts'
import { cpuMs } from './processes.ts'
import { type Stage, WrongAnswer } from './stage.ts'
import type { Target } from './targets.ts'
import type { Workload } from './workloads.ts'

/** What one round of one proxy gave. */
export interface Round {
  /** Processor time per request, of all threads of all its processes, in microseconds. */
  readonly cpuUs: number
  readonly p50Ms: number
  readonly p99Ms: number
}

/** All rounds of one proxy in one workload. */
export interface Series {
  readonly target: Target
  readonly rounds: Round[]
  readonly requestsPerRound: number
}

/**
 * Sends requests, whatever the answers' status.
 * @param mayClose whether the proxy may close connections behind answers
 */
export async function sendCounted(
  stage: Stage,
  workload: Workload,
  target: Target,
  requests: number,
  mayClose = false,
): Promise<LoadResult & Round> {
  const { name, port, pids, attackStatus } = target
  const before = cpuMs(pids)
  try {
    const result = await stage.send({ workload: workload.name, port, requests, attackStatus, mayClose })
    return { ...result, cpuUs: ((cpuMs(pids) - before) * 1_000) / requests }
  } catch (error) {
    throw new Error(`${name}: ${(error as Error).message}`)
  }
}

/** The same, where every answer must be the right one. @throws WrongAnswer */
async function send(stage: Stage, workload: Workload, target: Target, requests: number): Promise<Round> {
  const { cpuUs, p50Ms, p99Ms, example, unexpected, statuses } = await sendCounted(stage, workload, target, requests)
  if (example) {
    const { status, request } = example
    const kind = status === 403 ? 'a false positive' : status === 200 ? 'a missed attack' : 'a failure'
    throw new WrongAnswer(
      `${target.name}, ${workload.name}: ${unexpected} of ${requests} answers with a wrong status ` +
        `(${JSON.stringify(statuses)}). The first is ${kind}, status ${status}:\n\n${request.slice(0, 4_000)}\n`,
    )
  }
  return { cpuUs, p50Ms, p99Ms }
}

/** A request with a GraphQL document takes half as long again in the first 20,000 requests as behind the first 50,000. */
const WARM_ROUNDS = 4

/**
 * Warms a proxy up for a workload, until V8 has compiled what it takes, and finds how many requests make a round.
 * @param roundMs processor time of a round: many ticks of /proc's clock
 */
export async function warmUp(stage: Stage, workload: Workload, target: Target, roundMs: number): Promise<Series> {
  let requests = workload.distinct * 2
  for (const rounds of [1.3, 0.5, WARM_ROUNDS, 1]) {
    const { cpuUs } = await send(stage, workload, target, requests)
    requests = Math.ceil((rounds * roundMs * 1_000) / Math.max(cpuUs, 5))
  }
  return { target, rounds: [], requestsPerRound: requests }
}

/** One more round of a proxy. */
export async function addRound(stage: Stage, workload: Workload, series: Series): Promise<void> {
  series.rounds.push(await send(stage, workload, series.target, series.requestsPerRound))
}

/** The order of proxies in a pair: it turns, then runs the other way round, so that none always runs behind the same other. */
export function inTurn<T>(all: readonly T[], pair: number): readonly T[] {
  const shift = pair % all.length
  const turned = [...all.slice(shift), ...all.slice(0, shift)]
  return Math.floor(pair / all.length) % 2 === 0 ? turned : turned.reverse()
}

/** Ratios of processor time within each pair. */
export function ratiosOf(series: Series, reference: Series): number[] {
  return series.rounds.map(({ cpuUs }, pair) => cpuUs / (reference.rounds[pair] as Round).cpuUs)
}
