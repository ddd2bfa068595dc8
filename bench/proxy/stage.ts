import { once } from 'node:events'
import { join } from 'node:path'
import { printLine } from '../support/table.ts'
import type { LoadOrder, LoadResult } from './load.ts'
import { BenchProcess, canPin, OTHER_CORE } from './processes.ts'
import { startUpstream } from './targets.ts'

/** What every run needs beside the proxies: the load generator and the upstream, on a core of their own. */
export interface Stage {
  /** The upstream's origin. */
  readonly upstream: string
  /** Sends requests of a workload. @throws Error if the proxy breaks off or hangs */
  send(order: LoadOrder): Promise<LoadResult>
}

/** A request was not answered as it had to be, so that the figures would be about something else. */
export class WrongAnswer extends Error {}

/**
 * Sets the stage for a run and clears it behind it.
 * @returns what the run returns as its exit code; 1 if an answer was wrong, which is printed
 */
export async function onStage(run: (stage: Stage) => Promise<number>): Promise<number> {
  if (!canPin) printLine('NOT PINNED: taskset or a second core is missing, so load and proxies disturb each other.')
  const load = new BenchProcess('load', [join(import.meta.dirname, 'load.ts')], { core: OTHER_CORE, channel: true })
  const upstream = await startUpstream()
  const send = async (order: LoadOrder): Promise<LoadResult> => {
    load.child.send(order)
    const [result] = (await once(load.child, 'message')) as [LoadResult | { error: string }]
    if ('error' in result) throw new Error(result.error)
    return result
  }
  try {
    return await run({ upstream: upstream.origin, send })
  } catch (error) {
    if (!(error instanceof WrongAnswer)) throw error
    printLine(`\nWRONG ANSWER: ${error.message}`)
    return 1
  } finally {
    await upstream.stop()
    await load.stop()
  }
}
