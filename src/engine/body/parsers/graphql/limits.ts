import type { GraphqlShape } from './shape.ts'

/** What a document may be at most; -1 is no limit. Names and units as users of such limits know them. */
export interface GraphqlLimits {
  /** Units of 1,024 bytes of document. */
  readonly max_doc_size_kb: number
  /** Units of 1,024 bytes of one decoded value. */
  readonly max_value_size_kb: number
  readonly max_depth: number
  /** Aliases in one selection set. */
  readonly max_aliases: number
  readonly max_document_aliases: number
  /** Directives, those of fragments with each spread. */
  readonly max_directives: number
  readonly max_tokens: number
  readonly max_root_fields: number
  readonly max_cost: number
  /** Fields and spreads that select again what is there already. */
  readonly max_duplicate_fields: number
  /** Fields that share a response key with another field, or with other arguments. */
  readonly max_overlapping_fields: number
  /** Runs of one root field in one mutation. */
  readonly max_repeated_mutations: number
}

export type GraphqlLimitName = keyof GraphqlLimits

/**
 * The limits of a policy that sets none. Three are our own. Duplicates: a list of twenty types of block with five fields in
 * common selects 95 times again what it has; who floods a server with them sends thousands. Overlaps: types that give one
 * name to different fields do so with a few each; servers compare such fields in pairs. Repeated mutations: forms send one,
 * an editor that saves a handful of rows some; who guesses passwords or codes needs hundreds.
 */
export const defaultGraphqlLimits: GraphqlLimits = Object.freeze({
  max_doc_size_kb: 100,
  max_value_size_kb: 10,
  max_depth: 10,
  max_aliases: 5,
  max_document_aliases: 15,
  max_directives: 50,
  max_tokens: 1_000,
  max_root_fields: 20,
  max_cost: 5_000,
  max_duplicate_fields: 100,
  max_overlapping_fields: 50,
  max_repeated_mutations: 5,
})

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
