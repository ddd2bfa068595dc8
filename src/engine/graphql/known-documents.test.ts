import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { loadConfig } from '../../config/load.ts'
import { loadSignatures } from '../../config/signatures.ts'
import { canonicalise } from '../canonical/head.ts'
import { detectors } from '../detection/detectors.ts'
import { Inspector } from '../inspector.ts'
import { Inspection } from '../pipeline.ts'
import type { GraphqlPolicy, InspectionPolicy } from '../policy.ts'
import { SignatureSet } from '../signatures/compile.ts'
import type { Where } from '../types.ts'
import { MAX_KNOWN, MAX_KNOWN_BYTES, MAX_KNOWN_NAMES } from './known-documents.ts'

const { graphql } = loadConfig({ flags: { upstream: 'http://a' } })
const usual: InspectionPolicy = { mode: 'block', threshold: 5, paranoia: 1, failureMode: 'closed', graphql }
const signatures = new SignatureSet(loadSignatures())
const inspector = () =>
  new Inspector(detectors, signatures, (part, error) => {
    throw new Error(part, { cause: error })
  })

function inspect(by: Inspector, query: string, over: Partial<InspectionPolicy> = {}) {
  const body = Buffer.from(JSON.stringify({ query }))
  const fields = ['Host', 'a', 'Content-Type', 'application/json', 'Content-Length', String(body.length)]
  const inspection = new Inspection(by, { ...usual, ...over })
  inspection.head(canonicalise('POST', '/graphql', '1.1', fields))
  inspection.write(body)
  inspection.end()
  return { findings: inspection.findings, verdict: inspection.verdict, operations: inspection.operations }
}

/** A document comes so often; is it known then? */
function isKnown(query: string, times = 2, where: Where = 'body'): boolean {
  const by = inspector()
  for (let i = 0; i < times; i++) inspect(by, query)
  return by.documents.find(Buffer.from(query), where) !== undefined
}

const padded = (length: number) => `{a}${' '.repeat(length - 3)}`
const withRootFields = (count: number) =>
  `query A {a} query B {${Array.from({ length: count - 1 }, (_, i) => `a${i}`).join(' ')}}`

describe('a document is known', () => {
  test.each([
    ['when it has come twice', '{ a(b: "ordinary") { c } } # text', 2, true],
    ['not when it has come once', '{ a { c } }', 1, false],
    ['if it is not too long', padded(MAX_KNOWN_BYTES), 2, true],
    ['not if it is too long', padded(MAX_KNOWN_BYTES + 1), 2, false],
    ['if it has no more root fields', withRootFields(MAX_KNOWN_NAMES), 2, true],
    ['not if it has more root fields', withRootFields(MAX_KNOWN_NAMES + 1), 2, false],
    ['not if something is found in it', `{ a(b: "1' or '1'='1") }`, 2, false],
    ['not if it wakes a detector that finds nothing', '{ a(b: "the union <b>select</b> committee") }', 2, false],
    ['not if it is none', '{ a ', 2, false],
    ['if the policy refuses it', '{ __schema { types { name } } }', 2, true],
  ])('%s', (_when, query, times, known) => expect(isKnown(query, times)).toBe(known))

  test('where it came only: names and values of other places are looked at by others', () => {
    expect(isKnown('{a}', 2, 'query')).toBe(false)
  })

  test('byte for byte', () => {
    const by = inspector()
    const text = Buffer.from('query Home($first: Int) { orders(first: $first, text: "ordinary text") { id total } }')
    for (let i = 0; i < 2; i++) inspect(by, text.toString())
    for (let at = 0; at < text.length; at++) {
      const other = Buffer.from(text)
      other[at] = (other[at] as number) ^ 1
      expect([at, by.documents.find(other, 'body')]).toEqual([at, undefined])
    }
    expect(by.documents.find(text, 'body')).toBeDefined()
  })

  test('among many; another one takes its place in the end', () => {
    const by = inspector()
    const names = Array.from({ length: 20 * MAX_KNOWN }, (_, i) => `{ field${i} { id } }`)
    for (const name of names) for (let i = 0; i < 2; i++) inspect(by, name)
    const known = names.filter((name) => by.documents.find(Buffer.from(name), 'body') !== undefined)
    expect(known.length).toBeLessThanOrEqual(MAX_KNOWN)
    expect(known.length).toBeGreaterThan(MAX_KNOWN / 2)
  })
})

const name = fc.constantFrom('a', 'b', 'login', '__schema', '__type', 'orders')
const value = fc.constantFrom(
  '1',
  '"ordinary"',
  "\"1' or '1'='1\"",
  '"<img src=x onerror=alert(1)>"',
  'ENUM',
  '[{x: "y"}]',
)
const { selections } = fc.letrec<{ selections: string; selection: string }>((tie) => ({
  selections: fc.array(tie('selection'), { minLength: 1, maxLength: 4 }).map((all) => `{${all.join(' ')}}`),
  selection: fc
    .tuple(fc.option(name), name, fc.option(value), fc.option(tie('selections'), { maxDepth: 3 }))
    .map(([alias, field, argument, inner]) => {
      return `${alias === null ? '' : `${alias}:`}${field}${argument === null ? '' : `(n:${argument})`}${inner ?? ''}`
    }),
}))
const document = fc
  .tuple(
    fc.constantFrom('', 'query Home ', 'mutation Pay '),
    selections,
    fc.constantFrom('', ' # text', ' #\u2028', '}'),
  )
  .map((parts) => parts.join(''))

test('whatever came before, a document is judged as if it came for the first time, by whatever policy', () => {
  const denying: GraphqlPolicy = {
    ...graphql,
    introspection: 'allow',
    operations: { ...graphql.operations, denyRootFields: ['login'] },
  }
  const policies: Partial<InspectionPolicy>[] = [{}, { graphql: denying }, { paranoia: 4 }]
  const long = inspector()
  const forgetful = inspector()
  forgetful.documents.find = () => undefined
  fc.assert(
    fc.property(document, (query) => {
      for (let i = 0; i < 2; i++) inspect(long, query)
      for (const policy of policies) expect(inspect(long, query, policy)).toEqual(inspect(forgetful, query, policy))
    }),
    { numRuns: 200 },
  )
})
