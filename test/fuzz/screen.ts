import fc from 'fast-check'
import { expect } from 'vitest'
import { loadSignatures } from '../../src/config/signatures.ts'
import { canonicalise } from '../../src/engine/canonical/head.ts'
import { detectors } from '../../src/engine/detection/detectors.ts'
import { Engine } from '../../src/engine/engine.ts'
import type { InspectionPolicy } from '../../src/engine/policy.ts'
import { pieces } from './pieces.ts'

const policy: InspectionPolicy = { mode: 'monitor', threshold: 5, paranoia: 4, failureMode: 'closed' }
const EVERY_BYTE = Array.from({ length: 256 }, (_, i) => String.fromCharCode(i)).join('')
const signatures = loadSignatures()
const rethrow = (_part: string, error: unknown) => {
  throw error
}

const screened = new Engine(signatures, rethrow)
/** The same detectors, woken by everything. */
const unscreened = new Engine(signatures, rethrow, {
  detectors: detectors.map((detector) => ({ ...detector, bytes: EVERY_BYTE, asked: new Set<string>() })),
})

function findings(engine: Engine, value: string): string[] {
  const inspection = engine.begin(policy)
  const body = Buffer.from(JSON.stringify({ a: value }))
  const fields = ['Host', 'a', 'Content-Type', 'application/json', 'Content-Length', String(body.length)]
  inspection.head(canonicalise('POST', '/', '1.1', fields))
  inspection.write(body)
  inspection.end()
  return inspection.findings.map(
    ({ source, severity, views, matchStart }) => `${source} ${severity} ${views.join()} ${matchStart}`,
  )
}

/** Of the short form, which is the same in every run. */
const SEED = 20_261_122

/** The screen may never say "no" wrongly: with and without it the engine finds the same. */
export function screenLosesNothing(numRuns: number, interruptAfterTimeLimit?: number): void {
  const value = fc.array(fc.constantFrom(...pieces), { minLength: 1, maxLength: 9 }).map((parts) => parts.join(''))
  fc.assert(
    fc.property(value, (text) => {
      expect([text, findings(screened, text)]).toEqual([text, findings(unscreened, text)])
    }),
    { numRuns, ...(interruptAfterTimeLimit ? { interruptAfterTimeLimit } : { seed: SEED }) },
  )
}
