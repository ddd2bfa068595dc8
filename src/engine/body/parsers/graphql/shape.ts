import { type Expanded, expand } from './expansion.ts'
import { Merger } from './merging.ts'
import { FRAGMENT, MUTATION, type Names, SUBSCRIPTION } from './names.ts'
import type { Definition, Selections } from './selections.ts'

/** Operations that are described one by one. */
export const MAX_OPERATIONS = 64

/** One operation, with every fragment in place of its spreads. Sums stop at the highest whole number that is exact. */
export interface GraphqlOperation {
  readonly type: 'query' | 'mutation' | 'subscription'
  /** '' for none. */
  readonly name: string
  /** Names of its root fields (not their aliases), without repetition: all of them, unless the shape `isBeyondCounting`. */
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
  /** A comment holds what ends it for some servers: they read another document. */
  readonly hasOtherLineEnds: boolean
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
export type Read = Pick<GraphqlShape, 'fault' | 'hasOtherLineEnds' | 'bytes' | 'largestValueBytes' | 'tokens'>

/** Nothing else runs while a document is measured. */
const merger = new Merger()

/** Measures what a document selects. */
export function shapeOf(selections: Selections, names: Names, read: Read): GraphqlShape {
  const { definitions } = selections
  selections.index(names.count)
  merger.restart(selections, names.count)
  const expansion = expand(selections)
  const operations: GraphqlOperation[] = []
  let operationCount = 0
  let introspects = false
  for (let i = 0; i < definitions.length; i++) {
    const { type, name } = definitions[i] as Definition
    const expanded = expansion.definitions[i] as Expanded
    if (expanded.introspects) introspects = true
    if (type === FRAGMENT) continue
    operationCount++
    if (operations.length < MAX_OPERATIONS) operations.push(describe(i, type, name, expanded, names))
  }
  const all = together(operations)
  return {
    fault: read.fault,
    hasOtherLineEnds: read.hasOtherLineEnds,
    bytes: read.bytes,
    largestValueBytes: read.largestValueBytes,
    tokens: read.tokens,
    depth: all.depth,
    rootFields: all.rootFields,
    aliasesInOneSet: all.aliasesInOneSet,
    cost: all.cost,
    duplicateFields: all.duplicateFields,
    overlappingFields: all.overlappingFields,
    repeatedMutations: all.repeatedMutations,
    aliases: all.aliases,
    directives: all.directives,
    isBeyondCounting: selections.isFull || names.isFull || merger.isFull || operationCount > MAX_OPERATIONS,
    operations,
    operationCount,
    fragmentCount: definitions.length - operationCount,
    directivesInOnePlace: selections.mostDirectives,
    introspects,
    hasFragmentCycle: expansion.hasCycle,
    undefinedFragments: expansion.undefinedFragments,
    unusedFragments: expansion.unusedFragments,
    repeatedDefinitions: expansion.repeatedFragments + (operationCount > 1 ? repeatedOperations(definitions) : 0),
  }
}

function repeatedOperations(definitions: readonly Definition[]): number {
  const operations = definitions.filter(({ type }) => type !== FRAGMENT)
  return operations.length - new Set(operations.map(({ name }) => name)).size
}

function describe(index: number, type: number, name: number, expanded: Expanded, names: Names): GraphqlOperation {
  const { duplicates, overlaps, mostRepeated, rootFields } = merger.merge(index)
  return {
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
  }
}

/** What is highest, or comes together, in all operations. */
type Together = Pick<
  GraphqlShape,
  | 'depth'
  | 'rootFields'
  | 'aliasesInOneSet'
  | 'cost'
  | 'duplicateFields'
  | 'overlappingFields'
  | 'repeatedMutations'
  | 'aliases'
  | 'directives'
>

function together(operations: readonly GraphqlOperation[]): Together {
  const [first] = operations
  if (first !== undefined && operations.length === 1) return first
  const all = {
    depth: 0,
    rootFields: 0,
    aliasesInOneSet: 0,
    cost: 0,
    duplicateFields: 0,
    overlappingFields: 0,
    repeatedMutations: 0,
    aliases: 0,
    directives: 0,
  }
  for (const operation of operations) {
    for (const name of HIGHEST) if (operation[name] > all[name]) all[name] = operation[name]
    all.aliases = Math.min(Number.MAX_SAFE_INTEGER, all.aliases + operation.aliases)
    all.directives = Math.min(Number.MAX_SAFE_INTEGER, all.directives + operation.directives)
  }
  return all
}

const HIGHEST = [
  'depth',
  'rootFields',
  'aliasesInOneSet',
  'cost',
  'duplicateFields',
  'overlappingFields',
  'repeatedMutations',
] as const
