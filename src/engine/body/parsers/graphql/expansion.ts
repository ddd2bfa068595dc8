import { FRAGMENT, SCHEMA_FIELD, TYPE_FIELD, TYPENAME } from './names.ts'
import {
  ALIASED,
  CLOSES_CYCLE,
  COLUMNS,
  type Definition,
  DIRECTIVES,
  FIELD,
  HAS_SELECTIONS,
  KEY,
  KIND,
  KINDS,
  NAME,
  PARENT,
  type Selections,
  SPREAD,
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
  readonly definitions: Expanded[]
  hasCycle: boolean
  /** Spreads of fragments that the document doesn't have. */
  undefinedFragments: number
  /** Fragments that no operation comes to. */
  unusedFragments: number
  /** Fragments with the name of one before them; the last one counts, as in graphql-js. */
  repeatedFragments: number
}

const NEW = 0
const BEGUN = 1
const DONE = 2

// Of the document that is being expanded; nothing else runs meanwhile.
/** By node; all zero again once a document has been added up. */
let allSums = new Float64Array(256 * SUM_COLUMNS)
let states = new Uint8Array(64)
let isUsed = new Uint8Array(64)
/** Where to go on in the spreads of each definition that has begun. */
let places = new Int32Array(64)
const begun: number[] = []

function makeRoom({ count, definitions }: Selections): void {
  if (allSums.length < count * SUM_COLUMNS) allSums = new Float64Array(2 * count * SUM_COLUMNS)
  if (states.length < definitions.length) {
    states = new Uint8Array(2 * definitions.length)
    isUsed = new Uint8Array(2 * definitions.length)
    places = new Int32Array(2 * definitions.length)
  }
  for (let i = 0; i < definitions.length; i++) {
    states[i] = NEW
    isUsed[i] = 0
  }
}

/**
 * Expands each definition once, fragments before what spreads them, and adds up from the innermost node outwards. Linear in
 * the nodes, whatever they would expand to; sums stop at the highest whole number that is exact.
 */
export function expand(selections: Selections): Expansion {
  const { definitions } = selections
  const expansion: Expansion = {
    definitions: [],
    hasCycle: false,
    undefinedFragments: 0,
    unusedFragments: 0,
    repeatedFragments: 0,
  }
  makeRoom(selections)
  for (let i = 0; i < definitions.length; i++) {
    if (definitions[i]?.type !== FRAGMENT) expandFrom(i, selections, expansion)
  }
  for (let i = 0; i < definitions.length; i++) {
    const { type, name } = definitions[i] as Definition
    if (type !== FRAGMENT) continue
    if (isUsed[i] === 0) expansion.unusedFragments++
    if (selections.fragment(name) !== i) expansion.repeatedFragments++
  }
  // What no operation comes to is looked at all the same: it may hold a cycle.
  for (let i = 0; i < definitions.length; i++) if (states[i] === NEW) expandFrom(i, selections, expansion)
  return expansion
}

function begin(index: number, selections: Selections): void {
  states[index] = BEGUN
  places[index] = (selections.definitions[index] as Definition).firstSpread
  begun.push(index)
}

function expandFrom(first: number, selections: Selections, expansion: Expansion): void {
  begin(first, selections)
  while (begun.length > 0) {
    const index = begun.at(-1) as number
    if (findNew(index, selections, expansion)) continue
    begun.pop()
    states[index] = DONE
    expansion.definitions[index] = addUp(selections, index, expansion.definitions)
  }
}

/** Goes on in a definition up to a spread of a fragment that is new, and begins that. @returns false at its end */
function findNew(index: number, selections: Selections, expansion: Expansion): boolean {
  const { nodes, definitions, spreads } = selections
  const end = index + 1 < definitions.length ? (definitions[index + 1] as Definition).firstSpread : spreads.length
  for (let i = places[index] as number; i < end; i++) {
    const at = (spreads[i] as number) * COLUMNS
    const fragment = selections.fragment(nodes[at + KEY] as number)
    if (fragment < 0) {
      expansion.undefinedFragments++
      continue
    }
    isUsed[fragment] = 1
    if (states[fragment] === BEGUN) {
      expansion.hasCycle = true
      nodes[at + KIND]! |= CLOSES_CYCLE
    } else if (states[fragment] === NEW) {
      places[index] = i + 1
      begin(fragment, selections)
      return true
    }
  }
  return false
}

/** Adds up a definition, all of whose fragments have been. */
function addUp(selections: Selections, index: number, expanded: readonly Expanded[]): Expanded {
  const { nodes } = selections
  const sums = allSums
  const { start, end, directives: ownDirectives } = selections.definitions[index] as Definition
  const total: Expanded = {
    depth: 0,
    fields: 0,
    aliases: 0,
    allAliases: 0,
    directives: ownDirectives,
    cost: 0,
    mostAliases: 0,
    introspects: false,
  }
  for (let node = end - 1; node >= start; node--) {
    const at = node * COLUMNS
    const own = node * SUM_COLUMNS
    const kind = nodes[at + KIND] as number
    const parent = nodes[at + PARENT] as number
    const name = nodes[at + NAME] as number
    const directives = nodes[at + DIRECTIVES] as number
    if (kind === FIELD && directives === 0 && parent >= 0 && name !== SCHEMA_FIELD && name !== TYPE_FIELD) {
      // Most are of this kind: fields without anything.
      const to = parent * SUM_COLUMNS
      if (sums[to + DEPTH] === 0) sums[to + DEPTH] = 1
      sums[to + FIELDS]! += 1
      sums[to + COST]! += SCALAR_COST
      continue
    }
    let depth = sums[own + DEPTH] as number
    let fields = sums[own + FIELDS] as number
    let aliases = sums[own + ALIASES] as number
    let allAliases = sums[own + ALL_ALIASES] as number
    let all = (sums[own + ALL_DIRECTIVES] as number) + directives
    let cost = sums[own + COST] as number
    if (fields !== 0 || all !== 0) for (let column = 0; column < SUM_COLUMNS; column++) sums[own + column] = 0
    if ((kind & KINDS) === FIELD) {
      if (name === SCHEMA_FIELD || name === TYPE_FIELD) total.introspects = true
      if (aliases > total.mostAliases) total.mostAliases = aliases
      depth++
      fields = 1
      // `__isNode: __typename`, of which Relay adds one for each interface, asks for nothing.
      aliases = (kind & ALIASED) === 0 || name === TYPENAME ? 0 : 1
      allAliases += aliases
      cost = (kind & HAS_SELECTIONS) === 0 ? SCALAR_COST : OBJECT_COST + DEPTH_FACTOR * cost
    } else if ((kind & KINDS) === SPREAD && (kind & CLOSES_CYCLE) === 0) {
      const fragment = selections.fragment(nodes[at + KEY] as number)
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
      sums[to + COST]! += cost
      // Most fields have none.
      if (aliases !== 0) sums[to + ALIASES]! += aliases
      if (allAliases !== 0) sums[to + ALL_ALIASES]! += allAliases
      if (all !== 0) sums[to + ALL_DIRECTIVES]! += all
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
