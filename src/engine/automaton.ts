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

const MISSING = -1
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

  // A state at most for each character of each literal, and the start.
  const capacity = literals.reduce((sum, literal) => sum + literal.length, 1)
  const next = new Int32Array(capacity << shift).fill(MISSING)
  const outputs: (number[] | undefined)[] = [undefined]
  literals.forEach((literal, id) => {
    let state = 0
    for (let i = 0; i < literal.length; i++) {
      const edge = (state << shift) | (column[foldByte(literal.charCodeAt(i))] as number)
      if (next[edge] === MISSING) next[edge] = outputs.push(undefined) - 1
      state = next[edge] as number
    }
    const here = outputs[state]
    if (here) here.push(id)
    else outputs[state] = [id]
  })

  // Breadth first: a missing edge goes where the longest proper suffix would go, so the scan never falls back.
  const states = outputs.length
  if (states > MAX_STATES) throw new RangeError(`an automaton takes at most ${MAX_STATES} states`)
  const suffixOf = new Int32Array(states)
  const queue = new Int32Array(states)
  let queued = 0
  for (let c = 0; c < width; c++) {
    if (next[c] === MISSING) next[c] = 0
    else queue[queued++] = next[c] as number
  }
  for (let head = 0; head < queued; head++) {
    const state = queue[head] as number
    const suffix = suffixOf[state] as number
    const inherited = outputs[suffix]
    if (inherited) outputs[state] = [...(outputs[state] ?? []), ...inherited]
    for (let c = 0; c < width; c++) {
      const viaSuffix = next[(suffix << shift) | c] as number
      const edge = (state << shift) | c
      if (next[edge] === MISSING) next[edge] = viaSuffix
      else {
        suffixOf[next[edge] as number] = viaSuffix
        queue[queued++] = next[edge] as number
      }
    }
  }
  return { column, next: Uint16Array.from(next.subarray(0, states << shift)), shift, outputs }
}
