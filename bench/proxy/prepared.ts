import { type BenchRequest, requestsOf, wireBytes, workloads } from './workloads.ts'

/** The requests of a workload and their bytes, in the same order. */
export interface Prepared {
  readonly requests: readonly BenchRequest[]
  readonly bytes: readonly Buffer[]
}

const known = new Map<string, Prepared>()

/** A workload's requests, made once in a process. @throws Error if no workload has that name */
export function prepared(name: string): Prepared {
  const before = known.get(name)
  if (before) return before
  const workload = workloads.find((candidate) => candidate.name === name)
  if (!workload) throw new Error(`no workload ${name}`)
  const requests = requestsOf(workload)
  const made = { requests, bytes: requests.map(wireBytes) }
  known.set(name, made)
  return made
}
