import { type FieldSink, type FieldSource, ValueBuffer, WINDOW_BYTES } from '../../fields.ts'
import type { FieldPath, Where } from '../../types.ts'
import { hexDigit } from '../../views/hex.ts'
import type { BodyParser } from '../parser.ts'

const AMPERSAND = 0x26
const EQUALS = 0x3d
const PERCENT = 0x25
const PLUS = 0x2b
/** Names are kept to this length for findings; their bytes are inspected whole. */
const MAX_NAME_BYTES = 256

/** Bytes that end a run that stands for itself. */
const SPECIAL = new Uint8Array(256)
for (const byte of [AMPERSAND, EQUALS, PERCENT, PLUS]) SPECIAL[byte] = 1

/**
 * `application/x-www-form-urlencoded`, as the WHATWG URL Standard §5.1 parses it: pairs at `&`, the name to the first
 * `=`, `+` is a space, an invalid percent sequence stands for itself. Serves bodies and the query of a target.
 */
export class UrlencodedParser implements BodyParser, FieldSource {
  readonly where: Where
  readonly #sink: FieldSink
  readonly #value: ValueBuffer
  /** Offset of `chunk[0]` in the whole. */
  #consumed: number
  #name = ''
  #inName = true
  /** The token that is being read spans chunks or holds an escape, and is collected in `#value`. */
  #collecting = false
  /** Where the token's bytes that stand for themselves begin in the chunk. */
  #from = 0
  #tokenOffset = 0
  /** Characters of an unfinished percent sequence: 0 none, 1 `%`, 2 `%` and a first digit. */
  #pending = 0
  #firstDigit = 0
  #badPercent = false

  constructor(sink: FieldSink, where: Where, offset = 0) {
    this.where = where
    this.#sink = sink
    this.#value = new ValueBuffer(sink, this)
    this.#consumed = offset
    this.#tokenOffset = offset
  }

  path(): FieldPath {
    return [this.#name]
  }

  name(): string {
    return this.#name
  }

  write(chunk: Buffer): void {
    this.#scan(chunk, 0, chunk.length)
    // The token goes on in the next chunk.
    if (this.#from < chunk.length || this.#collecting) this.#collect(chunk, chunk.length)
    this.#from = 0
    this.#consumed += chunk.length
  }

  end(): void {
    this.#finishToken(EMPTY, 0)
  }

  /** `write` and `end` in one, for a part of a buffer that holds everything; copies less. */
  whole(bytes: Buffer, start: number, end: number): void {
    this.#scan(bytes, start, end)
    this.#finishToken(bytes, end)
  }

  #scan(bytes: Buffer, start: number, end: number): void {
    this.#from = start
    let i = start
    while (i < end) {
      const byte = bytes[i] as number
      if (this.#pending !== 0) {
        if (this.#percent(byte)) {
          i++
          this.#from = i
          continue
        }
        // The byte ends a broken sequence and stands for itself.
        this.#from = i
      }
      if (SPECIAL[byte] === 0) {
        i++
        continue
      }
      if (byte === EQUALS && !this.#inName) {
        i++
        continue
      }
      if (byte === AMPERSAND || byte === EQUALS) {
        this.#finishToken(bytes, i)
        if (byte === AMPERSAND) this.#name = ''
        this.#inName = byte === AMPERSAND
        i++
        this.#from = i
        this.#tokenOffset = this.#consumed + i - start
        continue
      }
      this.#collect(bytes, i)
      if (byte === PLUS) this.#value.byte(0x20)
      else this.#pending = 1
      i++
      this.#from = i
    }
  }

  /** Takes the next byte of a percent sequence; false if the sequence is broken and the byte isn't part of it. */
  #percent(byte: number): boolean {
    const digit = hexDigit(byte)
    if (digit < 0) {
      this.#breakPercent()
      return false
    }
    if (this.#pending === 1) {
      this.#pending = 2
      this.#firstDigit = byte
    } else {
      this.#pending = 0
      this.#value.byte((hexDigit(this.#firstDigit) << 4) | digit)
    }
    return true
  }

  #breakPercent(): void {
    this.#value.byte(PERCENT)
    if (this.#pending === 2) this.#value.byte(this.#firstDigit)
    this.#pending = 0
    if (this.#badPercent) return
    this.#badPercent = true
    this.#sink.condition(
      this,
      'malformed_encoding',
      'notice',
      'a % that two hexadecimal digits do not follow',
      this.#tokenOffset,
    )
  }

  /** Moves the run before `end` into the value buffer. */
  #collect(bytes: Buffer, end: number): void {
    if (!this.#collecting) {
      this.#collecting = true
      this.#value.begin(this.#tokenOffset, this.#inName)
    }
    if (this.#from < end) this.#value.push(bytes, this.#from, end)
    this.#from = end
  }

  #finishToken(bytes: Buffer, end: number): void {
    if (this.#pending !== 0) this.#breakPercent()
    if (!this.#collecting && end - this.#from <= WINDOW_BYTES) {
      // The common case: nothing to decode, all in this chunk, no copy.
      if (this.#inName) this.#name = bytes.utf8Slice(this.#from, Math.min(end, this.#from + MAX_NAME_BYTES))
      if (this.#from < end) this.#sink.field(this, bytes, this.#from, end, this.#tokenOffset, this.#inName)
      return
    }
    this.#collect(bytes, end)
    if (this.#inName) this.#name = this.#value.text(MAX_NAME_BYTES)
    this.#value.end()
    this.#collecting = false
  }
}

const EMPTY = Buffer.alloc(0)
