import { canonicalise } from './canonical/head.ts'
import { Engine } from './engine.ts'
import type { Signature, SignatureSample } from './signatures/format.ts'
import type { InspectionPolicy } from './types.ts'

/** A sample that did not do what it must. */
export interface SampleFailure {
  readonly id: string
  readonly sample: SignatureSample
  /** `match`: it had to be found and was not. `pass`: it had to pass and was found. */
  readonly expected: 'match' | 'pass'
}

export interface SampleResult {
  /** Samples run, so that a runner that runs none can be told from one where all is well. */
  readonly ran: number
  readonly failures: readonly SampleFailure[]
}

const POLICY: InspectionPolicy = { mode: 'monitor', threshold: 5, paranoia: 4, failureMode: 'closed' }

/** Runs every signature's samples through the engine as requests. @throws SignatureError for one that can't be compiled */
export function runSamples(signatures: readonly Signature[]): SampleResult {
  let ran = 0
  const failures: SampleFailure[] = []
  // Without the detectors, which would stop the search at what they find.
  const engine = new Engine(signatures, rethrow, [])
  for (const { id, match, pass } of signatures) {
    for (const [expected, samples] of [
      ['match', match],
      ['pass', pass],
    ] as const) {
      for (const sample of samples) {
        ran++
        if (isFound(engine, id, sample) !== (expected === 'match')) failures.push({ id, sample, expected })
      }
    }
  }
  return { ran, failures }
}

function rethrow(_part: string, error: unknown): never {
  throw error
}

function isFound(engine: Engine, id: string, sample: SignatureSample): boolean {
  const { where, name, value } = typeof sample === 'string' ? { where: 'query', name: 'q', value: sample } : sample
  const wire = (text: string) => Buffer.from(text, 'utf8').toString('latin1')
  const headers = ['Host', 'api.example.com']
  let target = '/api/items'
  let body = ''
  if (where === 'path') target = wire(value)
  else if (where === 'query') target += `?${encodeURIComponent(name ?? 'q')}=${encodeURIComponent(value)}`
  else if (where === 'header') headers.push(name ?? 'X-Sample', wire(value))
  else if (where === 'cookie') headers.push('Cookie', `${name ?? 'c'}=${wire(value)}`)
  else if (where === 'body') {
    body = JSON.stringify({ [name ?? 'value']: value })
    headers.push('Content-Type', 'application/json', 'Content-Length', String(Buffer.byteLength(body)))
  }
  const inspection = engine.begin(POLICY)
  inspection.head(canonicalise(where === 'method' ? value : body ? 'POST' : 'GET', target, '1.1', headers))
  if (body) inspection.write(Buffer.from(body))
  inspection.end()
  return inspection.findings.some(({ source }) => source === `signature:${id}`)
}
