import { canonicalise, type Head } from './canonical/head.ts'
import { Engine } from './engine.ts'
import type { InspectionPolicy } from './policy.ts'
import type { Signature, SignatureSample } from './signatures/format.ts'

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

/** Looser signatures score nothing here: what they find would end the search before the others look. */
const POLICY: InspectionPolicy = { mode: 'monitor', threshold: 5, paranoia: 1, failureMode: 'closed' }

/** Runs every signature's samples through the engine as requests. */
export function runSamples(signatures: readonly Signature[]): SampleResult {
  let ran = 0
  const failures: SampleFailure[] = []
  // Without the detectors, which would stop the search at what they find.
  const engine = new Engine(signatures, rethrow, { detectors: [] })
  for (const { id, paranoia, match, pass } of signatures) {
    for (const [expected, samples] of [
      ['match', match],
      ['pass', pass],
    ] as const) {
      for (const sample of samples) {
        ran++
        if (isFound(engine, id, paranoia, sample) !== (expected === 'match')) failures.push({ id, sample, expected })
      }
    }
  }
  return { ran, failures }
}

function rethrow(_part: string, error: unknown): never {
  throw error
}

/** @param paranoia from which the signature counts; what it finds in code may count later */
function isFound(engine: Engine, id: string, paranoia: number, sample: SignatureSample): boolean {
  const { head, body } = sampleRequest(typeof sample === 'string' ? { where: 'query', value: sample } : sample)
  const inspection = engine.begin(POLICY)
  inspection.head(head)
  if (body !== '') inspection.write(Buffer.from(body))
  inspection.end()
  return inspection.findings.some((finding) => finding.source === `signature:${id}` && finding.paranoia <= paranoia)
}

/** A request that holds the sample in its place and is harmless otherwise. */
function sampleRequest(sample: Exclude<SignatureSample, string>): { head: Head; body: string } {
  const name = sample.isName ? sample.value : (sample.name ?? 'q')
  const value = sample.isName ? '1' : sample.value
  const wire = (text: string) => Buffer.from(text, 'utf8').toString('latin1')
  const headers = ['Host', 'api.example.com']
  const request = { method: 'GET', target: '/api/items', body: '' }
  switch (sample.where) {
    case 'method':
      request.method = value
      break
    case 'path':
      request.target = wire(value)
      break
    case 'query':
      request.target += `?${encodeURIComponent(name)}=${encodeURIComponent(value)}`
      break
    case 'header':
      headers.push(name, wire(value))
      break
    case 'cookie':
      headers.push('Cookie', `${wire(name)}=${wire(value)}`)
      break
    case 'body':
      request.method = 'POST'
      request.body = isDocument(sample)
        ? value
        : JSON.stringify(
            sample.isName && sample.name !== undefined ? { [sample.name]: { [name]: value } } : { [name]: value },
          )
      headers.push('Content-Type', 'application/json', 'Content-Length', String(Buffer.byteLength(request.body)))
      break
  }
  return { head: canonicalise(request.method, request.target, '1.1', headers), body: request.body }
}

/** A sample that is JSON is the body itself: a signature that looks for its quotes in a value would never find them. */
function isDocument({ name, isName, value }: Exclude<SignatureSample, string>): boolean {
  if (name !== undefined || isName || !/^[{[]/.test(value)) return false
  try {
    JSON.parse(value)
    return true
  } catch {
    return false
  }
}
