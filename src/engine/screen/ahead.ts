import { ASKS, EXTENT, IS_BYTE, IS_PUNCTUATION, MARK, type QuickLook, WAKES } from './quick-look.ts'
import type { Ask } from './suspects.ts'

export const MAX_WAKERS = 30
/** Set in a scan's answer if the value isn't ASCII. */
export const NON_ASCII = 1 << MAX_WAKERS
/** Fewer bytes are looked at sooner one value after the other. */
const WORTHWHILE_BYTES = 48

/** Bytes that were looked at in one go, ahead of the values that are cut out of them: only the marks are looked at again. */
export class Ahead {
  readonly #lookOf: () => QuickLook | undefined
  readonly #structuredByteMask: Int32Array
  readonly #ask: Ask
  #look: QuickLook | undefined
  // A part of a buffer, and the first of its marks that the last value has not passed.
  #bytes: Uint8Array | undefined
  #from = 0
  #to = 0
  #next = 0
  #isAscii = true
  /** The memory in which a text lies that stands there with escapes, which the walk through JSON has looked at. */
  #beside: Uint8Array | undefined

  /**
   * @param look makes one, or says that there is no WebAssembly
   * @param structuredByteMask for each byte, whom it wakes where punctuation is ordinary
   */
  constructor(look: () => QuickLook | undefined, structuredByteMask: Int32Array, ask: Ask) {
    this.#lookOf = look
    this.#structuredByteMask = structuredByteMask
    this.#ask = ask
  }

  /**
   * Looks at `bytes[start, end)` in one go, ahead of the values that are cut out of it: a scan then has little to do for each.
   * The bytes must not change before `forget`.
   * @param without a byte that stands in none of the values, only between them; -1 if there is none
   * @param inNames who is of interest in names; nothing may be said of those who are neither in names nor in values
   * @param inValues who is of interest in values
   * @returns undefined if the bytes are too few, or too many, or hold so much that it is of no use
   */
  foresee(
    bytes: Uint8Array,
    start: number,
    end: number,
    without: number,
    inNames: number,
    inValues: number,
  ): QuickLook | undefined {
    const look = this.#lookFor(start, end)
    if (look === undefined) return undefined
    const seen = look.over(partOf(bytes, start, end), without, inNames, inValues)
    look.json.input = look.input - start
    if (seen === 'too much') return undefined
    this.#isAscii = seen === 'ASCII'
    this.#from = start
    this.#to = end
    this.#next = 0
    this.#bytes = bytes
    this.#beside = look.json.memory
    return look
  }

  /** Takes `bytes[start, end)` in without a look, for `JsonWalk.undoEscapes`. @returns undefined if they are too few or too many */
  load(bytes: Uint8Array, start: number, end: number): QuickLook | undefined {
    const look = this.#lookFor(start, end)
    if (look === undefined) return undefined
    look.load(partOf(bytes, start, end))
    look.json.input = look.input - start
    return look
  }

  #lookFor(start: number, end: number): QuickLook | undefined {
    this.forget()
    if (end - start < WORTHWHILE_BYTES) return undefined
    this.#look ??= this.#lookOf()
    return this.#look === undefined || end - start > this.#look.reach ? undefined : this.#look
  }

  /** Ends what `foresee` began. */
  forget(): void {
    this.#bytes = undefined
    this.#beside = undefined
  }

  /** Whether `bytes[start, end)` was looked at. */
  knows(bytes: Uint8Array, start: number, end: number): boolean {
    if (bytes === this.#beside) return (this.#look as QuickLook).marksBeside >= 0
    return this.#foresaw(bytes, start, end)
  }

  #foresaw(bytes: Uint8Array, start: number, end: number): boolean {
    return bytes === this.#bytes && start >= this.#from && end <= this.#to
  }

  /** `Screen.scan` for what it knows. */
  scan(bytes: Uint8Array, start: number, end: number, structured: boolean): number {
    const woken = this.woken(bytes, start, end, structured)
    const isPlain = (this.#isAscii && bytes !== this.#beside) || isAscii(bytes, start, end)
    return isPlain ? woken : woken | NON_ASCII
  }

  /** See `QuickLook.isQuiet`. */
  isQuiet(bytes: Uint8Array, start: number, end: number, isName: boolean, wanted: number): boolean {
    if (!this.#foresaw(bytes, start, end)) return false
    return (this.#look as QuickLook).isQuiet(start - this.#from, end - this.#from, isName, wanted)
  }

  /** The bits of everyone who has to look at a value that it knows. */
  woken(bytes: Uint8Array, start: number, end: number, structured: boolean): number {
    const look = this.#look as QuickLook
    const { marks } = look
    const isBeside = bytes === this.#beside
    // Where the first place is that marks are counted from.
    const origin = isBeside ? look.input : this.#from
    const behind = end - origin
    let woken = 0
    let next = isBeside ? look.marksBeside : this.#nextMark(marks, start - origin)
    for (; (marks[next] as number) < behind; next += MARK) {
      const at = (marks[next] as number) + origin
      const extent = marks[next + EXTENT] as number
      const first = at - (extent & 0xff)
      if (first < start || at + ((extent >>> 8) & 0xff) >= end) continue
      if (structured && (extent & IS_BYTE) !== 0) {
        woken |= this.#structuredByteMask[bytes[at] as number] as number
        continue
      }
      if (structured && (extent & IS_PUNCTUATION) !== 0) continue
      woken |= marks[next + WAKES] as number
      const asked = (marks[next + ASKS] as number) & ~woken
      if (asked !== 0) woken |= this.#ask(asked, bytes, start, end, first, structured)
    }
    if (!isBeside) this.#next = next
    return woken
  }

  /** The first mark whose place is `first` or behind it: from the last value's on, as a rule. */
  #nextMark(marks: Int32Array, first: number): number {
    let next = this.#next
    if (next > 0 && (marks[next - MARK] as number) >= first) next = firstAtOrBehind(marks, next / MARK, first)
    while ((marks[next] as number) < first) next += MARK
    return next
  }
}

/** The first of `count` marks whose place is `at` or behind it. */
function firstAtOrBehind(marks: Int32Array, count: number, at: number): number {
  let low = 0
  let high = count
  while (low < high) {
    const middle = (low + high) >>> 1
    if ((marks[middle * MARK] as number) < at) low = middle + 1
    else high = middle
  }
  return low * MARK
}

function isAscii(bytes: Uint8Array, start: number, end: number): boolean {
  let every = 0
  for (let i = start; i < end; i++) every |= bytes[i] as number
  return every < 0x80
}

function partOf(bytes: Uint8Array, start: number, end: number): Uint8Array {
  return start === 0 && end === bytes.length ? bytes : bytes.subarray(start, end)
}
