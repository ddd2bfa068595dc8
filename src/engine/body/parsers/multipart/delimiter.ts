const CR = 0x0d
const LF = 0x0a
const SPACE = 0x20
const TAB = 0x09
const DASH = 0x2d
/** White space after a boundary is legal and has no bound; past this much the line is no delimiter. */
const MAX_PADDING = 256

// What is being read.
const SEARCH = 0
/** A line break and the delimiter after it, as far as `held` goes. */
const MATCH = 1
/** The rest of the line behind a boundary: white space, then its end. */
const AFTER = 2
const AFTER_DASH = 3
const AFTER_CR = 4

/** What stands between delimiters, and the delimiters. */
export interface DelimiterEvents {
  /** A run of bytes that are no delimiter; only valid during the call. */
  content(bytes: Buffer, start: number, end: number, offset: number): void
  /**
   * A delimiter line is complete; with the final one, what follows its two dashes is content again.
   * @param breakLength bytes of the line break before it, which is part of it; 0 if there is none
   */
  delimiter(isFinal: boolean, breakLength: number, offset: number): void
  fault(message: string, offset: number): void
}

/**
 * Finds the delimiter lines of one boundary (RFC 2046 §5.1.1) over any cutting of the bytes. A line break is CR LF; a CR
 * or LF alone is taken for one too, as some servers do, and said.
 */
export class DelimiterScanner {
  readonly #events: DelimiterEvents
  readonly #needle: Buffer
  /** The bytes of what may become a delimiter: they are content if it doesn't. */
  readonly #held: Buffer
  #heldLength = 0
  #heldOffset: number
  #matched = 0
  #padding = 0
  // The beginning of the whole is the beginning of a line.
  #state = MATCH

  /** @param boundary holds neither CR nor LF, so that a failed match need not be searched for the next one */
  constructor(boundary: Buffer, offset: number, events: DelimiterEvents) {
    this.#events = events
    this.#needle = Buffer.concat([Buffer.from('--'), boundary])
    this.#held = Buffer.allocUnsafe(2 + this.#needle.length + MAX_PADDING + 2)
    this.#heldOffset = offset
  }

  /** @param offset of the chunk's first byte in the whole */
  write(chunk: Buffer, offset: number): void {
    let i = 0
    while (i < chunk.length) i = this.#state === SEARCH ? this.#search(chunk, i, offset) : this.#match(chunk, i, offset)
  }

  end(): void {
    // Behind a whole boundary the delimiter is cut off, but it is one.
    if (this.#state === MATCH) this.#flush(this.#heldLength)
    this.#state = SEARCH
  }

  #search(chunk: Buffer, from: number, offset: number): number {
    let at = chunk.indexOf(this.#needle, from)
    while (at >= 0) {
      if (at > from && isBreak(chunk[at - 1])) {
        const start = breakStart(chunk, at - 1, from)
        const end = at + this.#needle.length
        this.#content(chunk, from, start, offset)
        this.#hold(chunk, start, end, offset)
        this.#matched = this.#needle.length
        this.#state = AFTER
        return end
      }
      // The next one can only stand in the next line: looking at each byte of a row of dashes would take long.
      const line = nextBreak(chunk, at + this.#needle.length)
      at = line < 0 ? -1 : chunk.indexOf(this.#needle, line + 1)
    }
    const start = this.#tail(chunk, from)
    this.#content(chunk, from, start, offset)
    if (start < chunk.length) {
      this.#hold(chunk, start, chunk.length, offset)
      this.#matched = this.#heldLength - breakLength(this.#held, this.#heldLength)
      this.#state = MATCH
    }
    return chunk.length
  }

  /** Where the end of a chunk begins that may be the beginning of a delimiter; the chunk's length if there is none. */
  #tail(chunk: Buffer, from: number): number {
    const first = Math.max(from, chunk.length - this.#needle.length)
    for (let i = chunk.length - 1; i >= first; i--) {
      if (!isBreak(chunk[i])) continue
      for (let k = i + 1; k < chunk.length; k++) if (chunk[k] !== this.#needle[k - i - 1]) return chunk.length
      return breakStart(chunk, i, from)
    }
    return chunk.length
  }

  #match(chunk: Buffer, from: number, offset: number): number {
    for (let i = from; i < chunk.length; i++) {
      const byte = chunk[i] as number
      switch (this.#state) {
        case MATCH: {
          if (byte === this.#needle[this.#matched]) {
            this.#matched++
            if (this.#matched === this.#needle.length) this.#state = AFTER
          } else if (byte !== LF || this.#heldLength !== 1 || this.#held[0] !== CR) {
            this.#flush(this.#heldLength)
            return i
          }
          break
        }
        case AFTER:
          if (byte === LF) {
            this.#events.fault('a delimiter that ends without CR LF', offset + i)
            this.#found(false)
            return i + 1
          }
          if (byte === CR) this.#state = AFTER_CR
          else if (byte === DASH && this.#padding === 0) this.#state = AFTER_DASH
          else if ((byte !== SPACE && byte !== TAB) || this.#padding === MAX_PADDING) return this.#goesOn(i)
          else this.#padding++
          break
        case AFTER_CR: {
          if (byte === LF) {
            this.#found(false)
            return i + 1
          }
          // The CR alone may begin the next delimiter.
          this.#goesOn(i, this.#heldLength - 1)
          this.#held[0] = CR
          this.#heldLength = 1
          this.#heldOffset = offset + i - 1
          this.#state = MATCH
          return i
        }
        default:
          if (byte !== DASH) return this.#goesOn(i)
          this.#found(true)
          return i + 1
      }
      if (this.#heldLength === 0) this.#heldOffset = offset + i
      this.#held[this.#heldLength++] = byte
    }
    return chunk.length
  }

  /** RFC 2046 would have a line count that only begins with the boundary; hardly a server has it so. */
  #goesOn(i: number, heldLength = this.#heldLength): number {
    this.#events.fault('a line that begins with the boundary and goes on', this.#heldOffset)
    this.#flush(heldLength)
    return i
  }

  #found(isFinal: boolean): void {
    const length = breakLength(this.#held, this.#heldLength)
    if (length === 1) this.#events.fault('a delimiter after a line that ends without CR LF', this.#heldOffset)
    const offset = this.#heldOffset
    this.#reset(isFinal ? SEARCH : MATCH)
    this.#events.delimiter(isFinal, length, offset)
  }

  #flush(length: number): void {
    if (length > 0) this.#events.content(this.#held, 0, length, this.#heldOffset)
    this.#reset(SEARCH)
  }

  #reset(state: number): void {
    this.#heldLength = 0
    this.#matched = 0
    this.#padding = 0
    this.#state = state
  }

  #hold(chunk: Buffer, start: number, end: number, offset: number): void {
    chunk.copy(this.#held, 0, start, end)
    this.#heldLength = end - start
    this.#heldOffset = offset + start
  }

  #content(chunk: Buffer, start: number, end: number, offset: number): void {
    if (start < end) this.#events.content(chunk, start, end, offset + start)
  }
}

function isBreak(byte: number | undefined): boolean {
  return byte === LF || byte === CR
}

function nextBreak(chunk: Buffer, from: number): number {
  for (let i = from; i < chunk.length; i++) if (isBreak(chunk[i])) return i
  return -1
}

/** Where the line break begins that ends at `at`. */
function breakStart(bytes: Buffer, at: number, from: number): number {
  return bytes[at] === LF && at > from && bytes[at - 1] === CR ? at - 1 : at
}

function breakLength(bytes: Buffer, length: number): number {
  let i = 0
  while (i < length && isBreak(bytes[i])) i++
  return i
}
