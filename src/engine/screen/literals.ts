import { buildAutomaton } from '../automaton.ts'

/** Finds which of many literals stand in a text; used after the screen has said that one does. */
export class LiteralIndex {
  readonly #automaton
  readonly #seen: Uint8Array

  /** @param literals latin1 texts, compared without regard to ASCII case; an id is an index into them */
  constructor(literals: readonly string[]) {
    this.#automaton = buildAutomaton(literals)
    this.#seen = new Uint8Array(literals.length)
  }

  /** The ids of the literals in `bytes[start, end)`, each once, ascending. */
  find(bytes: Uint8Array, start: number, end: number): number[] {
    const { column, next, shift, outputs } = this.#automaton
    const found: number[] = []
    let state = 0
    for (let i = start; i < end; i++) {
      state = next[(state << shift) | (column[bytes[i] as number] as number)] as number
      const ids = outputs[state]
      if (ids === undefined) continue
      for (const id of ids) {
        if (this.#seen[id] === 0) {
          this.#seen[id] = 1
          found.push(id)
        }
      }
    }
    for (const id of found) this.#seen[id] = 0
    return found.sort((a, b) => a - b)
  }
}
