import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'

/**
 * Gives back what a start has needed and the service does not: sources that were compiled, documents that were parsed, tables on the way to
 * others. Left to itself the heap keeps that room, some 100 MiB a process, for good. Takes as long as a full collection does: for
 * moments in which nobody waits.
 */
export function releaseMemory(): void {
  setFlagsFromString('--expose-gc')
  const collect = runInNewContext('gc') as (options: { type: string; execution: string; flavor: string }) => void
  collect({ type: 'major', execution: 'sync', flavor: 'last-resort' })
}
