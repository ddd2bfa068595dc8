import { hexDigit } from '../../../digits.ts'
import type { ValueBuffer } from '../../../fields.ts'
import { BACKSLASH, CARRIAGE_RETURN, LINE_FEED, QUOTE } from './bytes.ts'
import { hashed, hashOf, SEED } from './hash.ts'

// Where in a string the next byte stands.
const PLAIN = 0
const ESCAPE = 1
const UNICODE = 2
/** In `\u{…}`. */
const BRACED = 3
/** After the first half of a surrogate pair: its backslash, its `u`. */
const HIGH = 4
const HIGH_ESCAPE = 5

/** Digits in `\u{…}`, zeros before the others included. */
const MAX_BRACED_DIGITS = 8
const BRACE_OPEN = 0x7b
const BRACE_CLOSE = 0x7d

/** 1: ends a run of what stands for itself. */
const ENDS_RUN = new Uint8Array(256)
for (const byte of [QUOTE, BACKSLASH, LINE_FEED, CARRIAGE_RETURN]) ENDS_RUN[byte] = 1

const ESCAPED = new Uint8Array(256)
for (const [letter, byte] of ['""', '\\\\', '//', 'b\b', 'f\f', 'n\n', 'r\r', 't\t']) {
  ESCAPED[(letter as string).charCodeAt(0)] = (byte as string).charCodeAt(0)
}

/** The place after the run of bytes that stand for themselves. */
export function endOfRun(bytes: Buffer, start: number, end: number): number {
  let i = start
  while (i < end && ENDS_RUN[bytes[i] as number] === 0) i++
  return i
}

/** A string in quotes, as far as it has been read; its value goes to a `ValueBuffer`. */
export class StringReader {
  fault = ''
  hasEnded = false
  hash: number = SEED
  readonly #value: ValueBuffer
  #state = PLAIN
  #code = 0
  #digits = 0
  #high = 0

  constructor(value: ValueBuffer) {
    this.#value = value
  }

  /** The quote before has been read. */
  begin(): void {
    this.fault = ''
    this.hasEnded = false
    this.hash = SEED
    this.#state = PLAIN
    this.#high = 0
  }

  /** Reads on from `start`. @returns the place after the closing quote, or of the fault */
  read(bytes: Buffer, start: number, end: number): number {
    let i = start
    while (i < end) {
      if (this.#state === PLAIN) {
        const stop = endOfRun(bytes, i, end)
        this.#value.push(bytes, i, stop)
        this.hash = hashOf(this.hash, bytes, i, stop)
        i = stop
        if (i === end) break
      }
      const byte = bytes[i] as number
      this.hash = hashed(this.hash, byte)
      this.#step(byte)
      if (this.fault !== '') return i
      i++
      if (this.hasEnded) return i
    }
    return i
  }

  #step(byte: number): void {
    switch (this.#state) {
      case PLAIN:
        if (byte === QUOTE) this.hasEnded = true
        else if (byte === BACKSLASH) this.#state = ESCAPE
        else this.fault = 'a string that does not end on its line'
        return
      case ESCAPE:
        this.#escape(byte)
        return
      case UNICODE:
        this.#unicode(byte)
        return
      case BRACED:
        this.#braced(byte)
        return
      case HIGH:
        if (byte !== BACKSLASH) this.#isNoCharacter()
        this.#state = HIGH_ESCAPE
        return
      default:
        if (byte !== 0x75) this.#isNoCharacter()
        this.#beginUnicode()
    }
  }

  #escape(byte: number): void {
    if (byte === 0x75) {
      this.#beginUnicode()
      return
    }
    const escaped = ESCAPED[byte] as number
    if (escaped === 0) {
      this.fault = 'an escape that GraphQL does not have'
      return
    }
    this.#value.byte(escaped)
    this.#state = PLAIN
  }

  #beginUnicode(): void {
    this.#state = UNICODE
    this.#code = 0
    this.#digits = 0
  }

  #unicode(byte: number): void {
    if (byte === BRACE_OPEN && this.#digits === 0 && this.#high === 0) {
      this.#state = BRACED
      return
    }
    const digit = hexDigit(byte)
    if (digit < 0) {
      this.#isNoCharacter()
      return
    }
    this.#code = (this.#code << 4) | digit
    if (++this.#digits < 4) return
    const isLow = this.#code >= 0xdc00 && this.#code <= 0xdfff
    if (this.#high !== 0) {
      if (isLow) this.#character(0x10000 + ((this.#high - 0xd800) << 10) + (this.#code - 0xdc00))
      else this.#isNoCharacter()
      this.#high = 0
    } else if (this.#code >= 0xd800 && this.#code <= 0xdbff) {
      this.#high = this.#code
      this.#state = HIGH
    } else if (isLow) this.#isNoCharacter()
    else this.#character(this.#code)
  }

  #braced(byte: number): void {
    if (byte === BRACE_CLOSE) {
      if (this.#digits === 0 || (this.#code >= 0xd800 && this.#code <= 0xdfff)) this.#isNoCharacter()
      else this.#character(this.#code)
      return
    }
    const digit = hexDigit(byte)
    this.#code = this.#code * 16 + digit
    if (digit < 0 || ++this.#digits > MAX_BRACED_DIGITS || this.#code > 0x10ffff) this.#isNoCharacter()
  }

  #isNoCharacter(): void {
    this.fault = 'an escape that is no character'
  }

  #character(code: number): void {
    this.#state = PLAIN
    const value = this.#value
    if (code < 0x80) {
      value.byte(code)
      return
    }
    if (code < 0x800) value.byte(0xc0 | (code >> 6))
    else {
      if (code < 0x10000) value.byte(0xe0 | (code >> 12))
      else {
        value.byte(0xf0 | (code >> 18))
        value.byte(0x80 | ((code >> 12) & 0x3f))
      }
      value.byte(0x80 | ((code >> 6) & 0x3f))
    }
    value.byte(0x80 | (code & 0x3f))
  }
}
