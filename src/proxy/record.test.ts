import { describe, expect, test } from 'vitest'
import { countWork } from '../../test/support/counted-work.ts'
import { loadConfig } from '../config/load.ts'
import { canonicalise } from '../engine/canonical/head.ts'
import type { Inspection } from '../engine/pipeline.ts'
import type { Finding, Operation } from '../engine/types.ts'
import { ELLIPSIS } from '../events/redact.ts'
import type { SluiceEvent } from '../events/schema.ts'
import { compileGeneration } from './generation.ts'
import { makeEvent } from './record.ts'

const config = loadConfig({ flags: { upstream: 'http://127.0.0.1:1', mode: 'block' } })
const generation = compileGeneration({ config, signatures: [] }, () => {})
const ending = {
  startedAt: Date.UTC(2026, 0, 1),
  durationMs: 1,
  requestId: 'r',
  client: '192.0.2.1',
  peer: '192.0.2.1',
  peerPort: 1,
  bytes: 0,
  status: 403,
  answeredBy: 'sluice',
  upstreamMs: null,
} as const
const S = 'Zx9-Quartz'

const finding = (over: Partial<Finding> = {}): Finding => ({
  class: 'sqli',
  severity: 'critical',
  paranoia: 1,
  source: 'detector:sqli',
  message: 'leaves a quote',
  where: 'body',
  path: ['q'],
  isName: false,
  views: [],
  offset: 0,
  text: "1' or 1=1",
  matchStart: 1,
  matchEnd: 9,
  ...over,
})

interface Given {
  readonly target?: string
  readonly headers?: readonly string[]
  readonly findings?: readonly Finding[]
  readonly decidedBy?: number
  readonly reason?: string
  readonly operations?: readonly Operation[]
}

function eventOf({
  target = '/',
  headers = [],
  findings = [finding()],
  decidedBy = 0,
  reason = '',
  operations = [],
}: Given): SluiceEvent {
  const head = canonicalise('POST', target, '1.1', ['Host', 'a', ...headers])
  const verdict = { action: 'block', wouldBe: 'block', status: 403, score: 5, decidedBy, reason }
  const inspection = { findings, findingsDropped: 0, inspectedBytes: 0, verdict, operations } as unknown as Inspection
  return makeEvent(generation, generation.policies.default, head, inspection, ending)
}

describe('paths', () => {
  const pathOf = (path: Finding['path']) => eventOf({ findings: [finding({ path })] }).findings[0]?.path

  test('32 names are shown; of more, the first and last 16', () => {
    const names = Array.from({ length: 33 }, (_, i) => `n${i}`)
    expect(pathOf(names.slice(0, 32))).toEqual(names.slice(0, 32))
    expect(pathOf(names)).toEqual([...names.slice(0, 16), ELLIPSIS, ...names.slice(17)])
    const shortened = [...names.slice(0, 16), ELLIPSIS, ...names.slice(17)]
    expect(pathOf(shortened)).toEqual(shortened)
  })
  test('a name of 256 characters is shown, of 257 cut', () => {
    expect(pathOf(['k'.repeat(256)])).toEqual(['k'.repeat(256)])
    expect(pathOf(['k'.repeat(257)])).toEqual(['k'.repeat(256)])
  })
  test('a name that is a secret itself is masked, there and in the reason', () => {
    const key = 'ghp_0123456789abcdefghij'
    const event = eventOf({ findings: [finding({ path: [key, 'x'] })], reason: `sqli in body ${key}: leaves a quote` })
    expect(event.findings[0]?.path).toEqual(['***', 'x'])
    expect(event.reason).toBe('sqli in body ***: leaves a quote')
  })
})

test('a match is found again in an excerpt that is cut for its size', () => {
  const text = `${'\u0001'.repeat(96)}' or 1=1${'\u0001'.repeat(200)}`
  const findings = Array(32).fill(finding({ text, matchStart: 96, matchEnd: 104 }))
  for (const { excerpt, matchStart, matchEnd } of eventOf({ findings }).findings) {
    expect(matchStart).toBeLessThanOrEqual(matchEnd)
    expect(matchEnd).toBeLessThanOrEqual(excerpt.length)
  }
})

