import { expect, test } from 'vitest'
import { defaultLimits } from '../../../limits/table.ts'
import { runWhole } from '../../conformance.ts'
import { type GraphqlLimitName, type GraphqlLimits, limitsExceeded } from './limits.ts'
import { GraphqlParser } from './parser.ts'
import type { GraphqlShape } from './shape.ts'

function exceeded(document: string, limits: GraphqlLimits = defaultLimits.graphql) {
  let parser: GraphqlParser | undefined
  runWhole((context) => {
    parser = new GraphqlParser(context)
    return parser
  }, document)
  expect(parser?.shape).toMatchObject({ fault: '', isBeyondCounting: false })
  return limitsExceeded(parser?.shape as GraphqlShape, limits)
}

const OFF = Object.fromEntries(Object.keys(defaultLimits.graphql).map((name) => [name, -1])) as unknown as GraphqlLimits
const times = (count: number, text: (i: number) => string) => Array.from({ length: count }, (_, i) => text(i)).join(' ')

/** A document that has so many of what a limit counts. */
const documents: { readonly [Name in GraphqlLimitName]: (count: number) => string } = {
  max_doc_size_kb: (kb) => `{a}${','.repeat(Math.floor(kb * 1_024) - 3)}`,
  max_value_size_kb: (kb) => `{a(b:"${'x'.repeat(Math.floor(kb * 1_024))}")}`,
  max_depth: (depth) => `{${'a{'.repeat(depth - 1)}a${'}'.repeat(depth)}`,
  max_aliases: (count) => `{${times(count, (i) => `a${i}:b`)}}`,
  max_document_aliases: (count) => `{${times(count, (i) => `a${i}{...F}`)}} fragment F on T{x:y}`,
  max_directives: (count) => `{a ${times(count, () => '@b')}}`,
  max_tokens: (count) => `{${times(count - 2, () => 'a')}}`,
  max_root_fields: (count) => `{${times(count, (i) => `a${i}`)}}`,
  max_cost: (cost) => `{${times(cost, (i) => `a${i}:b`)}}`,
  max_duplicate_fields: (count) => `{${times(count + 1, () => 'a')}}`,
  max_overlapping_fields: (count) => `{${times(count + 1, (i) => `a:b${i}`)}}`,
  max_repeated_mutations: (count) => `mutation{${times(count, (i) => `a${i}:b`)}}`,
}

test.each(Object.entries(documents) as [GraphqlLimitName, (count: number) => string][])(
  '%s: the last accepted and the first refused value, and none',
  (name, document) => {
    const fallback = defaultLimits.graphql[name]
    for (const limit of [fallback, 3]) {
      const step = name.endsWith('_kb') ? 1 / 1_024 : 1
      const limits = { ...OFF, [name]: limit }
      expect(exceeded(document(limit), limits)).toEqual([])
      expect(exceeded(document(limit + step), limits)).toEqual([{ name, value: limit + step, limit }])
      expect(exceeded(document(limit + step), OFF)).toEqual([])
    }
  },
)

test('zero is a limit', () => {
  expect(exceeded('{a}', { ...OFF, max_depth: 0 })).toEqual([{ name: 'max_depth', value: 1, limit: 0 }])
})

test('all that is exceeded is told', () => {
  const names = exceeded(`mutation{${times(200, (i) => `a${i}:b(c:1){d}`)}}`).map(({ name }) => name)
  expect(names).toEqual([
    'max_aliases',
    'max_document_aliases',
    'max_tokens',
    'max_root_fields',
    'max_repeated_mutations',
  ])
})
