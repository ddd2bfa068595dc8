import { describe, expect, test } from 'vitest'
import type { InspectionPolicy } from '../policy.ts'
import type { Finding } from '../types.ts'
import { Ledger, MAX_FINDINGS } from './ledger.ts'

const policy: InspectionPolicy = { mode: 'block', threshold: 5, paranoia: 1, failureMode: 'closed' }
const finding = (over: Partial<Finding> = {}): Finding => ({
  class: 'sqli',
  severity: 'critical',
  paranoia: 1,
  source: 'detector:sqli',
  message: 'leaves a quote',
  where: 'query',
  path: ['q'],
  isName: false,
  views: [],
  offset: 0,
  text: '',
  matchStart: 0,
  matchEnd: 0,
  ...over,
})
const judge = (findings: Finding[], over: Partial<InspectionPolicy> = {}) => {
  const ledger = new Ledger({ ...policy, ...over })
  for (const one of findings) ledger.add(one)
  return ledger.verdict()
}

describe('score', () => {
  test('one critical finding reaches the threshold; one error does not', () => {
    expect(judge([finding()])).toMatchObject({ action: 'block', status: 403, score: 5, decidedBy: 0 })
    expect(judge([finding({ severity: 'error' })])).toMatchObject({
      action: 'forward',
      wouldBe: 'forward',
      score: 4,
      decidedBy: -1,
    })
  })
  test('distinct evidence in one field and class adds up, capped at 10; the same source counts once', () => {
    const error = finding({ severity: 'error', source: 'signature:a' })
    expect(judge([error, { ...error, source: 'signature:b' }])).toMatchObject({
      score: 8,
      action: 'block',
      decidedBy: 1,
    })
    expect(judge([error, error]).score).toBe(4)
    expect(judge(['a', 'b', 'c'].map((source) => finding({ source }))).score).toBe(10)
    expect(judge([error, finding({ class: 'xss', severity: 'error' })]).score).toBe(4)
  })
  test('fields do not add up', () => {
    const ledger = new Ledger(policy)
    for (let i = 0; i < 950; i++) {
      ledger.nextField()
      ledger.add(finding({ severity: 'error' }))
    }
    expect(ledger.verdict()).toMatchObject({ action: 'forward', score: 4 })
  })
  test('findings above the paranoia level score 0 and are recorded', () => {
    const ledger = new Ledger(policy)
    ledger.add(finding({ paranoia: 2 }))
    expect([ledger.verdict().score, ledger.findings.length]).toEqual([0, 1])
    expect(judge([finding({ paranoia: 2 })], { paranoia: 2 }).score).toBe(5)
  })
})

describe('conditions', () => {
  const condition = (kind: Finding['class']) => finding({ class: kind, severity: 'warning' })
  test.each([
    ['framing', 'block', 400],
    ['malformed_body', 'block', 400],
    ['body_too_large', 'block', 413],
    ['body_timeout', 'block', 408],
    ['engine_error', 'block', 503],
    ['structure_limit', 'block', 400],
    ['decompression_bomb', 'block', 413],
    ['unsupported_encoding', 'block', 415],
    ['unsupported_charset', 'block', 415],
    ['uri_too_long', 'block', 414],
    ['headers_too_large', 'block', 431],
    ['inspection_limit', 'block', 503],
    ['duplicates_unchecked', 'forward', 0],
    ['no_document', 'forward', 0],
    ['malformed_encoding', 'forward', 0],
  ] as const)('%s in block mode: %s %i', (kind, action, status) => {
    expect(judge([condition(kind)])).toMatchObject({ action, status, wouldBe: action })
  })
  test('in monitor only ambiguous framing is refused', () => {
    expect(judge([condition('framing')], { mode: 'monitor' })).toMatchObject({ action: 'block', status: 400 })
    for (const kind of ['malformed_body', 'body_too_large', 'engine_error'] as const) {
      expect(judge([condition(kind)], { mode: 'monitor' })).toMatchObject({
        action: 'forward',
        status: 0,
        wouldBe: 'block',
      })
    }
    expect(judge([finding()], { mode: 'monitor' })).toMatchObject({ action: 'forward', wouldBe: 'block', score: 5 })
  })
  test('failureMode open lets our own failure pass', () => {
    expect(judge([condition('engine_error')], { failureMode: 'open' })).toMatchObject({
      action: 'forward',
      wouldBe: 'forward',
    })
  })
  test('an attack outranks malformed input', () => {
    expect(judge([condition('malformed_body'), finding()])).toMatchObject({ status: 403, decidedBy: 1 })
  })
})

test('the list is bounded, and what decides is in it whatever came before', () => {
  const notices = (count: number) => Array.from({ length: count }, () => finding({ severity: 'notice' }))
  const full = new Ledger(policy)
  for (const one of notices(MAX_FINDINGS)) full.add(one)
  expect([full.findings.length, full.dropped]).toEqual([MAX_FINDINGS, 0])
  full.add(finding({ class: 'malformed_body' }))
  full.add(finding({ message: 'the one' }))
  expect([full.findings.length, full.dropped]).toEqual([MAX_FINDINGS, 2])
  expect(full.findings[full.verdict().decidedBy]).toMatchObject({ message: 'the one' })
})

test('the reason names field, score and threshold', () => {
  expect(judge([finding()]).reason).toBe('sqli in query q: leaves a quote (score 5, threshold 5)')
  expect(judge([]).reason).toBe('nothing was found')
})

test('a ledger that is decided and full has nothing more to learn', () => {
  const ledger = new Ledger(policy)
  for (let i = 0; i < MAX_FINDINGS; i++) {
    expect(ledger.isSettled).toBe(false)
    ledger.add(finding())
  }
  expect(ledger.isSettled).toBe(true)
  const undecided = new Ledger(policy)
  for (let i = 0; i <= MAX_FINDINGS; i++) undecided.add(finding({ severity: 'notice' }))
  expect(undecided.isSettled).toBe(false)
})

test('looking becomes dear by what every detector reads, and by how often', () => {
  const ledger = new Ledger(policy)
  ledger.maxEffort = 1_000
  for (let i = 0; i < 10; i++) {
    expect(ledger.isDear).toBe(false)
    ledger.look(84)
  }
  expect([ledger.effort, ledger.isDear]).toEqual([1_000, false])
  ledger.look(0)
  expect(ledger.isDear).toBe(true)
})
