import { assemble } from './assembly.ts'
import { COLUMN_BITS, GRAM_MASK, type Grams } from './grams.ts'
import { FOLDED, type Suspects } from './suspects.ts'

/** Bytes that are looked at in one go at most. */
export const REACH = 65_536
const PAGE = 65_536
/** Where the input begins; a place is an address. */
export const INPUT = 64
const FOLDED_AT = INPUT + REACH + 64
const ALARMS = FOLDED_AT + 256
const COLUMNS = ALARMS + 256
const GRAMS = COLUMNS + 256
const PAIRS = GRAMS + 32_768
const SLOTS = PAIRS + 8_192
const OUTPUT = SLOTS + 131_072
/** Four bytes for each byte of the input, and a last word. */
const PAGES = Math.ceil((OUTPUT + 4 * (REACH + 1)) / PAGE)
/** Stands behind the last place. */
const NOWHERE = 0x7fffffff

type Look = (at: number, end: number, out: number) => number

/** The places of some bytes at which a closer look is due, in one pass and ahead of the fields that are cut out of them. */
export class QuickLook {
  /**
   * The places found last, ascending, as offsets into what was looked at, and `INPUT` more; a higher one than all stands behind
   * the last.
   */
  readonly places: Int32Array
  readonly #look: Look
  readonly #input: Uint8Array
  readonly #columns: Uint8Array
  readonly #alarms: Uint8Array

  private constructor(look: Look, memory: ArrayBuffer) {
    this.#look = look
    this.#input = new Uint8Array(memory, INPUT, REACH)
    this.#columns = new Uint8Array(memory, COLUMNS, 256)
    this.#alarms = new Uint8Array(memory, ALARMS, 256)
    this.places = new Int32Array(memory, OUTPUT, REACH + 1)
  }

  /**
   * @param alarms bytes that matter whatever stands beside them
   * @returns undefined where WebAssembly isn't to be had: the plain form says the same
   */
  static of({ column, bits }: Grams, { slots, pairs }: Suspects, alarms: readonly number[]): QuickLook | undefined {
    try {
      const memory = new WebAssembly.Memory({ initial: PAGES, maximum: PAGES })
      new Uint8Array(memory.buffer, FOLDED_AT).set(FOLDED)
      new Uint8Array(memory.buffer, COLUMNS).set(column)
      new Uint8Array(memory.buffer, PAIRS).set(pairs)
      new Int32Array(memory.buffer, GRAMS, bits.length).set(bits)
      new Int32Array(memory.buffer, SLOTS, slots.length).set(slots)
      const layout = { columns: COLUMNS, grams: GRAMS, folded: FOLDED_AT, pairs: PAIRS, slots: SLOTS, alarms: ALARMS }
      const module = new WebAssembly.Module(assemble(layout))
      const { look } = new WebAssembly.Instance(module, { of: { memory } }).exports
      const quickLook = new QuickLook(look as Look, memory.buffer)
      for (const byte of alarms) quickLook.#alarms[byte] = 1
      quickLook.#alarms.fill(1, 0x80)
      return quickLook
    } catch {
      return undefined
    }
  }

  /**
   * Finds every place at which somebody may be woken, or that isn't ASCII.
   * @param bytes at most `REACH`
   * @param without a byte that stands in none of the fields, only between them; -1 if there is none
   */
  over(bytes: Uint8Array, without: number): void {
    this.#input.set(bytes)
    const column = this.#columns[without]
    const alarm = this.#alarms[without]
    if (column !== undefined) this.#columns[without] = this.#alarms[without] = 0
    const end = this.#look(INPUT, INPUT + bytes.length, OUTPUT)
    if (column !== undefined && alarm !== undefined) {
      this.#columns[without] = column
      this.#alarms[without] = alarm
    }
    this.places[(end - OUTPUT) >>> 2] = NOWHERE
  }
}

/** What `QuickLook` says of one byte: it ends a gram whose bit is set, of the value that begins at `start`. */
export function endsGram({ column, bits }: Grams, bytes: Uint8Array, start: number, at: number): boolean {
  let gram = 0
  for (let i = Math.max(start, at - 2); i <= at; i++)
    gram = (gram << COLUMN_BITS) | (column[bytes[i] as number] as number)
  gram &= GRAM_MASK
  return (((bits[gram >>> 5] as number) >>> gram) & 1) !== 0
}
