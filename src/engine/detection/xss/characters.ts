/** Classes of characters, as a browser's tokenisers have them. */

import { isDigit, isLetter } from '../../ascii.ts'

export const isSpace = (code: number): boolean => code <= 0x20 || code === 0xa0
/** A character of a JavaScript identifier. */
export const isWord = (code: number): boolean => isLetter(code) || isDigit(code) || code === 0x5f || code === 0x24
export const isQuote = (code: number): boolean => code === 0x22 || code === 0x27 || code === 0x60

/** The value of a hexadecimal digit, -1 if it is none. */
export function hexDigit(code: number): number {
  if (isDigit(code)) return code - 0x30
  const letter = code | 0x20
  return letter >= 0x61 && letter <= 0x66 ? letter - 0x57 : -1
}
