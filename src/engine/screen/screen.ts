import { type Automaton, buildAutomaton } from './automaton.ts'

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

/** Set where the value holds a byte outside the base64 and base64url alphabets. */
export const NOT_BASE64 = 1 << 30
const MAX_WAKERS = 28
/** What `Accept`, `Sec-CH-UA`, `Cache-Control` and their like are written with. */
const PUNCTUATION = Buffer.from('";=/*(),:?+-_.')

/**
 * One pass over a value's bytes that says who has to look at it. Never says "no" wrongly: whoever isn't woken could
 * not have found anything, by its own declaration.
 */
export class Screen {
  /** The bit of each waker in `scan`'s answer, by name. */
  readonly bits: ReadonlyMap<string, number>
  readonly #automaton: Automaton
  readonly #byteMask = new Int32Array(256)
  /** For values whose own grammar is full of punctuation. */
  readonly #structuredMask: Int32Array
  readonly #stateMask: Int32Array
  readonly #structuredStateMask: Int32Array

  constructor(wakers: readonly Waker[]) {
    if (wakers.length > MAX_WAKERS) throw new RangeError(`a screen takes at most ${MAX_WAKERS} wakers`)
    this.bits = new Map(wakers.map((waker, index) => [waker.name, 1 << index]))
    const literalMask = new Map<string, number>()
    for (const waker of wakers) {
      const bit = this.bits.get(waker.name) as number
      for (const character of waker.bytes) this.#byteMask[character.charCodeAt(0)]! |= bit
      for (const literal of waker.literals) {
        const folded = Buffer.from(literal.toLowerCase(), 'utf8').latin1Slice()
        if (folded.length < 2) throw new RangeError(`${waker.name}: literal "${literal}" is shorter than 2 bytes`)
        literalMask.set(folded, (literalMask.get(folded) ?? 0) | bit)
      }
    }
    for (let byte = 0; byte < 256; byte++) {
      if (!/[A-Za-z0-9+/=_-]/.test(String.fromCharCode(byte))) this.#byteMask[byte]! |= NOT_BASE64
    }
    this.#structuredMask = this.#byteMask.map((mask, byte) => (PUNCTUATION.includes(byte) ? mask & NOT_BASE64 : mask))
    const literals = [...literalMask.keys()]
    this.#automaton = buildAutomaton(literals)
    const stateMask = (counts: (literal: string) => boolean) =>
      Int32Array.from(this.#automaton.outputs, (ids = []) => {
        const ended = ids.map((id) => literals[id] as string).filter(counts)
        return ended.reduce((mask, literal) => mask | (literalMask.get(literal) as number), 0)
      })
    this.#stateMask = stateMask(() => true)
    this.#structuredStateMask = stateMask((literal) => !isPunctuation(literal))
  }

  /**
   * The bits of everyone who has to look at `bytes[start, end)`, and `NOT_BASE64`.
   * @param structured the value is one of a header whose grammar consists of tokens, parameters and quoted strings:
   *   its ordinary punctuation wakes nobody
   */
  scan(bytes: Uint8Array, start: number, end: number, structured: boolean): number {
    const { column, next, shift } = this.#automaton
    const byteMask = structured ? this.#structuredMask : this.#byteMask
    const stateMask = structured ? this.#structuredStateMask : this.#stateMask
    let mask = 0
    let state = 0
    for (let i = start; i < end; i++) {
      const byte = bytes[i] as number
      state = next[state + (column[byte] as number)] as number
      mask |= (byteMask[byte] as number) | (stateMask[state >> shift] as number)
    }
    return mask
  }
}
