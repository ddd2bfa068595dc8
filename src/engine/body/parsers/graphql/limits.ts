import type { Limits } from '../../../limits/table.ts'
import type { GraphqlShape } from './shape.ts'

/** What one document may be at most; -1 is no limit. */
export type GraphqlLimits = Omit<Limits['graphql'], 'max_doc_per_batch'>

export type GraphqlLimitName = keyof GraphqlLimits

const KB = 1_024

const measured: { readonly [Name in GraphqlLimitName]: (shape: GraphqlShape) => number } = {
  max_doc_size_kb: ({ bytes }) => bytes / KB,
  max_value_size_kb: ({ largestValueBytes }) => largestValueBytes / KB,
  max_depth: ({ depth }) => depth,
  max_aliases: ({ aliasesInOneSet }) => aliasesInOneSet,
  max_document_aliases: ({ aliases }) => aliases,
  max_directives: ({ directives }) => directives,
  max_tokens: ({ tokens }) => tokens,
  max_root_fields: ({ rootFields }) => rootFields,
  max_cost: ({ cost }) => cost,
  max_duplicate_fields: ({ duplicateFields }) => duplicateFields,
  max_overlapping_fields: ({ overlappingFields }) => overlappingFields,
  max_repeated_mutations: ({ repeatedMutations }) => repeatedMutations,
}

const names = Object.keys(measured) as GraphqlLimitName[]

export interface ExceededLimit {
  readonly name: GraphqlLimitName
  /** What the document has, in the unit of the limit. */
  readonly value: number
  readonly limit: number
}

/**
 * The limits that a document exceeds, in the order of the type. Of a shape that `isBeyondCounting` an empty list means
 * nothing.
 */
export function limitsExceeded(shape: GraphqlShape, limits: GraphqlLimits): ExceededLimit[] {
  const exceeded: ExceededLimit[] = []
  for (const name of names) {
    const limit = limits[name]
    if (limit < 0) continue
    const value = measured[name](shape)
    if (value > limit) exceeded.push({ name, value, limit })
  }
  return exceeded
}
