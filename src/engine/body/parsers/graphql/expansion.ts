import { FRAGMENT, SCHEMA_FIELD, TYPE_FIELD } from './names.ts'
import {
  AFTER,
  ALIASED,
  CLOSES_CYCLE,
  COLUMNS,
  DIRECTIVES,
  FIELD,
  HAS_SELECTIONS,
  KEY,
  KIND,
  KINDS,
  NAME,
  PARENT,
  SPREAD,
  type Selections,
} from './selections.ts'

/** What a field costs that selects nothing in what it gives, and one that does. */
const SCALAR_COST = 1
const OBJECT_COST = 2
/** What is selected in a field costs so many times more than beside it. */
const DEPTH_FACTOR = 1.5

/** What a definition, or the selections of one field, come to with every fragment in place of its spreads. */
export interface Sums {
  /** Fields one within the other, the outermost is 1. */
  depth: number
  /** Fields of the outermost selection set. */
  fields: number
  /** Those of them with an alias. */
  aliases: number
  /** Fields with an alias, at any depth. */
  allAliases: number
  /** Directives, at any depth; those on a fragment and its spread with each spread. */
  directives: number
  /** The sum of what its outermost fields cost: see `costOf` in GRAMMAR.md. */
  cost: number
}

// The columns of a node's sums.
const DEPTH = 0
const FIELDS = 1
const ALIASES = 2
const ALL_ALIASES = 3
const ALL_DIRECTIVES = 4
const COST = 5
const SUM_COLUMNS = 6

/** A definition with every fragment expanded. */
export interface Expanded extends Sums {
  /** The most aliases in one selection set. */
  mostAliases: number
  /** `__schema` or `__type` is among its fields. */
  introspects: boolean
}

/** Every definition of a document, expanded, and what is wrong with its fragments. */
export interface Expansion {
  /** By definition, in the order of the document. */
  readonly definitions: readonly Expanded[]
  readonly hasCycle: boolean
  /** Spreads of fragments that the document doesn't have. */
  readonly undefinedFragments: number
  /** Fragments that no operation comes to. */
  readonly unusedFragments: number
  /** Fragments with the name of one before them; the last one counts, as in graphql-js. */
  readonly repeatedFragments: number
}

const NEW = 0
const BEGUN = 1
const DONE = 2

let sums = new Float64Array(256 * SUM_COLUMNS)

/**
 * Expands each definition once, fragments before what spreads them, and adds up from the innermost node outwards. Linear in
 * the nodes, whatever they would expand to; sums stop at the highest whole number that is exact.
 */
export function expand(selections: Selections, definitionOf: (fragment: number) => number): Expansion {
  const { definitions, nodes } = selections
  const expanded: Expanded[] = []
  const states = new Uint8Array(definitions.length)
  const isUsed = new Uint8Array(definitions.length)
  /** Where to go on in the nodes of each definition that has begun. */
  const places = new Int32Array(definitions.length)
  let hasCycle = false
  let undefinedFragments = 0
  if (sums.length < selections.count * SUM_COLUMNS) sums = new Float64Array(selections.nodes.length * SUM_COLUMNS)
  sums.fill(0, 0, selections.count * SUM_COLUMNS)

  const begun: number[] = []
  const begin = (index: number) => {
    states[index] = BEGUN
    places[index] = (definitions[index] as { start: number }).start
    begun.push(index)
  }
  const expandFrom = (first: number) => {
    begin(first)
    while (begun.length > 0) {
      const index = begun.at(-1) as number
      const { end } = definitions[index] as { end: number }
      let node = places[index] as number
      const depth = begun.length
      for (; node < end && begun.length === depth; node++) {
        const at = node * COLUMNS
        if (((nodes[at + KIND] as number) & KINDS) !== SPREAD) continue
        const fragment = definitionOf(nodes[at + KEY] as number)
        if (fragment < 0) undefinedFragments++
        else {
          isUsed[fragment] = 1
          if (states[fragment] === NEW) begin(fragment)
          else if (states[fragment] === BEGUN) {
            hasCycle = true
            nodes[at + KIND]! |= CLOSES_CYCLE
          }
        }
      }
      places[index] = node
      if (begun.length > depth || node < end) continue
      begun.pop()
      states[index] = DONE
      expanded[index] = addUp(selections, index, expanded, definitionOf)
    }
  }

  let fragments = 0
  let used = 0
  let repeatedFragments = 0
  for (const [index, { type }] of definitions.entries()) if (type !== FRAGMENT) expandFrom(index)
  for (const [index, { type, name }] of definitions.entries()) {
    if (type !== FRAGMENT) continue
    fragments++
    used += isUsed[index] as number
    if (definitionOf(name) !== index) repeatedFragments++
  }
  // What no operation comes to is looked at all the same: it may hold a cycle.
  for (let index = 0; index < definitions.length; index++) if (states[index] === NEW) expandFrom(index)
  return { definitions: expanded, hasCycle, undefinedFragments, unusedFragments: fragments - used, repeatedFragments }
}

