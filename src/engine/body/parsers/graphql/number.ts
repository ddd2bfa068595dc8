import { isDigit } from '../../../ascii.ts'
import { BEGINS, DOT, LETTER } from './bytes.ts'
import { hashed, SEED } from './hash.ts'

// What was read last.
const MINUS = 0
const ZERO = 1
const INTEGER = 2
const POINT = 3
const FRACTION = 4
const EXPONENT = 5
const SIGN = 6
const EXPONENT_DIGITS = 7

/** A number, as far as it has been read. */
export class NumberReader {
  /** What is wrong; '' if nothing. */
  fault = ''
  /** The number has ended. */
  hasEnded = false
  hash: number = SEED
  length = 0
  #state = MINUS

  begin(): void {
    this.fault = ''
    this.hasEnded = false
    this.hash = SEED
    this.length = 0
    this.#state = -1
  }

  /** Reads on from `start`. @returns the place after the number, or of its fault */
  read(bytes: Buffer, start: number, end: number): number {
    let i = start
    while (i < end) {
      const byte = bytes[i] as number
      const next = isDigit(byte) ? afterDigit(this.#state, byte) : after(this.#state, byte)
      if (next < 0) {
        this.hasEnded = true
        if (next === NO_NUMBER) this.fault = 'a number that is none'
        break
      }
      this.#state = next
      this.hash = hashed(this.hash, byte)
      i++
    }
    this.length += i - start
    return i
  }
}

const ENDS = -2
const NO_NUMBER = -3

function afterDigit(state: number, byte: number): number {
  switch (state) {
    case -1:
    case MINUS:
      return byte === 0x30 ? ZERO : INTEGER
    case ZERO:
      return NO_NUMBER
    case INTEGER:
      return INTEGER
    case POINT:
    case FRACTION:
      return FRACTION
    default:
      return EXPONENT_DIGITS
  }
}

/** After what isn't a digit. A number may not be followed by a letter or a dot. */
function after(state: number, byte: number): number {
  switch (state) {
    case -1:
      return MINUS
    case MINUS:
    case POINT:
    case SIGN:
      return NO_NUMBER
    case EXPONENT:
      return byte === 0x2b || byte === 0x2d ? SIGN : NO_NUMBER
  }
  if (byte === DOT && state <= INTEGER) return POINT
  if ((byte | 0x20) === 0x65 && state !== EXPONENT_DIGITS) return EXPONENT
  return byte === DOT || BEGINS[byte] === LETTER ? NO_NUMBER : ENDS
}
