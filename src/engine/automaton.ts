/**
 * Aho-Corasick over bytes, ASCII case folded, as one dense table: a pass costs two loads per byte whatever the number
 * of literals (Aho and Corasick, 1975). Built at load, never changed after.
 */
export interface Automaton {
  /** Maps a byte to its column; bytes that no literal holds share column 0. */
  readonly column: Uint8Array
  /** The next state, by `(state << shift) | column`: narrow, for the caches. The start state is 0. */
  readonly next: Uint16Array
  /** log2 of the number of columns. */
  readonly shift: number
  /** The ids of the literals that end in a state; undefined for most. */
  readonly outputs: readonly (readonly number[] | undefined)[]
}

/** States that an automaton has at most. */
export const MAX_STATES = 0x10000

/** Folds A–Z to a–z, leaves every other byte. */
export function foldByte(byte: number): number {
  return byte >= 0x41 && byte <= 0x5a ? byte | 0x20 : byte
}

/**
 * @param literals latin1 texts, one byte per character; a literal's id is its index
 */
export function buildAutomaton(literals: readonly string[]): Automaton {
  const column = new Uint8Array(256)
  let columns = 1
  for (const literal of literals) {
    for (let i = 0; i < literal.length; i++) {
      const byte = foldByte(literal.charCodeAt(i))
      if (column[byte] === 0) column[byte] = columns++
    }
  }
  for (let byte = 0x41; byte <= 0x5a; byte++) column[byte] = column[byte | 0x20] as number
  const shift = Math.ceil(Math.log2(columns))
  const width = 1 << shift

  const trie = new Trie(literals.reduce((sum, literal) => sum + literal.length, 1))
  const ends = literals.map((literal) => {
    let state = START
    for (let i = 0; i < literal.length; i++) {
      state = trie.childOf(state, column[foldByte(literal.charCodeAt(i))] as number)
    }
    return state
  })
  const { states, firstChild, sibling, edge } = trie
  if (states > MAX_STATES) throw new RangeError(`an automaton takes at most ${MAX_STATES} states`)
  const outputs = new Array<number[] | undefined>(states).fill(undefined)
  for (const [id, state] of ends.entries()) {
    const here = outputs[state]
    if (here) here.push(id)
    else outputs[state] = [id]
  }

  // Breadth first: a missing edge goes where the longest proper suffix would go, so the scan never falls back.
  const next = new Uint16Array(states << shift)
  const suffixOf = new Uint16Array(states)
  const queue = new Uint16Array(states)
  let queued = 1
  for (let head = 0; head < queued; head++) {
    const state = queue[head] as number
    const row = state << shift
    const suffix = suffixOf[state] as number
    const inherited = outputs[suffix]
    if (inherited && state !== START) outputs[state] = [...(outputs[state] ?? []), ...inherited]
    next.copyWithin(row, suffix << shift, (suffix << shift) + width)
    for (let child = firstChild[state] as number; child !== NONE; child = sibling[child] as number) {
      const to = row | (edge[child] as number)
      if (state !== START) suffixOf[child] = next[to] as number
      next[to] = child
      queue[queued++] = child
    }
  }
  return { column, next, shift, outputs }
}

const START = 0
/** No state: none leads to the start. */
const NONE = 0

/** The literals' states while they are put together: each knows its first child and its next sibling. */
class Trie {
  states = 1
  readonly firstChild: Uint32Array
  readonly sibling: Uint32Array
  /** The column of the edge that leads to a state. */
  readonly edge: Uint8Array

  /** @param capacity states at most */
  constructor(capacity: number) {
    this.firstChild = new Uint32Array(capacity)
    this.sibling = new Uint32Array(capacity)
    this.edge = new Uint8Array(capacity)
  }

  /** The state to which an edge leads; made if there is none. */
  childOf(state: number, column: number): number {
    const first = this.firstChild[state] as number
    for (let child = first; child !== NONE; child = this.sibling[child] as number) {
      if (this.edge[child] === column) return child
    }
    const made = this.states++
    this.edge[made] = column
    this.sibling[made] = first
    this.firstChild[state] = made
    return made
  }
}
