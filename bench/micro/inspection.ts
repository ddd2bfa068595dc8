import { loadConfig } from '../../src/config/load.ts'
import type { Config } from '../../src/config/schema.ts'
import { canonicalise, type Head } from '../../src/engine/canonical/head.ts'
import type { Engine } from '../../src/engine/engine.ts'
import type { InspectionPolicy } from '../../src/engine/policy.ts'
import type { BenchRequest } from '../proxy/workloads.ts'

/** The defaults in block mode. @param env options by their environment names, over the defaults */
export function configured(env: Readonly<Record<string, string>> = {}): Config {
  return loadConfig({ flags: { upstream: 'http://127.0.0.1:1', mode: 'block' }, env })
}

/** A bench of an engine that failed would be about something else. @throws Error always */
export function failOnError(part: string, error: unknown): never {
  throw new Error(`${part} failed`, { cause: error })
}

export function headOf({ method, target, headers }: Pick<BenchRequest, 'method' | 'target' | 'headers'>): Head {
  return canonicalise(method, target, '1.1', headers)
}

/** A whole request's inspection, as the proxy makes it. @param body in pieces, as they come from a socket */
export function inspect(engine: Engine, policy: InspectionPolicy, head: Head, body: Iterable<Buffer>): unknown {
  const inspection = engine.begin(policy)
  inspection.head(head)
  for (const piece of body) if (piece.length > 0) inspection.write(piece)
  inspection.end()
  return inspection.verdict
}
