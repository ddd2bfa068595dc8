import { foldByte } from '../automaton.ts'
import type { Core } from './grams.ts'

/** A literal, whom it wakes, and the bytes by which it is looked up. */
export interface Suspect {
  /** Folded, latin1. */
  readonly literal: string
  readonly mask: number
  /** Who is woken where punctuation is ordinary. */
  readonly structuredMask: number
  /** Who is asked about it. */
  readonly askedMask: number
  readonly core: Core
}

const SLOTS = 1 << 14

// Of a literal's record: what comes before its bytes. A length of 0 ends a list of records.
const MASK = 0
const STRUCTURED_MASK = 1
const ASKED_MASK = 2
const LENGTH = 3
const CORE_END = 4
const BYTES = 5

/** Says who of the asked is woken by what begins at `at`. */
export type Ask = (asked: number, bytes: Uint8Array, start: number, end: number, at: number) => number

/** Literals by the bytes of their cores, one after another in one array: a closer look touches few lines of the caches. */
export class Suspects {
  /** Where the records begin of cores with a hash; 0 if there are none. */
  readonly #first = new Int32Array(SLOTS)
  readonly #records: Int32Array

  readonly #ask: Ask

  constructor(suspects: readonly Suspect[], ask: Ask) {
    this.#ask = ask
    const lists = Map.groupBy(suspects, ({ literal, core }) => {
      const [a = 0, b = 0, c = 0] = Buffer.from(literal.slice(core.start, core.end).padStart(3, '\0'), 'latin1')
      return hash(a, b, c)
    })
    const records = [0]
    const end = new Array(BYTES).fill(0)
    for (const [slot, list] of lists) {
      this.#first[slot] = records.length
      for (const { literal, mask, structuredMask, askedMask, core } of list) {
        records.push(mask, structuredMask, askedMask, literal.length, core.end, ...Buffer.from(literal, 'latin1'))
      }
      records.push(...end)
    }
    this.#records = Int32Array.from(records)
  }

  /** Adds to `mask` who is woken by a literal of `bytes[start, end)` whose core ends with the byte at `last`. */
  look(bytes: Uint8Array, start: number, end: number, last: number, structured: boolean, mask: number): number {
    if (last === start) return mask
    const c = foldByte(bytes[last] as number)
    const b = foldByte(bytes[last - 1] as number)
    const woken = this.#list(hash(0, b, c), bytes, start, end, last, structured, mask)
    if (last - 1 === start) return woken
    return this.#list(hash(foldByte(bytes[last - 2] as number), b, c), bytes, start, end, last, structured, woken)
  }

  #list(
    slot: number,
    bytes: Uint8Array,
    start: number,
    end: number,
    last: number,
    structured: boolean,
    mask: number,
  ): number {
    const records = this.#records
    let woken = mask
    for (let at = this.#first[slot] as number; at !== 0; ) {
      const length = records[at + LENGTH] as number
      if (length === 0) return woken
      const from = last + 1 - (records[at + CORE_END] as number)
      const wakes = records[at + (structured ? STRUCTURED_MASK : MASK)] as number
      const asked = structured ? 0 : (records[at + ASKED_MASK] as number)
      if (((wakes | asked) & ~woken) !== 0 && from >= start && from + length <= end) {
        let i = 0
        while (i < length && foldByte(bytes[from + i] as number) === records[at + BYTES + i]) i++
        if (i === length) {
          woken |= wakes
          if ((asked & ~woken) !== 0) woken |= this.#ask(asked & ~woken, bytes, start, end, from)
        }
      }
      at += BYTES + length
    }
    return woken
  }
}

function hash(a: number, b: number, c: number): number {
  return (Math.imul(((a << 16) | (b << 8) | c) + 1, 0x9e3779b1) >>> 18) & (SLOTS - 1)
}
