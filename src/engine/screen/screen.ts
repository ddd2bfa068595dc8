import { UNKNOWN } from '../asking/tellers.ts'
import type { Tells } from '../types.ts'
import { Ahead, MAX_WAKERS, NON_ASCII } from './ahead.ts'
import { COLUMN_BITS, type Core, chooseGrams, GRAM_MASK, type Grams } from './grams.ts'
import { QuickLook } from './quick-look.ts'
import { type Ask, Suspects } from './suspects.ts'

/** A party that wants to be woken by some bytes or literals: a detector, a view, or all signatures together. */
export interface Waker {
  readonly name: string
  /** Single bytes (latin1 characters), any of which wakes it. */
  readonly bytes: string
  /** Literals of 2 bytes or more in UTF-8, any of which wakes it, without regard to ASCII case. */
  readonly literals: readonly string[]
  /** Bytes and literals that wake it only where `tells` says so. */
  readonly asked?: ReadonlySet<string> | undefined
  readonly tells?: Tells | undefined
  /** See `Detector.teller`. */
  readonly teller?: number | undefined
  /** The same where punctuation is ordinary; without it, whatever is asked for wakes there. */
  readonly standsAlone?: Tells | undefined
}

const SHORTEST_LITERAL = 2
/** A mark holds its extent in a byte each way. */
const MAX_LITERAL = 255
/** What `Accept`, `Sec-CH-UA`, `Cache-Control` and their like are written with. */
const PUNCTUATION = Buffer.from('";=/*(),:?+-_.')

/**
 * One pass over a value's bytes that says who has to look at it. Never says "no" wrongly: whoever isn't woken could
 * not have found anything, by its own declaration.
 *
 * The pass looks at one bit of a table for every three bytes in a row; only where it is set are literals compared. grams.ts
 * says how the bits are chosen.
 */
export class Screen {
  /** The bit of each waker in `scan`'s answer, by name. */
  readonly bits: ReadonlyMap<string, number>
  readonly #grams: Grams
  readonly #suspects: Suspects
  /** Who is woken by a byte, and who is where punctuation is ordinary. */
  readonly #byteMask = new Int32Array(256)
  readonly #structuredByteMask: Int32Array
  /** Who is asked about a byte. */
  readonly #askedByteMask = new Int32Array(256)
  /** Who is asked, by the number of its bit. */
  readonly #tells: readonly (Tells | undefined)[]
  readonly #standsAlone: readonly (Tells | undefined)[]

  /** Where something telling ends, in the value that is being looked at. */
  #telling = new Int32Array(1_024)

  // What was taken in: of the request itself, and of a document in one of its values.
  readonly #outer: Ahead
  readonly #inner: Ahead
  /** Takes in what was not: one value at a time. */
  readonly #alone: Ahead

  constructor(wakers: readonly Waker[]) {
    if (wakers.length > MAX_WAKERS) throw new RangeError(`a screen takes at most ${MAX_WAKERS} wakers`)
    this.bits = new Map(wakers.map((waker, index) => [waker.name, 1 << index]))
    this.#tells = wakers.map(({ tells }) => tells)
    this.#standsAlone = wakers.map(({ standsAlone }) => standsAlone)
    for (const { name, bytes, asked } of wakers) {
      for (const character of bytes) {
        const mask = asked?.has(character) ? this.#askedByteMask : this.#byteMask
        mask[character.charCodeAt(0)]! |= this.bits.get(name) as number
      }
    }
    // Where punctuation is ordinary, one that is seen may be the only one that is: nobody is asked.
    this.#structuredByteMask = this.#byteMask.map((mask, byte) =>
      PUNCTUATION.includes(byte) ? 0 : mask | (this.#askedByteMask[byte] as number),
    )
    const known = this.#literals(wakers)
    const literals = [...known.keys()]
    const alarms = [...this.#byteMask.keys()].filter(
      (byte) => this.#byteMask[byte] !== 0 || this.#askedByteMask[byte] !== 0,
    )
    this.#grams = chooseGrams(literals, alarms)
    const { cores } = this.#grams
    this.#suspects = new Suspects(
      Array.from(known, ([literal, masks], id) => {
        return { literal, ...masks, isPunctuation: isPunctuation(literal), core: cores[id] as Core }
      }),
      this.#ask,
    )
    const tellers = Uint8Array.from(wakers, ({ teller }) => teller ?? UNKNOWN)
    const look = () =>
      QuickLook.of(this.#grams, this.#suspects, this.#byteMask, this.#structuredByteMask, this.#askedByteMask, tellers)
    this.#outer = new Ahead(look, this.#structuredByteMask, this.#ask)
    this.#inner = new Ahead(look, this.#structuredByteMask, this.#ask)
    this.#alone = new Ahead(look, this.#structuredByteMask, this.#ask)
  }

