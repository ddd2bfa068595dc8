import { type Automaton, buildAutomaton, MAX_STATES } from '../automaton.ts'

/** Literals that one automaton finds. */
interface Part {
  readonly automaton: Automaton
  /** Id of its first literal. */
  readonly first: number
}

/** Finds which of many literals stand in a text; used after the screen has said that one does. */
export class LiteralIndex {
  readonly #parts: readonly Part[]
  readonly #seen: Uint8Array

  /** @param literals latin1 texts, compared without regard to ASCII case; an id is an index into them */
  constructor(literals: readonly string[]) {
    this.#parts = partsOf(literals)
    this.#seen = new Uint8Array(literals.length)
  }

  /** The ids of the literals in `bytes[start, end)`, each once, ascending. */
  find(bytes: Uint8Array, start: number, end: number): number[] {
    const found: number[] = []
    for (const { automaton, first } of this.#parts) {
      const { column, next, shift, outputs } = automaton
      let state = 0
      for (let i = start; i < end; i++) {
        state = next[(state << shift) | (column[bytes[i] as number] as number)] as number
        const ids = outputs[state]
        if (ids === undefined) continue
        for (const id of ids) {
          if (this.#seen[first + id] === 0) {
            this.#seen[first + id] = 1
            found.push(first + id)
          }
        }
      }
    }
    for (const id of found) this.#seen[id] = 0
    return found.sort((a, b) => a - b)
  }
}

/** As many literals to an automaton as it has states for: one for each of their bytes, at most. */
function partsOf(literals: readonly string[]): Part[] {
  const parts: Part[] = []
  let first = 0
  while (first < literals.length || parts.length === 0) {
    let end = first
    for (let states = 1; end < literals.length; end++) {
      states += (literals[end] as string).length
      if (states > MAX_STATES) break
    }
    parts.push({ automaton: buildAutomaton(literals.slice(first, end)), first })
    first = Math.max(end, first + 1)
  }
  return parts
}
