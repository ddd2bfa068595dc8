import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Exception } from '../policy.ts'
import type { Finding } from '../types.ts'
import { exceptionFor, matchesField } from './exceptions.ts'
import { Ledger } from './ledger.ts'

const finding: Finding = {
  class: 'sqli',
  severity: 'critical',
  paranoia: 1,
  source: 'detector:sqli',
  message: 'leaves a quoted string',
  where: 'body',
  path: ['filter', 0, 'where'],
  isName: false,
  views: [],
  offset: 0,
  text: '',
  matchStart: 0,
  matchEnd: 0,
}

const exception = (changes: Partial<Exception>): Exception => ({
  id: 'search',
  source: 'detector:sqli',
  class: undefined,
  field: ['body', 'filter', '**'],
  onNames: false,
  holds: () => true,
  ...changes,
})

test.each([
  ['body', 'body', [], true],
  ['body', 'body', ['a'], false],
  ['body.**', 'body', [], true],
  ['body.**', 'body', ['a', 0, 'b'], true],
  ['body.*', 'body', ['a'], true],
  ['body.*', 'body', ['a', 'b'], false],
  ['body.a.*.c', 'body', ['a', 3, 'c'], true],
  ['body.**.c', 'body', ['c'], true],
  ['body.**.c', 'body', ['a', 'c', 'b', 'c'], true],
  ['body.**.c', 'body', ['a', 'c', 'b'], false],
  ['**.q', 'query', ['q'], true],
  ['*.q', 'cookie', ['q'], true],
  ['query.q', 'query', ['Q'], false],
  ['**', 'path', [], true],
  ['body.\\*', 'body', ['*'], true],
  ['body.\\*', 'body', ['a'], false],
  ['body.\\**', 'body', ['a', 'b'], false],
  ['body.\\\\a', 'body', ['\\a'], true],
])('%s over %s %j: %s', (pattern, where, path, expected) => {
  expect(matchesField(pattern.split('.'), where, path)).toBe(expected)
})

test('agrees with a regular expression', () => {
  const name = fc.constantFrom('a', 'b')
  const part = fc.constantFrom('a', 'b', '*', '**')
  fc.assert(
    fc.property(fc.array(part, { minLength: 1, maxLength: 6 }), fc.array(name, { maxLength: 7 }), (pattern, path) => {
      const source = pattern.map((p) => (p === '**' ? '(?:[^.]+\\.)*' : p === '*' ? '[^.]+\\.' : `${p}\\.`)).join('')
      const place = ['a', ...path].map((p) => `${p}.`).join('')
      expect(matchesField(pattern, 'a', path)).toBe(new RegExp(`^${source}$`).test(place))
    }),
  )
})

describe('the ledger', () => {
  const ledger = (...exceptions: Exception[]) =>
    new Ledger({ mode: 'block', threshold: 5, paranoia: 1, failureMode: 'closed', exceptions })

  test('records what is excepted and counts it for nothing', () => {
    const it = ledger(exception({}))
    it.add(finding)
    expect(it.verdict()).toMatchObject({ action: 'forward', score: 0 })
    expect(it.findings).toEqual([{ ...finding, excepted: 'search' }])
  })

  test.each([
    ['another source', { source: 'signature:x' }],
    ['another class', { source: undefined, class: 'xss' as const }],
    ['another place', { field: ['query', '**'] }],
    ['its end', { holds: () => false }],
    ['names', { onNames: true }],
  ])('does not stretch to %s', (_name, changes) => {
    const it = ledger(exception(changes))
    it.add(finding)
    expect(it.verdict()).toMatchObject({ action: 'block', status: 403 })
  })

  test('of a class covers every source of it', () => {
    expect(exceptionFor([exception({ source: undefined, class: 'sqli' })], finding)?.id).toBe('search')
  })

  test('conditions are no attacks: they have limits of their own', () => {
    const it = ledger(exception({ source: 'engine', field: ['**'] }))
    it.add({ ...finding, class: 'malformed_body', source: 'engine' })
    expect(it.verdict().action).toBe('block')
  })
})
