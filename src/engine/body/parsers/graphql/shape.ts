import { type Expanded, expand } from './expansion.ts'
import { Merger } from './merging.ts'
import { FRAGMENT, MUTATION, type Names, SUBSCRIPTION } from './names.ts'
import type { Selections } from './selections.ts'

/** Operations that are described one by one. */
export const MAX_OPERATIONS = 64

/** One operation, with every fragment in place of its spreads. Sums stop at the highest whole number that is exact. */
export interface GraphqlOperation {
  readonly type: 'query' | 'mutation' | 'subscription'
  /** '' for none. */
  readonly name: string
  /** Names of its root fields, without repetition; the first 32. */
  readonly rootFieldNames: readonly string[]
  /** Fields of its root, each time that one is selected. */
  readonly rootFields: number
  /** Fields one within the other: 2 for `{a{b}}`. Inline fragments and spreads add nothing. */
  readonly depth: number
  /** Fields with an alias in the selection set that has most of them. */
  readonly aliasesInOneSet: number
  /** Fields with an alias, all together. */
  readonly aliases: number
  /** Directives, all together: those on a fragment or its spread count with each spread. */
  readonly directives: number
  /** See GRAMMAR.md; rounded up. */
  readonly cost: number
  /** `__schema` or `__type` is among its fields, at any depth. */
  readonly introspects: boolean
  /** Fields and spreads that select again what the merged selection set has. */
  readonly duplicateFields: number
  /** Fields whose response key stands for another field, or other arguments, in the merged selection set. */
  readonly overlappingFields: number
  /** How often a mutation runs the root field that it runs most, under as many aliases; 0 for other operations. */
  readonly repeatedMutations: number
}

/** What a document is, and what it asks for. */
export interface GraphqlShape {
  /** What is wrong with it; '' if nothing: all other values are of what was read before. */
  readonly fault: string
  /** It has more, or expands to more, than is counted: its values may be too low, and no limit can vouch for it. */
  readonly isBeyondCounting: boolean
  readonly bytes: number
  /** Decoded bytes of the longest string, enum value or number. */
  readonly largestValueBytes: number
  /** As `maxTokens` of graphql-js counts: punctuators, names and values, no comments. */
  readonly tokens: number
  /** The first 64. */
  readonly operations: readonly GraphqlOperation[]
  readonly operationCount: number
  readonly fragmentCount: number
  // The highest of all operations.
  readonly depth: number
  readonly rootFields: number
  readonly aliasesInOneSet: number
  readonly cost: number
  readonly duplicateFields: number
  readonly overlappingFields: number
  readonly repeatedMutations: number
  // All operations together.
  readonly aliases: number
  readonly directives: number
  /** The most directives on one field, spread, inline fragment or definition. */
  readonly directivesInOnePlace: number
  /** `__schema` or `__type` is a field, even of a fragment that isn't used. */
  readonly introspects: boolean
  /** A fragment comes back to itself. */
  readonly hasFragmentCycle: boolean
  /** Spreads of fragments that the document doesn't have. */
  readonly undefinedFragments: number
  readonly unusedFragments: number
  /** Definitions with the name of another one of their kind, of which servers may take either. */
  readonly repeatedDefinitions: number
}

/** What is known from the text alone. */
export type Read = Pick<GraphqlShape, 'fault' | 'bytes' | 'largestValueBytes' | 'tokens'>

/** Measures what a document selects. */
export function shapeOf(selections: Selections, names: Names, read: Read): GraphqlShape {
  const { definitions } = selections
  const fragments = new Map<number, number>()
  for (const [index, { type, name }] of definitions.entries()) if (type === FRAGMENT) fragments.set(name, index)
  const definitionOf = (fragment: number) => fragments.get(fragment) ?? -1
  const expansion = expand(selections, definitionOf)
  const merger = new Merger(selections, names.count, definitionOf)
  const operationNames = new Set<number>()
  const operations: GraphqlOperation[] = []
  let operationCount = 0
  let repeatedDefinitions = expansion.repeatedFragments
  for (const [index, { type, name }] of definitions.entries()) {
    if (type === FRAGMENT) continue
    operationCount++
    if (operationNames.has(name)) repeatedDefinitions++
    operationNames.add(name)
    if (operations.length === MAX_OPERATIONS) continue
    const expanded = expansion.definitions[index] as Expanded
    const { duplicates, overlaps, mostRepeated, rootFields } = merger.merge(index)
    operations.push({
      type: type === MUTATION ? 'mutation' : type === SUBSCRIPTION ? 'subscription' : 'query',
      name: name < 0 ? '' : names.text(name),
      rootFieldNames: rootFields.map((field) => names.text(field)),
      rootFields: expanded.fields,
      depth: expanded.depth,
      aliasesInOneSet: expanded.mostAliases,
      aliases: expanded.allAliases,
      directives: expanded.directives,
      cost: Math.ceil(expanded.cost),
      introspects: expanded.introspects,
      duplicateFields: duplicates,
      overlappingFields: overlaps,
      repeatedMutations: mostRepeated,
    })
  }
  const highest = (of: (operation: GraphqlOperation) => number) => operations.reduce((a, b) => Math.max(a, of(b)), 0)
  const sum = (of: (operation: GraphqlOperation) => number) =>
    Math.min(Number.MAX_SAFE_INTEGER, operations.reduce((a, b) => a + of(b), 0))
  return {
    ...read,
    isBeyondCounting: selections.isFull || names.isFull || merger.isFull || operationCount > MAX_OPERATIONS,
    operations,
    operationCount,
    fragmentCount: definitions.length - operationCount,
    depth: highest(({ depth }) => depth),
    rootFields: highest(({ rootFields }) => rootFields),
    aliasesInOneSet: highest(({ aliasesInOneSet }) => aliasesInOneSet),
    cost: highest(({ cost }) => cost),
    duplicateFields: highest(({ duplicateFields }) => duplicateFields),
    overlappingFields: highest(({ overlappingFields }) => overlappingFields),
    repeatedMutations: highest(({ repeatedMutations }) => repeatedMutations),
    aliases: sum(({ aliases }) => aliases),
    directives: sum(({ directives }) => directives),
    directivesInOnePlace: selections.mostDirectives,
    introspects: expansion.definitions.some(({ introspects }) => introspects),
    hasFragmentCycle: expansion.hasCycle,
    undefinedFragments: expansion.undefinedFragments,
    unusedFragments: expansion.unusedFragments,
    repeatedDefinitions,
  }
}
