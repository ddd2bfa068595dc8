/** Classes of characters, as a browser's tokenisers have them. */
import { isDigit, isLetter } from '../../ascii.ts'

export function isSpace(code: i32): boolean {
  return code <= 0x20 || code === 0xa0
}

/** A character of a JavaScript identifier. */
export function isWord(code: i32): boolean {
  return isLetter(code) || isDigit(code) || code === 0x5f || code === 0x24
}

export function isQuote(code: i32): boolean {
  return code === 0x22 || code === 0x27 || code === 0x60
}
