import { MUTATION } from './names.ts'
import {
  AFTER,
  ARGUMENTS,
  COLUMNS,
  FIELD,
  HAS_SELECTIONS,
  INLINE,
  KEY,
  KIND,
  KINDS,
  NAME,
  type Selections,
} from './selections.ts'

/** Nodes that are looked at to merge the selections of a document; one with more isn't merged to its end. */
export const MAX_MERGED = 50_000
/** Root fields whose names are kept. */
export const MAX_ROOT_FIELDS = 32

/** What an operation comes to once selections with the same response key are merged, as a server does it. */
export interface Merged {
  /** Fields and spreads that select again what is selected in the same place. */
  duplicates: number
  /** Fields with the response key of another one in the same place that is a different field or has other arguments. */
  overlaps: number
  /** How often a mutation runs one root field, under as many response keys. */
  mostRepeated: number
  /** The names of different root fields. */
  readonly rootFields: number[]
}

/**
 * Merges selections as a server does: fields of fragments and inline fragments stand where they are spread, each
 * fragment once in a set; selections of fields with one response key are one set. Since a set is merged once for each
 * path to it, documents that fan out would take for ever: what is looked at is bounded.
 */
export class Merger {
  /** It didn't come to an end. */
  isFull = false
  #looked = 0
  readonly #selections: Selections
  readonly #definitionOf: (fragment: number) => number
  // By name: the set in which it was seen last as a response key, and its group there.
  readonly #sets: Int32Array
  readonly #groups: Int32Array
  /** By name: how often it was seen as a mutation's root field, plus the set. */
  readonly #repeated: Int32Array
  readonly #repeatedIn: Int32Array
  /** By definition: the set in which it was spread last. */
  readonly #spreadIn: Int32Array
  #set = 0
  // The groups of one operation: the fields with one response key in one set, as a list.
  readonly #first: number[] = []
  readonly #last: number[] = []
  readonly #member: number[] = []
  readonly #next: number[] = []

  constructor(selections: Selections, names: number, definitionOf: (fragment: number) => number) {
    this.#selections = selections
    this.#definitionOf = definitionOf
    this.#sets = new Int32Array(names)
    this.#groups = new Int32Array(names)
    this.#repeated = new Int32Array(names)
    this.#repeatedIn = new Int32Array(names)
    this.#spreadIn = new Int32Array(selections.definitions.length)
  }

  /** @param operation its place among the definitions */
  merge(operation: number): Merged {
    const merged: Merged = { duplicates: 0, overlaps: 0, mostRepeated: 0, rootFields: [] }
    const { start, end, type } = this.#selections.definitions[operation] as Selections['definitions'][number]
    this.#first.length = this.#last.length = this.#member.length = this.#next.length = 0
    this.#set++
    this.#collect(start, end, merged)
    this.#root(type === MUTATION, merged)
    for (let group = 0; group < this.#first.length && !this.isFull; group++) {
      this.#set++
      for (let at = this.#first[group] as number; at >= 0; at = this.#next[at] as number) {
        const node = this.#member[at] as number
        this.#collect(node + 1, this.#selections.nodes[node * COLUMNS + AFTER] as number, merged)
      }
    }
    return merged
  }

  /** The groups so far are those of the root. */
  #root(isMutation: boolean, merged: Merged): void {
    const { nodes } = this.#selections
    for (const first of this.#first) {
      const name = nodes[(this.#member[first] as number) * COLUMNS + NAME] as number
      const isNew = this.#repeatedIn[name] !== this.#set
      this.#repeatedIn[name] = this.#set
      const count = isNew ? 1 : (this.#repeated[name] as number) + 1
      this.#repeated[name] = count
      if (isNew && merged.rootFields.length < MAX_ROOT_FIELDS) merged.rootFields.push(name)
      if (isMutation && count > merged.mostRepeated) merged.mostRepeated = count
    }
  }

  /** Adds the selections `[start, end)` to the set. */
  #collect(start: number, end: number, merged: Merged): void {
    const { nodes, definitions } = this.#selections
    const returns: number[] = []
    let i = start
    let stop = end
    for (;;) {
      if (i === stop) {
        if (returns.length === 0) return
        stop = returns.pop() as number
        i = returns.pop() as number
        continue
      }
      if (++this.#looked > MAX_MERGED) {
        this.isFull = true
        return
      }
      const at = i * COLUMNS
      const kind = (nodes[at + KIND] as number) & KINDS
      if (kind === INLINE) {
        // Its selections are the next nodes, and then those beside it.
        i++
        continue
      }
      if (kind === FIELD) {
        this.#add(i, merged)
        i = nodes[at + AFTER] as number
        continue
      }
      i++
      const fragment = this.#definitionOf(nodes[at + KEY] as number)
      if (fragment < 0) continue
      if (this.#spreadIn[fragment] === this.#set) {
        merged.duplicates++
        continue
      }
      this.#spreadIn[fragment] = this.#set
      returns.push(i, stop)
      const definition = definitions[fragment] as Selections['definitions'][number]
      i = definition.start
      stop = definition.end
    }
  }

  #add(node: number, merged: Merged): void {
    const { nodes } = this.#selections
    const at = node * COLUMNS
    const key = nodes[at + KEY] as number
    const place = this.#member.length
    if (this.#sets[key] !== this.#set) {
      this.#sets[key] = this.#set
      this.#groups[key] = this.#first.length
      this.#first.push(place)
      this.#last.push(place)
    } else {
      const group = this.#groups[key] as number
      const other = (this.#member[this.#first[group] as number] as number) * COLUMNS
      if (nodes[other + NAME] === nodes[at + NAME] && nodes[other + ARGUMENTS] === nodes[at + ARGUMENTS]) {
        merged.duplicates++
      } else merged.overlaps++
      if (((nodes[at + KIND] as number) & HAS_SELECTIONS) === 0) return
      this.#next[this.#last[group] as number] = place
      this.#last[group] = place
    }
    this.#member.push(node)
    this.#next.push(-1)
  }
}