  /** Who is woken by each literal, and who is asked about it, but for those whom a part of it wakes anyway. */
  #literals(wakers: readonly Waker[]): Map<string, { mask: number; askedMask: number }> {
    const known = new Map<string, { mask: number; askedMask: number }>()
    const wakesAnywhere = this.#byteMask.map((mask, byte) => mask & (this.#structuredByteMask[byte] as number))
    for (const { name, literals, asked } of wakers) {
      const bit = this.bits.get(name) as number
      const own = literals.map((literal) => ({ folded: fold(literal), isAsked: asked?.has(literal) ?? false }))
      const parts = Map.groupBy(
        own.flatMap(({ folded, isAsked }) => (isAsked || isPunctuation(folded) ? [] : [folded])),
        (literal) => literal.slice(0, SHORTEST_LITERAL),
      )
      for (const { folded, isAsked } of own) {
        if (folded.length < SHORTEST_LITERAL)
          throw new RangeError(`${name}: literal "${folded}" is shorter than ${SHORTEST_LITERAL} bytes`)
        if (folded.length > MAX_LITERAL) throw new RangeError(`${name}: a literal is longer than ${MAX_LITERAL} bytes`)
        const isWokenAnyway =
          Buffer.from(folded, 'latin1').some((byte) => (wakesAnywhere[byte]! & bit) !== 0) || hasPart(folded, parts)
        if (isWokenAnyway) continue
        const its = known.get(folded) ?? { mask: 0, askedMask: 0 }
        if (isAsked) its.askedMask |= bit
        else its.mask |= bit
        known.set(folded, its)
      }
    }
    return known
  }

  /** What takes in the request itself (level 0), or a document that stands in one of its values (level 1). */
  ahead(level: number): Ahead {
    return level === 0 ? this.#outer : this.#inner
  }

  /**
   * The bits of everyone who has to look at `bytes[start, end)`.
   * @param structured the value is one of a header whose grammar consists of tokens, parameters and quoted strings:
   *   its ordinary punctuation wakes nobody
   * @param wanted who is of interest; nothing may be said of others
   */
  scan(bytes: Uint8Array, start: number, end: number, structured: boolean, wanted = -1): number {
    const seen = this.#aheadOf(bytes, start, end)?.scan(bytes, start, end, structured, wanted)
    this.#alone.forget()
    if (seen !== undefined) return seen
    if (end - start > this.#telling.length) this.#telling = new Int32Array(2 * (end - start))
    const { column, bits: grams } = this.#grams
    const telling = this.#telling
    let count = 0
    let gram = 0
    let every = 0
    // No branch but the loop's, and no call: it sees every byte of every request.
    for (let i = start; i < end; i++) {
      const byte = bytes[i] as number
      every |= byte
      gram = ((gram << COLUMN_BITS) | (column[byte] as number)) & GRAM_MASK
      telling[count] = i
      count += ((grams[gram >>> 5] as number) >>> gram) & 1
    }
    let mask = every > 0x7f ? NON_ASCII : 0
    for (let i = 0; i < count; i++) mask = this.#look(bytes, start, end, telling[i] as number, structured, mask)
    return mask
  }

  /** See `Ahead.isQuiet`; false of what is too short or too long for it. */
  isQuiet(
    bytes: Uint8Array,
    start: number,
    end: number,
    isName: boolean,
    structured: boolean,
    wanted: number,
  ): boolean {
    const isQuiet = this.#aheadOf(bytes, start, end)?.isQuiet(bytes, start, end, isName, structured, wanted)
    this.#alone.forget()
    return isQuiet ?? false
  }

  /** In whose memory a value lies; undefined if it is too short or too long for it. */
  #aheadOf(bytes: Uint8Array, start: number, end: number): Ahead | undefined {
    if (this.#outer.holds(bytes, start, end)) return this.#outer
    if (this.#inner.holds(bytes, start, end)) return this.#inner
    // Whoever looks at names may look at those of a URL's query.
    return this.#alone.load(bytes, start, end, -1, 0) === undefined ? undefined : this.#alone
  }

  /** Adds to `mask` who is woken by the byte at `at`, or by a literal whose core ends with it. */
  #look(bytes: Uint8Array, start: number, end: number, at: number, structured: boolean, mask: number): number {
    const byte = bytes[at] as number
    const byteMask = structured ? this.#structuredByteMask : this.#byteMask
    let woken = mask | (byteMask[byte] as number)
    const asked = structured ? 0 : (this.#askedByteMask[byte] as number) & ~woken
    if (asked !== 0) woken |= this.#ask(asked, bytes, start, end, at, false)
    return this.#suspects.look(bytes, start, end, at, structured, woken)
  }

  /** Who of the asked is woken by what begins at `at`. */
  readonly #ask: Ask = (asked, bytes, start, end, at, structured) => {
    const asks = structured ? this.#standsAlone : this.#tells
    let woken = 0
    for (let left = asked; left !== 0; left &= left - 1) {
      const tells = asks[31 - Math.clz32(left & -left)]
      if (tells === undefined || tells(bytes, start, end, at)) woken |= left & -left
    }
    return woken
  }
}

/** The bytes of a literal in UTF-8, ASCII case folded, as latin1. */
function fold(literal: string): string {
  return Buffer.from(literal, 'utf8')
    .latin1Slice()
    .replace(/[A-Z]+/g, (capitals) => capitals.toLowerCase())
}

function isPunctuation(literal: string): boolean {
  return Buffer.from(literal, 'latin1').every((byte) => PUNCTUATION.includes(byte))
}

/** Whether a shorter literal stands in a literal. @param others by the bytes with which they begin */
function hasPart(literal: string, others: ReadonlyMap<string, readonly string[]>): boolean {
  for (let from = 0; from + SHORTEST_LITERAL <= literal.length; from++) {
    const parts = others.get(literal.slice(from, from + SHORTEST_LITERAL))
    if (parts?.some((part) => part.length < literal.length && literal.startsWith(part, from))) return true
  }
  return false
}
