import type { ValueBuffer } from '../../../fields.ts'
import { WINDOW_BYTES } from '../../../windows.ts'
import { BACKSLASH, CARRIAGE_RETURN, LINE_FEED, QUOTE, SPACE, TAB } from './bytes.ts'
import { hashed, SEED } from './hash.ts'

/**
 * A block string, as far as it has been read. What indents all of its lines can only be taken away once the last one is
 * known: it is from one that fits into a window. A longer one goes on as it stands, in windows.
 */
export class BlockStringReader {
  hasEnded = false
  hash: number = SEED
  /** Bytes of its value, once it has ended. */
  length = 0
  readonly #value: ValueBuffer
  #bytes = Buffer.alloc(0)
  #length = 0
  #isLong = false
  /** Quotes in a row, and whether a backslash stands before them. */
  #quotes = 0
  #isEscaped = false

  constructor(value: ValueBuffer) {
    this.#value = value
  }

  /** The three quotes before have been read. */
  begin(): void {
    this.hasEnded = false
    this.hash = SEED
    this.length = 0
    this.#length = 0
    this.#isLong = false
    this.#quotes = 0
    this.#isEscaped = false
  }

  /** Reads on from `start`. @returns the place after the closing quotes */
  read(bytes: Buffer, start: number, end: number): number {
    for (let i = start; i < end; i++) {
      const byte = bytes[i] as number
      this.hash = hashed(this.hash, byte)
      if (byte === QUOTE) {
        if (++this.#quotes < 3) continue
        this.#quotes = 0
        if (!this.#isEscaped) {
          this.hasEnded = true
          this.#finish()
          return i + 1
        }
        this.#isEscaped = false
        for (let quotes = 0; quotes < 3; quotes++) this.#push(QUOTE)
        continue
      }
      this.#flush()
      if (byte === BACKSLASH) this.#isEscaped = true
      else this.#push(byte)
    }
    return end
  }

  /** Shows what there is of one that doesn't end. */
  breakOff(): void {
    this.#flush()
    this.#finish()
  }

  /** A backslash and quotes that mean nothing. */
  #flush(): void {
    if (this.#isEscaped) this.#push(BACKSLASH)
    this.#isEscaped = false
    for (; this.#quotes > 0; this.#quotes--) this.#push(QUOTE)
  }

  #push(byte: number): void {
    if (this.#isLong) {
      this.#value.byte(byte)
      return
    }
    if (this.#length === this.#bytes.length) this.#makeRoom()
    if (this.#isLong) this.#value.byte(byte)
    else this.#bytes[this.#length++] = byte
  }

  #makeRoom(): void {
    if (this.#length === WINDOW_BYTES) {
      this.#value.push(this.#bytes, 0, this.#length)
      this.#isLong = true
      return
    }
    const larger = Buffer.allocUnsafe(Math.min(WINDOW_BYTES, Math.max(256, this.#length * 4)))
    this.#bytes.copy(larger, 0, 0, this.#length)
    this.#bytes = larger
  }

  #finish(): void {
    if (!this.#isLong) this.#value.push(this.#bytes, 0, unindented(this.#bytes, this.#length))
    this.length = this.#value.total
    this.#value.end()
  }
}

/**
 * Takes the indentation that all lines but the first share away, and blank lines at both ends; lines end in a line feed.
 * In place. @returns the new length
 */
export function unindented(bytes: Buffer, length: number): number {
  let common = length
  let first = -1
  let last = -1
  for (let start = 0, line = 0; start <= length; line++) {
    const end = endOfLine(bytes, start, length)
    const indent = indentation(bytes, start, end)
    if (start + indent < end) {
      if (first < 0) first = line
      last = line
      if (line > 0) common = Math.min(common, indent)
    }
    start = nextLine(bytes, end, length)
  }
  if (first < 0) return 0
  let to = 0
  for (let start = 0, line = 0; line <= last; line++) {
    const end = endOfLine(bytes, start, length)
    const next = nextLine(bytes, end, length)
    if (line >= first) {
      if (line > first) bytes[to++] = LINE_FEED
      const from = line === 0 ? start : Math.min(end, start + common)
      bytes.copyWithin(to, from, end)
      to += end - from
    }
    start = next
  }
  return to
}

function endOfLine(bytes: Buffer, start: number, length: number): number {
  let i = start
  while (i < length && bytes[i] !== LINE_FEED && bytes[i] !== CARRIAGE_RETURN) i++
  return i
}

/** Where the line after the one that ends at `end` begins; past the end if there is none. */
function nextLine(bytes: Buffer, end: number, length: number): number {
  return end + 1 < length && bytes[end] === CARRIAGE_RETURN && bytes[end + 1] === LINE_FEED ? end + 2 : end + 1
}

function indentation(bytes: Buffer, start: number, end: number): number {
  let i = start
  while (i < end && (bytes[i] === SPACE || bytes[i] === TAB)) i++
  return i - start
}