test('what decides is among 32 findings of 64', () => {
  const findings = Array.from({ length: 64 }, (_, i) => finding({ message: `m${i}` }))
  const event = eventOf({ findings, decidedBy: 63 })
  expect([event.findings.length, event.findingsDropped, event.findings[event.decidedBy]?.message]).toEqual([
    32,
    32,
    'm63',
  ])
})

describe('whatever the request', () => {
  /** A request of `n` times everything that a client can make long, made of one character. */
  const huge = (char: string, n: number): Given => ({
    target: `/${char.repeat(60 * n)}`,
    headers: Array.from({ length: 200 }, (_, i) => [`X-${i}${'h'.repeat(n)}`, char.repeat(64 * n)]).flat(),
    findings: Array.from({ length: 64 }, () =>
      finding({
        text: char.repeat(16 * n),
        matchStart: 8 * n,
        matchEnd: 8 * n + 4,
        path: Array(4 * n).fill(char.repeat(256)),
        message: char.repeat(n),
        views: ['percent', 'html', 'escapes', 'unicode'],
      }),
    ),
    decidedBy: 63,
    reason: char.repeat(1_000 * n),
    operations: Array.from({ length: 32 }, () => ({
      type: 'subscription',
      name: char.repeat(256),
      rootFields: Array(32).fill(char.repeat(256)),
    })),
  })

  test.each(['a', '\u0000', '"', 'ÿ', '漢', '\ud800', 'a&', '%3D', 'x='])('an event of %j is below 64 KB', (char) => {
    for (const count of [64, 32, 31, 2, 1]) {
      const given = huge(char, 1_000)
      const event = eventOf({ ...given, findings: given.findings?.slice(0, count) as Finding[], decidedBy: count - 1 })
      expect(Buffer.byteLength(JSON.stringify(event))).toBeLessThan(65_536)
    }
  })

  test('its cost does not depend on what is not shown', () => {
    for (const char of ['a&', 'x=', '%3D', '"', 'a']) {
      const [given, larger] = [huge(char, 100), huge(char, 1_000)]
      const once = countWork('/src/events/', () => void eventOf(given))
      expect(countWork('/src/events/', () => void eventOf(larger))).toBeLessThan(1.2 * once)
    }
  })
})

test('operations of GraphQL: the first 8, and of each 20 root fields; none where there are none', () => {
  const operation = {
    type: 'mutation',
    name: 'SignIn',
    rootFields: Array.from({ length: 21 }, (_, i) => `f${i}`),
  } as const
  const { graphql } = eventOf({ operations: Array(9).fill(operation) })
  expect(graphql?.operations).toHaveLength(8)
  expect(graphql?.operations[0]).toEqual({ ...operation, rootFields: operation.rootFields.slice(0, 20) })
  expect(eventOf({})).not.toHaveProperty('graphql')
})

test('headers: 100 fields, 512 characters each', () => {
  const fields = Array.from({ length: 120 }, (_, i) => [`X-${i}`, 'v']).flat()
  expect(eventOf({ headers: fields }).request.headers).toHaveLength(100)
  const values = ['x'.repeat(512), 'x'.repeat(513)].flatMap((value) => ['X-Long', value])
  expect(eventOf({ headers: values }).request.headers.map(([, value]) => value.length)).toEqual([1, 512, 512])
})

test('a secret field shows its shape, wherever in its path the secret name stands', () => {
  for (const path of [['password'], ['password', 0, 'v'], [...Array(100).fill('a'), 'token', ...Array(20).fill('a')]]) {
    const [shown] = eventOf({
      findings: [finding({ path, text: `${S}' or 1=1`, matchStart: 10, matchEnd: 18 })],
    }).findings
    expect([shown?.masked, shown?.excerpt]).toEqual([true, "aa0-aaaaaa' aa 0=0"])
    expect(shown?.excerpt.slice(shown.matchStart, shown.matchEnd)).toBe("' aa 0=0")
  }
})
