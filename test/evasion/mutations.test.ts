import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { loadSignatures } from '../../src/config/signatures.ts'
import { canonicalise } from '../../src/engine/canonical/head.ts'
import { detectors } from '../../src/engine/detection/detectors.ts'
import { Engine } from '../../src/engine/engine.ts'
import { type Carrier, mutators } from './mutators.ts'

// Every attack that a detector knows is spelt anew by every mutator, and stays caught.

const folder = join(import.meta.dirname, '../../src/engine/detection')
const engine = new Engine(loadSignatures(), (part, error) => {
  throw new Error(`${part} failed`, { cause: error })
})
const policy = { mode: 'block', threshold: 5, paranoia: 1, failureMode: 'closed' } as const

async function isBlocked({ method = 'GET', target = '/', fields = [], body }: Carrier): Promise<boolean> {
  const length = body ? ['Content-Length', String(body.length)] : []
  const inspection = engine.begin(policy)
  inspection.head(canonicalise(method, target, '1.1', ['Host', 'a', ...fields, ...length]))
  if (body) await inspection.write(body)
  await inspection.end()
  return inspection.verdict.action === 'block'
}

/** The attacks of each detector, by its class. */
const attacks = new Map<string, readonly string[]>()
for (const { name } of readdirSync(folder, { withFileTypes: true }).filter((entry) => entry.isDirectory())) {
  const detector = await import(join(folder, name, 'detector.ts'))
  const [found] = Object.values(detector).filter((value) => detectors.includes(value as (typeof detectors)[number]))
  const { attacks: samples } = await import(join(folder, name, 'samples.ts'))
  attacks.set((found as (typeof detectors)[number]).name, samples)
}

const scores: string[] = []
afterAll(() => console.log(`Stay caught:\n${scores.join('\n')}`))

test('every detector has attacks, and there are mutators enough', () => {
  expect([...attacks.keys()].toSorted()).toEqual(detectors.map(({ name }) => name).toSorted())
  for (const [name, samples] of attacks) expect([name, samples.length >= 20]).toEqual([name, true])
  expect(mutators.length).toBeGreaterThanOrEqual(20)
})

test.each(mutators)('$name', async ({ name, classes, carry, atLeast = 1 }) => {
  let count = 0
  const passed: string[] = []
  for (const [kind, samples] of attacks) {
    if (classes?.includes(kind as never) === false) continue
    for (const [index, attack] of samples.entries()) {
      const carrier = carry(attack, index)
      if (carrier === undefined) continue
      count++
      if (!(await isBlocked(carrier))) passed.push(`${kind}: ${attack}`)
    }
  }
  scores.push(`  ${name.padEnd(48)} ${count - passed.length} of ${count}`)
  expect(count).toBeGreaterThan(0)
  expect([passed, count - passed.length >= atLeast * count]).toEqual([atLeast === 1 ? [] : passed, true])
})
