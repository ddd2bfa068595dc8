import type { FieldSink, FieldSource } from './fields.ts'
import { OVERLAP_BYTES, WINDOW_BYTES } from './windows.ts'

/** Repetitions of a byte that are kept. */
const MAX_REPEATS = 8
/** A window from which less than this was left out shows what the plain one has shown. */
const WORTHWHILE_BYTES = 256

const SLASH = 0x2f
const STAR = 0x2a
const DOT = 0x2e
const SPACE = 0x20

// Where in a comment or in a path's `/./` the next byte stands.
const TEXT = 0
const AFTER_SLASH = 1
const AFTER_SLASH_DOT = 2
const COMMENT_OPEN = 3
const COMMENT = 4
const COMMENT_STAR = 5

/**
 * A second look at values that come in windows, with what servers take for nothing left out: comments, and all but the first
 * of white space, of a repeated byte and of `/./`. An attack that is padded with them to stand in no window whole
 * stands in one of these.
 */
export class Condenser {
  readonly #sink: FieldSink
  readonly #source: FieldSource
  readonly #bytes = Buffer.allocUnsafe(WINDOW_BYTES)
  #length = 0
  #left = 0
  #offset = 0
  #state = TEXT
  #last = -1
  #repeats = 0

  constructor(sink: FieldSink, source: FieldSource) {
    this.#sink = sink
    this.#source = source
  }

  /** Starts a value. @param offset see `FieldSink.field` */
  begin(offset: number): void {
    this.#offset = offset
    this.#length = 0
    this.#left = 0
    this.#state = TEXT
    this.#last = -1
    this.#repeats = 0
  }

  write(bytes: Buffer, start: number, end: number): void {
    for (let i = start; i < end; i++) this.#step(bytes[i] as number)
  }

  end(): void {
    if (this.#state === AFTER_SLASH_DOT) this.#put(DOT)
    this.#show(this.#length)
  }

  #step(byte: number): void {
    switch (this.#state) {
      case TEXT:
        this.#text(byte)
        return
      case AFTER_SLASH:
        if (byte === STAR) {
          this.#state = COMMENT_OPEN
          this.#put(STAR)
        } else if (byte === DOT) this.#state = AFTER_SLASH_DOT
        else this.#text(byte)
        return
      case AFTER_SLASH_DOT:
        // The slash before the dot stands there already.
        if (byte === SLASH) {
          this.#left += 2
          this.#state = AFTER_SLASH
          return
        }
        this.#put(DOT)
        this.#text(byte)
        return
      case COMMENT_OPEN:
        // MySQL runs what stands in `/*! … */`, and Oracle minds `/*+ … */`.
        if (byte === 0x21 || byte === 0x2b) {
          this.#text(byte)
          return
        }
        this.#state = COMMENT
    }
    this.#comment(byte)
  }

  #comment(byte: number): void {
    if (this.#state === COMMENT_STAR && byte === SLASH) {
      this.#put(STAR)
      this.#put(SLASH)
      this.#state = TEXT
      return
    }
    this.#left++
    this.#state = byte === STAR ? COMMENT_STAR : COMMENT
  }

  #text(byte: number): void {
    this.#state = byte === SLASH ? AFTER_SLASH : TEXT
    const isSpace = byte === SPACE || (byte >= 0x09 && byte <= 0x0d)
    const same = isSpace ? SPACE : byte
    if (same !== this.#last) this.#repeats = 0
    else if (++this.#repeats >= (isSpace ? 1 : MAX_REPEATS)) {
      this.#left++
      return
    }
    this.#last = same
    this.#put(byte)
  }

  #put(byte: number): void {
    if (this.#length === WINDOW_BYTES) {
      this.#show(WINDOW_BYTES)
      this.#bytes.copyWithin(0, WINDOW_BYTES - OVERLAP_BYTES)
      this.#length = OVERLAP_BYTES
      this.#left = 0
    }
    this.#bytes[this.#length++] = byte
  }

  #show(end: number): void {
    if (this.#left < WORTHWHILE_BYTES || end === 0) return
    // A second look at a long value, and no value of its own.
    this.#sink.field(this.#source, this.#bytes, 0, end, this.#offset, false, true)
  }
}
