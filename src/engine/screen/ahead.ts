import { IN_NAMES, IN_VALUES, type Loaded } from '../loaded.ts'
import { ASKS, EXTENT, IS_BYTE, IS_PUNCTUATION, MARK, type QuickLook, WAKES } from './quick-look.ts'
import type { Ask } from './suspects.ts'

export const MAX_WAKERS = 30
/** Set in a scan's answer if the value isn't ASCII. */
export const NON_ASCII = 1 << MAX_WAKERS
/** Fewer bytes are looked at sooner where they are. */
const WORTHWHILE_BYTES = 12

/** Bytes that were taken into the module's memory, ahead of the values that are cut out of them and looked at there. */
export class Ahead {
  readonly #lookOf: () => QuickLook | undefined
  readonly #structuredByteMask: Int32Array
  readonly #ask: Ask
  #look: QuickLook | undefined
  // A part of a buffer.
  #bytes: Uint8Array | undefined
  #from = 0
  #to = 0
  /** The module's memory, while that part is in it: a text that stands there with escapes lies beside it. */
  #memory: Uint8Array | undefined
  /** What is added to a place in the buffer to make it one in the memory. */
  #origin = 0

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
   * Takes `bytes[start, end)` in. They must not change before `forget`.
   * @param inNames who is of interest in names, for the walk
   * @param inValues who is of interest in values
   * @returns undefined if they are too few, or too many, or there is no WebAssembly
   */
  load(bytes: Uint8Array, start: number, end: number, inNames: number, inValues: number): Loaded | undefined {
    this.forget()
    if (end - start < WORTHWHILE_BYTES) return undefined
    this.#look ??= this.#lookOf()
    const look = this.#look
    if (look === undefined || end - start > look.reach) return undefined
    look.load(bytes, start, end)
    const { loaded } = look
    loaded.input = look.input - start
    loaded.registers[IN_NAMES] = inNames
    loaded.registers[IN_VALUES] = inValues
    this.#bytes = bytes
    this.#from = start
    this.#to = end
    this.#memory = loaded.memory
    this.#origin = loaded.input
    return loaded
  }

  /** Ends what `load` began. */
  forget(): void {
    this.#bytes = undefined
    this.#memory = undefined
  }

  /** Whether `bytes[start, end)` lies in the memory. */
  holds(bytes: Uint8Array, start: number, end: number): boolean {
    return (bytes === this.#bytes && start >= this.#from && end <= this.#to) || bytes === this.#memory
  }

  /**
   * Whether nothing can be found in a value that it holds; see `QuickLook`.
   * @param structured punctuation is ordinary in it
   */
  isQuiet(
    bytes: Uint8Array,
    start: number,
    end: number,
    isName: boolean,
    structured: boolean,
    wanted: number,
  ): boolean {
    const origin = this.#originOf(bytes)
    return (this.#look as QuickLook).isPlain(start + origin, end + origin, isName, structured, wanted) !== 0
  }

  /** `Screen.scan` for a value that it holds; undefined if it holds too much. */
  scan(bytes: Uint8Array, start: number, end: number, structured: boolean, wanted: number): number | undefined {
    const look = this.#look as QuickLook
    const origin = this.#originOf(bytes)
    if (look.look(start + origin, end + origin, wanted) === 0) return undefined
    const woken = this.#woken(look.marks, bytes, start, end, structured)
    return look.isAscii(start + origin, end + origin) === 0 ? woken | NON_ASCII : woken
  }

  #originOf(bytes: Uint8Array): number {
    return bytes === this.#memory ? 0 : this.#origin
  }

  #woken(marks: Int32Array, bytes: Uint8Array, start: number, end: number, structured: boolean): number {
    const length = end - start
    let woken = 0
    for (let mark = 0; (marks[mark] as number) < length; mark += MARK) {
      const at = (marks[mark] as number) + start
      const extent = marks[mark + EXTENT] as number
      if (structured && (extent & IS_BYTE) !== 0) {
        woken |= this.#structuredByteMask[bytes[at] as number] as number
        continue
      }
      if (structured && (extent & IS_PUNCTUATION) !== 0) continue
      woken |= marks[mark + WAKES] as number
      const asked = (marks[mark + ASKS] as number) & ~woken
      if (asked !== 0) woken |= this.#ask(asked, bytes, start, end, at - (extent & 0xff), structured)
    }
    return woken
  }
}
