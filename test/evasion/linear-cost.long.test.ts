import { expect, test } from 'vitest'
import { loadSignatures } from '../../src/config/signatures.ts'
import { canonicalise } from '../../src/engine/canonical/head.ts'
import { Engine } from '../../src/engine/engine.ts'

// Promise 7: no input makes inspection super-linear. Two sizes of each input are inspected in turn, several times; the
// larger may take twice the time of the smaller and then some, but nowhere near four times.

const engine = new Engine(loadSignatures(), () => {})
const policy = { mode: 'monitor', threshold: 5, paranoia: 1, failureMode: 'closed' } as const
const RUNS = 7

function inspect(body: Buffer, step = body.length): number {
  const head = canonicalise('POST', '/', '1.1', [
    'Host',
    'a',
    'Content-Type',
    'application/json',
    'Content-Length',
    '1',
  ])
  const inspection = engine.begin(policy)
  inspection.head(head)
  const began = process.cpuUsage()
  for (let i = 0; i < body.length; i += step) void inspection.write(body.subarray(i, i + step))
  void inspection.end()
  const { user, system } = process.cpuUsage(began)
  return user + system
}

const deep = (n: number) => `${'{"k":'.repeat(n / 100)}[${Array(n).fill('"\'"').join(',')}]${'}'.repeat(n / 100)}`
const inputs: [string, (n: number) => string, number?][] = [
  ['deep JSON with many woken strings', deep],
  ['deep arrays', (n) => '['.repeat(Math.min(n, 4_000)) + '"a",'.repeat(n)],
  ['deep JSON in small chunks', (n) => deep(n / 4), 7],
  ['one string of quotes', (n) => `"${"'".repeat(n * 4)}"`],
  ['one string of tags', (n) => `"${'<'.repeat(n * 4)}"`],
  ['one string of brackets', (n) => `"${'('.repeat(n * 4)}"`],
  ['one string of comment openers', (n) => `"${'/*'.repeat(n * 2)}"`],
  ['one string of percent signs', (n) => `"${'%25'.repeat(n)}"`],
  ['one string of ampersands', (n) => `"${'&amp;'.repeat(n)}"`],
  ['one string of words', (n) => `"${'select union or and '.repeat(n / 4)}"`],
  ['one string of dots', (n) => `"${'../'.repeat(n)}"`],
  ['one string of dollars', (n) => `"${'$('.repeat(n)}"`],
  ['many attacks', (n) => JSON.stringify(Array(n / 10).fill("' or 'a'='a"))],
]

test.each(inputs)('%s', (_name, make, step) => {
  const [small, large] = [Buffer.from(make(8_000)), Buffer.from(make(32_000))]
  const ratio = large.length / small.length
  const costs: number[] = []
  for (let run = 0; run < RUNS; run++) costs.push(inspect(large, step) / Math.max(inspect(small, step), 1))
  const median = costs.toSorted((a, b) => a - b)[RUNS >> 1] as number
  // Four times the bytes: linear is 4, quadratic 16.
  expect(median).toBeLessThan(ratio * 2.5)
})
