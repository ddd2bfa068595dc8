/**
 * Aho-Corasick over bytes, ASCII case folded, as one dense table: a pass costs two loads per byte whatever the number
 * of literals (Aho and Corasick, 1975). Built at load, never changed after.
 */
export interface Automaton {
  /** Maps a byte to its column; bytes that no literal holds share column 0. */
  readonly column: Uint8Array
  /** Row offset of the next state, indexed by row offset + column. The start state is 0. */
  readonly next: Int32Array
  /** log2 of the row length; `state >> shift` is the state's index in `outputs`. */
  readonly shift: number
  /** The ids of the literals that end in a state, by state index; undefined for most. */
  readonly outputs: readonly (readonly number[] | undefined)[]
}

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

  const rows: Int32Array[] = [new Int32Array(width).fill(-1)]
  const outputs: (number[] | undefined)[] = [undefined]
  literals.forEach((literal, id) => {
    let state = 0
    for (let i = 0; i < literal.length; i++) {
      const c = column[foldByte(literal.charCodeAt(i))] as number
      const row = rows[state] as Int32Array
      if (row[c] === -1) {
        row[c] = rows.length
        rows.push(new Int32Array(width).fill(-1))
        outputs.push(undefined)
      }
      state = row[c] as number
    }
    outputs[state] = [...(outputs[state] ?? []), id]
  })

  // Breadth first: a missing edge goes where the longest proper suffix would go, so the scan never falls back.
  const fail = new Int32Array(rows.length)
  const queue: number[] = []
  const start = rows[0] as Int32Array
  for (let c = 0; c < width; c++) {
    if (start[c] === -1) start[c] = 0
    else queue.push(start[c] as number)
  }
  for (let head = 0; head < queue.length; head++) {
    const state = queue[head] as number
    const suffix = fail[state] as number
    const inherited = outputs[suffix]
    if (inherited) outputs[state] = [...(outputs[state] ?? []), ...inherited]
    const row = rows[state] as Int32Array
    for (let c = 0; c < width; c++) {
      const viaSuffix = (rows[suffix] as Int32Array)[c] as number
      if (row[c] === -1) row[c] = viaSuffix
      else {
        fail[row[c] as number] = viaSuffix
        queue.push(row[c] as number)
      }
    }
  }

  const next = new Int32Array(rows.length * width)
  rows.forEach((row, state) => {
    for (let c = 0; c < width; c++) next[(state << shift) + c] = (row[c] as number) << shift
  })
  return { column, next, shift, outputs }
}
