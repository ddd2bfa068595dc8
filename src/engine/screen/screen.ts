import { buildAutomaton } from '../automaton.ts'

function isPunctuation(literal: string): boolean {
  return Buffer.from(literal, 'latin1').every((byte) => PUNCTUATION.includes(byte))
}

/** A party that wants to be woken by some bytes or literals: a detector, a view, or all signatures together. */
export interface Waker {
  readonly name: string
  /** Single bytes (latin1 characters), any of which wakes it. */
  readonly bytes: string
  /** Literals of 2 bytes or more in UTF-8, any of which wakes it, without regard to ASCII case. */
  readonly literals: readonly string[]
}

const MAX_WAKERS = 31
/** What `Accept`, `Sec-CH-UA`, `Cache-Control` and their like are written with. */
const PUNCTUATION = Buffer.from('";=/*(),:?+-_.')
/** Set in a transition to a state in which a literal ends; the rest is the state. */
const ENDS = 0x8000
const MAX_STATES = 0x8000

/**
 * One pass over a value's bytes that says who has to look at it. Never says "no" wrongly: whoever isn't woken could
 * not have found anything, by its own declaration.
 */
export class Screen {
  /** The bit of each waker in `scan`'s answer, by name. */
  readonly bits: ReadonlyMap<string, number>
  readonly #column: Uint8Array
  readonly #shift: number
  /** The automaton's transitions by state and column, marked with `ENDS`. Narrow, since it has to fit the caches. */
  readonly #next: Uint16Array
  /** Who is woken in a state, and by a byte that isn't ASCII. */
  readonly #stateMask: Int32Array
  readonly #highMask = new Int32Array(256)
  /** The same for values whose own grammar is full of punctuation. */
  readonly #structuredStateMask: Int32Array

  constructor(wakers: readonly Waker[]) {
    if (wakers.length > MAX_WAKERS) throw new RangeError(`a screen takes at most ${MAX_WAKERS} wakers`)
    this.bits = new Map(wakers.map((waker, index) => [waker.name, 1 << index]))
    const masks = new Map<string, number>()
    const wake = (literal: string, bit: number) => masks.set(literal, (masks.get(literal) ?? 0) | bit)
    for (const { name, bytes, literals } of wakers) {
      const bit = this.bits.get(name) as number
      for (const character of bytes) {
        const byte = character.charCodeAt(0)
        if (byte < 0x80) wake(character.toLowerCase(), bit)
        else this.#highMask[byte]! |= bit
      }
      for (const literal of literals) {
        const folded = Buffer.from(literal.toLowerCase(), 'utf8').latin1Slice()
        if (folded.length < 2) throw new RangeError(`${name}: literal "${literal}" is shorter than 2 bytes`)
        wake(folded, bit)
      }
    }
    const literals = [...masks.keys()]
    const { column, next, shift, outputs } = buildAutomaton(literals)
    if (outputs.length > MAX_STATES) throw new RangeError(`a screen takes at most ${MAX_STATES} states`)
    const stateMask = (counts: (literal: string) => boolean) =>
      Int32Array.from(outputs, (ids = []) => {
        const ended = ids.map((id) => literals[id] as string).filter(counts)
        return ended.reduce((mask, literal) => mask | (masks.get(literal) as number), 0)
      })
    this.#stateMask = stateMask(() => true)
    this.#structuredStateMask = stateMask((literal) => !isPunctuation(literal))
    this.#column = column
    this.#shift = shift
    this.#next = new Uint16Array(next.length)
    for (let edge = 0; edge < next.length; edge++) {
      const state = (next[edge] as number) >> shift
      this.#next[edge] = outputs[state] ? state | ENDS : state
    }
  }

  /**
   * The bits of everyone who has to look at `bytes[start, end)`.
   * @param structured the value is one of a header whose grammar consists of tokens, parameters and quoted strings:
   *   its ordinary punctuation wakes nobody
   */
  scan(bytes: Uint8Array, start: number, end: number, structured: boolean): number {
    const column = this.#column
    const shift = this.#shift
    const next = this.#next
    const stateMask = structured ? this.#structuredStateMask : this.#stateMask
    const highMask = this.#highMask
    let mask = 0
    let state = 0
    for (let i = start; i < end; i++) {
      const byte = bytes[i] as number
      state = next[(state << shift) | (column[byte] as number)] as number
      if (state >= ENDS) {
        state ^= ENDS
        mask |= stateMask[state] as number
      }
      if (byte > 0x7f) mask |= highMask[byte] as number
    }
    return mask
  }
}
