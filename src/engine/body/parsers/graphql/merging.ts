import { MUTATION } from './names.ts'
import {
  AFTER,
  ARGUMENTS,
  CLOSES_CYCLE,
  COLUMNS,
  type Definition,
  FIELD,
  HAS_SELECTIONS,
  INLINE,
  KEY,
  KIND,
  KINDS,
  NAME,
  Selections,
} from './selections.ts'

/** Nodes that are looked at to merge the selections of a document; one with more isn't merged to its end. */
export const MAX_MERGED = 50_000
/** Numbers of sets start anew past this. */
const HIGHEST_SET = 0x7fff0000 - MAX_MERGED
// Where a set stands.
const WITHIN = 0
const ROOT = 1
const MUTATION_ROOT = 2

/** Different root fields whose names are kept; whoever decides by them must see all. */
export const MAX_ROOT_FIELDS = 256

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
  #selections = new Selections()
  // By name: the set in which it was seen last as a response key, the node that was first there, and the group of those
  // of its nodes that select something; -1 if none does.
  #sets = new Int32Array(256)
  #firsts = new Int32Array(256)
  #groups = new Int32Array(256)
  /** By name: how often it was seen as a root field, and in which set. */
  #repeated = new Int32Array(256)
  #repeatedIn = new Int32Array(256)
  /** By definition: the set in which it was spread last. */
  #spreadIn = new Int32Array(64)
  /** The number of the set; sets of all documents have different ones, so that nothing must be wiped. */
  #set = 0
  // The groups of one operation, whose selections are a set each: lists of nodes.
  #first = new Int32Array(64)
  #last = new Int32Array(64)
  #groupCount = 0
  #member = new Int32Array(64)
  #next = new Int32Array(64)
  #memberCount = 0
  /** Where to go on, and up to where, after each fragment that is being collected. */
  readonly #returns: number[] = []

  /** Begins with another document. @param names how many different ones it has */
  restart(selections: Selections, names: number): void {
    this.isFull = false
    this.#looked = 0
    this.#selections = selections
    const definitions = selections.definitions.length
    const isNearEnd = this.#set > HIGHEST_SET
    if (names > this.#sets.length || definitions > this.#spreadIn.length || isNearEnd) {
      const size = Math.max(this.#sets.length, 2 * names)
      this.#sets = new Int32Array(size)
      this.#firsts = new Int32Array(size)
      this.#groups = new Int32Array(size)
      this.#repeated = new Int32Array(size)
      this.#repeatedIn = new Int32Array(size)
      this.#spreadIn = new Int32Array(Math.max(this.#spreadIn.length, 2 * definitions))
      this.#set = 0
    }
  }

  /** @param operation its place among the definitions */
  merge(operation: number): Merged {
    const merged: Merged = { duplicates: 0, overlaps: 0, mostRepeated: 0, rootFields: [] }
    const { nodes, definitions } = this.#selections
    const { start, end, type } = definitions[operation] as Definition
    this.#groupCount = 0
    this.#memberCount = 0
    this.#set++
    this.#collect(start, end, merged, type === MUTATION ? MUTATION_ROOT : ROOT)
    for (let group = 0; group < this.#groupCount && !this.isFull; group++) {
      this.#set++
      for (let at = this.#first[group] as number; at >= 0; at = this.#next[at] as number) {
        const node = this.#member[at] as number
        this.#collect(node + 1, nodes[node * COLUMNS + AFTER] as number, merged, WITHIN)
      }
    }
    return merged
  }

  /** Adds the selections `[start, end)` to the set. */
  #collect(start: number, end: number, merged: Merged, place: number): void {
    const { nodes } = this.#selections
    const sets = this.#sets
    const firsts = this.#firsts
    const set = this.#set
    const returns = this.#returns
    let i = start
    let stop = end
    let left = MAX_MERGED - this.#looked
    for (;;) {
      if (i === stop) {
        if (returns.length === 0) break
        stop = returns.pop() as number
        i = returns.pop() as number
        continue
      }
      if (left-- === 0) {
        this.isFull = true
        returns.length = 0
        break
      }
      const at = i * COLUMNS
      const kind = nodes[at + KIND] as number
      if ((kind & KINDS) === FIELD) {
        const key = nodes[at + KEY] as number
        if (sets[key] !== set) {
          sets[key] = set
          firsts[key] = i
          this.#groups[key] = -1
          if ((kind & HAS_SELECTIONS) !== 0) this.#addToGroup(key, i)
          if (place !== WITHIN) this.#addToRoot(nodes[at + NAME] as number, merged, place)
        } else {
          const first = (firsts[key] as number) * COLUMNS
          if (nodes[first + NAME] !== nodes[at + NAME] || nodes[first + ARGUMENTS] !== nodes[at + ARGUMENTS]) {
            merged.overlaps++
          } else merged.duplicates++
          if ((kind & HAS_SELECTIONS) !== 0) this.#addToGroup(key, i)
        }
        i = nodes[at + AFTER] as number
      } else if ((kind & KINDS) === INLINE) {
        // Its selections are the next nodes, and then those beside it.
        i++
      } else {
        i++
        const fragment = this.#spread(nodes[at + KEY] as number, kind, merged)
        if (fragment === undefined) continue
        returns.push(i, stop)
        i = fragment.start
        stop = fragment.end
      }
    }
    this.#looked = MAX_MERGED - Math.max(left, 0)
  }

  /** The fragment that a spread stands for, if it is new to the set. */
  #spread(name: number, kind: number, merged: Merged): Definition | undefined {
    if ((kind & CLOSES_CYCLE) !== 0) return undefined
    const fragment = this.#selections.fragment(name)
    if (fragment < 0) return undefined
    if (this.#spreadIn[fragment] === this.#set) {
      merged.duplicates++
      return undefined
    }
    this.#spreadIn[fragment] = this.#set
    return this.#selections.definitions[fragment]
  }

  /** A field of the root under a response key of its own. */
  #addToRoot(name: number, merged: Merged, place: number): void {
    const isNew = this.#repeatedIn[name] !== this.#set
    this.#repeatedIn[name] = this.#set
    const count = isNew ? 1 : (this.#repeated[name] as number) + 1
    this.#repeated[name] = count
    if (isNew) {
      if (merged.rootFields.length < MAX_ROOT_FIELDS) merged.rootFields.push(name)
      else this.isFull = true
    }
    if (place === MUTATION_ROOT && count > merged.mostRepeated) merged.mostRepeated = count
  }

  #addToGroup(key: number, node: number): void {
    const place = this.#memberCount++
    if (place === this.#member.length) this.#makeRoomForMembers()
    this.#member[place] = node
    this.#next[place] = -1
    let group = this.#groups[key] as number
    if (group < 0) {
      group = this.#groupCount++
      if (group === this.#first.length) this.#makeRoomForGroups()
      this.#groups[key] = group
      this.#first[group] = place
    } else this.#next[this.#last[group] as number] = place
    this.#last[group] = place
  }

  #makeRoomForGroups(): void {
    this.#first = larger(this.#first)
    this.#last = larger(this.#last)
  }

  #makeRoomForMembers(): void {
    this.#member = larger(this.#member)
    this.#next = larger(this.#next)
  }
}

function larger(array: Int32Array): Int32Array<ArrayBuffer> {
  const copy = new Int32Array(array.length * 2)
  copy.set(array)
  return copy
}
