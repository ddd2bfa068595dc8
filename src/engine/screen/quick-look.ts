import { assemble } from './assembly.ts'
import { COLUMN_BITS, GRAM_MASK, type Grams } from './grams.ts'

/** Bytes that are looked at in one go at most. */
export const REACH = 65_536
const PAGE = 65_536
// The memory begins with the input, so that an address is an offset into it.
const COLUMNS = REACH
const GRAMS = COLUMNS + 256
const OUTPUT = 2 * PAGE
/** Four bytes for each byte of the input, and a last word. */
const PAGES = (OUTPUT + 4 * REACH) / PAGE + 1
/** Stands behind the last place. */
const NOWHERE = 0x7fffffff

type Look = (at: number, end: number, out: number) => number

/** The places of some bytes at which a closer look is due, in one pass and ahead of the fields that are cut out of them. */
export class QuickLook {
  readonly #look: Look
  readonly #input: Uint8Array
  readonly #words: Int32Array

  private constructor(look: Look, memory: ArrayBuffer) {
    this.#look = look
    this.#input = new Uint8Array(memory, 0, REACH)
    this.#words = new Int32Array(memory, OUTPUT, REACH + 1)
  }

  /** @returns undefined where WebAssembly isn't to be had: the plain form says the same */
  static of({ column, bits }: Grams): QuickLook | undefined {
    try {
      const memory = new WebAssembly.Memory({ initial: PAGES, maximum: PAGES })
      new Uint8Array(memory.buffer, COLUMNS).set(column)
      new Int32Array(memory.buffer, GRAMS, bits.length).set(bits)
      const module = new WebAssembly.Module(assemble({ columns: COLUMNS, grams: GRAMS }))
      const { look } = new WebAssembly.Instance(module, { of: { memory } }).exports
      return new QuickLook(look as Look, memory.buffer)
    } catch {
      return undefined
    }
  }

  /** The places found last, ascending, as offsets into what was looked at; `NOWHERE` stands behind the last. */
  get places(): Int32Array {
    return this.#words
  }

  /** Finds every place that ends a gram whose bit is set, or isn't ASCII. @param bytes at most `REACH` */
  over(bytes: Uint8Array): void {
    this.#input.set(bytes)
    const words = this.#words
    const count = (this.#look(0, bytes.length, OUTPUT) - OUTPUT) >>> 2
    words[count] = NOWHERE
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
