import { foldByte } from '../automaton.ts'
import type { Core } from './grams.ts'

/** A literal, whom it wakes, and the bytes by which it is looked up. */
export interface Suspect {
  /** Folded, latin1. */
  readonly literal: string
  readonly mask: number
  /** Who is asked about it. */
  readonly askedMask: number
  /** Wakes nobody where punctuation is ordinary. */
  readonly isPunctuation: boolean
  readonly core: Core
}

export const SLOT_BITS = 14
/** log2 of the numbers that a slot has. */
export const SLOT_SHIFT = 2

// Of a slot: where its list of records begins, and what may stand right behind a core and right before it. Of these a bit for
// each five low bits of a byte, which letters have in common with their capitals; all bits if the literal ends there.
const FIRST = 0
export const BEHIND = 1
export const BEFORE = 2
const ANYTHING = -1
export const HASH_FACTOR = 0x9e3779b1

// Of a literal's record. A length of 0 ends a list of records.
const MASK = 0
const ASKED_MASK = 1
const IS_PUNCTUATION = 2
const LENGTH = 3
const CORE_END = 4
/** Where its bytes begin. */
const TEXT = 5
const RECORD = 6

export const FOLDED = Uint8Array.from({ length: 256 }, (_, byte) => foldByte(byte))

/** Says who of the asked is woken by what begins at `at`. */
export type Ask = (
  asked: number,
  bytes: Uint8Array,
  start: number,
  end: number,
  at: number,
  structured: boolean,
) => number

/**
 * Literals by the bytes of their cores. Nearly every core that is seen stands in another word than the literal's: the slot's bits
 * say so before the list is read.
 */
export class Suspects {
  readonly slots = new Int32Array(1 << (SLOT_BITS + SLOT_SHIFT))
  /** A bit for each two bytes that are a literal's core. */
  readonly pairs = new Uint8Array(1 << 13)
  readonly records: Int32Array
  /** The literals' bytes, one literal behind the other. */
  readonly text: Uint8Array

  readonly #ask: Ask

  constructor(suspects: readonly Suspect[], ask: Ask) {
    this.#ask = ask
    const lists = Map.groupBy(suspects, ({ literal, core }) => {
      const [a = 0, b = 0, c = 0] = Buffer.from(literal.slice(core.start, core.end).padStart(3, '\0'), 'latin1')
      if (core.end - core.start === 2) this.pairs[(b << 5) | (c >>> 3)]! |= 1 << (c & 7)
      return hash(a, b, c)
    })
    const records = [0]
    let text = ''
    for (const [slot, list] of lists) {
      this.slots[slot + FIRST] = records.length
      for (const { literal, mask, askedMask, isPunctuation, core } of list) {
        this.slots[slot + BEHIND]! |= bitOf(literal, core.end)
        this.slots[slot + BEFORE]! |= bitOf(literal, core.start - 1)
        records.push(mask, askedMask, Number(isPunctuation), literal.length, core.end, text.length)
        text += literal
      }
      records.push(...new Array(RECORD).fill(0))
    }
    this.records = Int32Array.from(records)
    this.text = Buffer.from(text, 'latin1')
  }

  /** Adds to `mask` who is woken by a literal of `bytes[start, end)` whose core ends with the byte at `last`. */
  look(bytes: Uint8Array, start: number, end: number, last: number, structured: boolean, mask: number): number {
    if (last === start) return mask
    const c = FOLDED[bytes[last] as number] as number
    const b = FOLDED[bytes[last - 1] as number] as number
    let woken = mask
    if ((((this.pairs[(b << 5) | (c >>> 3)] as number) >>> (c & 7)) & 1) !== 0) {
      woken = this.#list(this.slots[hash(0, b, c) + FIRST] as number, bytes, start, end, last, structured, woken)
    }
    if (last - 1 === start) return woken
    const slot = hash(FOLDED[bytes[last - 2] as number] as number, b, c)
    const first = this.slots[slot + FIRST] as number
    if (first === 0) return woken
    const behind = last + 1 < end ? 1 << (bytes[last + 1] as number) : 0
    const allowedBehind = this.slots[slot + BEHIND] as number
    if ((allowedBehind & behind) === 0 && allowedBehind !== ANYTHING) return woken
    const before = last - 2 > start ? 1 << (bytes[last - 3] as number) : 0
    const allowedBefore = this.slots[slot + BEFORE] as number
    if ((allowedBefore & before) === 0 && allowedBefore !== ANYTHING) return woken
    return this.#list(first, bytes, start, end, last, structured, woken)
  }

  #list(
    first: number,
    bytes: Uint8Array,
    start: number,
    end: number,
    last: number,
    structured: boolean,
    mask: number,
  ): number {
    const records = this.records
    const text = this.text
    let woken = mask
    for (let at = first; ; at += RECORD) {
      const length = records[at + LENGTH] as number
      if (length === 0) return woken
      const from = last + 1 - (records[at + CORE_END] as number)
      if (structured && records[at + IS_PUNCTUATION] === 1) continue
      const wakes = records[at + MASK] as number
      const asked = records[at + ASKED_MASK] as number
      if (((wakes | asked) & ~woken) === 0 || from < start || from + length > end) continue
      const literal = records[at + TEXT] as number
      let i = 0
      while (i < length && FOLDED[bytes[from + i] as number] === text[literal + i]) i++
      if (i < length) continue
      woken |= wakes
      if ((asked & ~woken) !== 0) woken |= this.#ask(asked & ~woken, bytes, start, end, from, structured)
    }
  }
}

/** The bit of a literal's byte; `ANYTHING` if there is none. */
function bitOf(literal: string, at: number): number {
  return at >= 0 && at < literal.length ? 1 << literal.charCodeAt(at) : ANYTHING
}

/** The slot of three folded bytes. */
function hash(a: number, b: number, c: number): number {
  return (Math.imul(((a << 16) | (b << 8) | c) + 1, HASH_FACTOR) >>> (32 - SLOT_BITS)) << SLOT_SHIFT
}
