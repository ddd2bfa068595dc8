import { type FieldSource, ValueBuffer } from '../../fields.ts'
import type { FieldPath, Where } from '../../types.ts'
import { type BodyParser, type ParserContext, pathWithin } from '../parser.ts'

/** Shorter runs are chance: one position in three of random bytes is printable. */
const MIN_RUN = 12

/** Printable ASCII and white space. */
const PRINTABLE = new Uint8Array(256)
for (let byte = 0x20; byte < 0x7f; byte++) PRINTABLE[byte] = 1
for (const byte of [0x09, 0x0a, 0x0d]) PRINTABLE[byte] = 1

/**
 * Bytes of no known format: every run of printable ones is a value, since a script in a picture's comment or a query in a
 * protocol of the server's own still stands there in plain text.
 */
export class BinaryParser implements BodyParser, FieldSource {
  readonly where: Where
  readonly #parent: FieldSource | undefined
  readonly #value: ValueBuffer
  readonly #run = Buffer.allocUnsafe(MIN_RUN)
  /** Bytes of the run so far, as long as they may be chance; `MIN_RUN` once they are a value. */
  #length = 0
  #consumed: number

  constructor(context: ParserContext) {
    this.where = context.where
    this.#parent = context.parent
    this.#consumed = context.offset ?? 0
    this.#value = new ValueBuffer(context.sink, this)
  }

  path(): FieldPath {
    return pathWithin(this.#parent, [])
  }

  name(): string {
    return this.#parent?.name() ?? ''
  }

  write(chunk: Buffer): void {
    let i = 0
    while (i < chunk.length) {
      if (PRINTABLE[chunk[i] as number] === 0) {
        this.#endRun()
        i++
        while (i < chunk.length && PRINTABLE[chunk[i] as number] === 0) i++
        continue
      }
      const start = i
      while (i < chunk.length && PRINTABLE[chunk[i] as number] === 1) i++
      this.#extend(chunk, start, i)
    }
    this.#consumed += chunk.length
  }

  end(): void {
    this.#endRun()
  }

  #extend(chunk: Buffer, start: number, end: number): void {
    // Most runs of random bytes are short, and end where they can be seen to.
    if (this.#length === 0 && end - start < MIN_RUN && end < chunk.length) return
    let from = start
    if (this.#length < MIN_RUN) {
      const taken = Math.min(MIN_RUN - this.#length, end - start)
      chunk.copy(this.#run, this.#length, start, start + taken)
      this.#length += taken
      if (this.#length < MIN_RUN) return
      from += taken
      this.#value.begin(this.#consumed + from - MIN_RUN, false)
      this.#value.push(this.#run, 0, MIN_RUN)
    }
    if (from < end) this.#value.push(chunk, from, end)
  }

  #endRun(): void {
    if (this.#length === MIN_RUN) this.#value.end()
    this.#length = 0
  }
}
