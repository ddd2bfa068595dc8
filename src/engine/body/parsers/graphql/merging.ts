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
  // By name: the set in which it was seen last as a response key, and its group there.
  #sets = new Int32Array(256)
  #groups = new Int32Array(256)
  /** By name: how often it was seen as a root field, and in which set. */
  #repeated = new Int32Array(256)
  #repeatedIn = new Int32Array(256)
  /** By definition: the set in which it was spread last. */
  #spreadIn = new Int32Array(64)
  /** The number of the set; sets of all documents have different ones, so that nothing must be wiped. */
  #set = 0
  // The groups of one operation: the fields with one response key in one set, as a list.
  #first = new Int32Array(256)
  #last = new Int32Array(256)
  #groupCount = 0
  #member = new Int32Array(256)
  #next = new Int32Array(256)
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
    this.#collect(start, end, merged)
    this.#root(type === MUTATION, merged)
    for (let group = 0; group < this.#groupCount && !this.isFull; group++) {
      const first = (this.#member[this.#first[group] as number] as number) * COLUMNS
      if (this.#first[group] === this.#last[group] && ((nodes[first + KIND] as number) & HAS_SELECTIONS) === 0) continue
      this.#set++
      for (let at = this.#first[group] as number; at >= 0; at = this.#next[at] as number) {
        const node = this.#member[at] as number
        this.#collect(node + 1, nodes[node * COLUMNS + AFTER] as number, merged)
      }
    }
    return merged
  }

  /** The groups so far are those of the root. */
  #root(isMutation: boolean, merged: Merged): void {
    const { nodes } = this.#selections
    for (let group = 0; group < this.#groupCount; group++) {
      const name = nodes[(this.#member[this.#first[group] as number] as number) * COLUMNS + NAME] as number
      const isNew = this.#repeatedIn[name] !== this.#set
      this.#repeatedIn[name] = this.#set
      const count = isNew ? 1 : (this.#repeated[name] as number) + 1
      this.#repeated[name] = count
      if (isNew) {
        if (merged.rootFields.length < MAX_ROOT_FIELDS) merged.rootFields.push(name)
        else this.isFull = true
      }
      if (isMutation && count > merged.mostRepeated) merged.mostRepeated = count
    }
  }

  /** Adds the selections `[start, end)` to the set. */
  #collect(start: number, end: number, merged: Merged): void {
    const { nodes, definitions } = this.#selections
    const returns = this.#returns
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
        returns.length = 0
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
      if (((nodes[at + KIND] as number) & CLOSES_CYCLE) !== 0) continue
      const fragment = this.#selections.fragment(nodes[at + KEY] as number)
      if (fragment < 0) continue
      if (this.#spreadIn[fragment] === this.#set) {
        merged.duplicates++
        continue
      }
      this.#spreadIn[fragment] = this.#set
      returns.push(i, stop)
      const definition = definitions[fragment] as Definition
      i = definition.start
      stop = definition.end
    }
  }

  #add(node: number, merged: Merged): void {
    const { nodes } = this.#selections
    const at = node * COLUMNS
    const key = nodes[at + KEY] as number
    const place = this.#memberCount
    if (this.#sets[key] !== this.#set) {
      const group = this.#groupCount++
      if (group === this.#first.length) this.#makeRoomForGroups()
      this.#sets[key] = this.#set
      this.#groups[key] = group
      this.#first[group] = place
      this.#last[group] = place
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
    if (place === this.#member.length) this.#makeRoomForMembers()
    this.#member[place] = node
    this.#next[place] = -1
    this.#memberCount++
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
