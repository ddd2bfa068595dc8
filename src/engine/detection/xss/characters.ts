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

/** The longest name of a handler, and the white space that is read over. */
export const longestHandler: i32 = 48
export const longestGap: i32 = 8