/** Adds up a definition, all of whose fragments have been. */
function addUp(
  { nodes, definitions }: Selections,
  index: number,
  expanded: readonly Expanded[],
  definitionOf: (fragment: number) => number,
): Expanded {
  const { start, end, directives } = definitions[index] as Selections['definitions'][number]
  const total: Expanded = {
    depth: 0,
    fields: 0,
    aliases: 0,
    allAliases: 0,
    directives,
    cost: 0,
    mostAliases: 0,
    introspects: false,
  }
  for (let node = end - 1; node >= start; node--) {
    const at = node * COLUMNS
    const own = node * SUM_COLUMNS
    const kind = nodes[at + KIND] as number
    let depth = sums[own + DEPTH] as number
    let fields = sums[own + FIELDS] as number
    let aliases = sums[own + ALIASES] as number
    let allAliases = sums[own + ALL_ALIASES] as number
    let all = (sums[own + ALL_DIRECTIVES] as number) + (nodes[at + DIRECTIVES] as number)
    let cost = sums[own + COST] as number
    if ((kind & KINDS) === FIELD) {
      const name = nodes[at + NAME] as number
      if (name === SCHEMA_FIELD || name === TYPE_FIELD) total.introspects = true
      if (aliases > total.mostAliases) total.mostAliases = aliases
      depth++
      fields = 1
      aliases = (kind & ALIASED) === 0 ? 0 : 1
      allAliases += aliases
      cost = (kind & HAS_SELECTIONS) === 0 ? SCALAR_COST : OBJECT_COST + DEPTH_FACTOR * cost
    } else if ((kind & KINDS) === SPREAD && (kind & CLOSES_CYCLE) === 0) {
      const fragment = definitionOf(nodes[at + KEY] as number)
      if (fragment >= 0) {
        const of = expanded[fragment] as Expanded
        depth = of.depth
        fields = of.fields
        aliases = of.aliases
        allAliases = of.allAliases
        all += of.directives
        cost = of.cost
        if (of.mostAliases > total.mostAliases) total.mostAliases = of.mostAliases
        if (of.introspects) total.introspects = true
      }
    }
    const parent = nodes[at + PARENT] as number
    if (parent < 0) {
      if (depth > total.depth) total.depth = depth
      total.fields += fields
      total.aliases += aliases
      total.allAliases += allAliases
      total.directives += all
      total.cost += cost
    } else {
      const to = parent * SUM_COLUMNS
      if (depth > (sums[to + DEPTH] as number)) sums[to + DEPTH] = depth
      sums[to + FIELDS]! += fields
      sums[to + ALIASES]! += aliases
      sums[to + ALL_ALIASES]! += allAliases
      sums[to + ALL_DIRECTIVES]! += all
      sums[to + COST]! += cost
    }
  }
  if (total.aliases > total.mostAliases) total.mostAliases = total.aliases
  return saturated(total)
}

function saturated(total: Expanded): Expanded {
  total.depth = Math.min(total.depth, Number.MAX_SAFE_INTEGER)
  total.fields = Math.min(total.fields, Number.MAX_SAFE_INTEGER)
  total.aliases = Math.min(total.aliases, Number.MAX_SAFE_INTEGER)
  total.allAliases = Math.min(total.allAliases, Number.MAX_SAFE_INTEGER)
  total.directives = Math.min(total.directives, Number.MAX_SAFE_INTEGER)
  total.cost = Math.min(total.cost, Number.MAX_SAFE_INTEGER)
  total.mostAliases = Math.min(total.mostAliases, Number.MAX_SAFE_INTEGER)
  return total
}

void AFTER
