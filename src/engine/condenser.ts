import type { FieldSink, FieldSource } from './fields.ts'
import { OVERLAP_BYTES, WINDOW_BYTES } from './windows.ts'

/** Repetitions of a byte that are kept. */
const MAX_REPEATS = 8
/**
 * A window shows what the plain ones have shown, unless a quarter was left out of some stretch of the value: what spans more than windows
 * share, and would fit into them without its padding, holds such a stretch.
 */
const STRETCH_BYTES = 1_024
const WORTHWHILE_BYTES = STRETCH_BYTES / 4

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
 * of white space and comments in a row, of a repeated byte and of `/./`. An attack that is padded with them to stand in no window whole
 * stands in one of these.
 */
export class Condenser {
  readonly #sink: FieldSink
  readonly #source: FieldSource
  readonly #bytes = Buffer.allocUnsafe(WINDOW_BYTES)
  #length = 0
  /** Bytes of the stretch that is being read, and those of them that were left out. */
  #read = 0
  #left = 0
  #isWorthwhile = false
  #offset = 0
  #state = TEXT
  #last = -1
  #repeats = 0
  /** What was kept last is white space or a comment; the same of what stands before a slash. */
  #isBlank = false
  #isBlankBefore = false

  constructor(sink: FieldSink, source: FieldSource) {
    this.#sink = sink
    this.#source = source
  }

  /** Starts a value. @param offset see `FieldSink.field` */
  begin(offset: number): void {
    this.#offset = offset
    this.#length = 0
    this.#read = 0
    this.#left = 0
    this.#isWorthwhile = false
    this.#state = TEXT
    this.#last = -1
    this.#repeats = 0
    this.#isBlank = false
  }

  write(bytes: Buffer, start: number, end: number): void {
    let i = start
    while (i < end) {
      const stop = Math.min(end, i + STRETCH_BYTES - this.#read)
      this.#read += stop - i
      while (i < stop) this.#step(bytes[i++] as number)
      if (this.#read < STRETCH_BYTES) return
      this.#endStretch()
    }
  }

  #endStretch(): void {
    this.#isWorthwhile ||= this.#left >= WORTHWHILE_BYTES
    this.#read = 0
    this.#left = 0
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
      this.#endComment()
      return
    }
    this.#left++
    this.#state = byte === STAR ? COMMENT_STAR : COMMENT
  }

  /** Of a chain of comments and white space the first is kept. */
  #endComment(): void {
    if (this.#isBlankBefore) {
      this.#length -= 2
      this.#left += 4
    } else {
      this.#put(STAR)
      this.#put(SLASH)
    }
    this.#state = TEXT
    this.#last = -1
    this.#repeats = 0
    this.#isBlank = true
  }

  #text(byte: number): void {
    this.#state = byte === SLASH ? AFTER_SLASH : TEXT
    const isSpace = byte === SPACE || (byte >= 0x09 && byte <= 0x0d)
    this.#isBlankBefore = this.#isBlank && byte === SLASH
    if (isSpace && this.#isBlank) {
      this.#left++
      return
    }
    this.#isBlank = isSpace
    const same = isSpace ? SPACE : byte
    if (same !== this.#last) this.#repeats = 0
    else if (++this.#repeats >= MAX_REPEATS) {
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
    }
    this.#bytes[this.#length++] = byte
  }

  #show(end: number): void {
    const isWorthwhile = this.#isWorthwhile || this.#left >= WORTHWHILE_BYTES
    this.#isWorthwhile = false
    if (!isWorthwhile || end === 0) return
    // A second look at a long value, and no value of its own.
    this.#sink.field(this.#source, this.#bytes, 0, end, this.#offset, false, true)
  }
}
