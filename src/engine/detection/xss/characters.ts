/** Classes of characters, as a browser's tokenisers have them. */

import { isDigit, isLetter } from '../../ascii.ts'

export const isSpace = (code: number): boolean => code <= 0x20 || code === 0xa0
/** A character of a JavaScript identifier. */
export const isWord = (code: number): boolean => isLetter(code) || isDigit(code) || code === 0x5f || code === 0x24
export const isQuote = (code: number): boolean => code === 0x22 || code === 0x27 || code === 0x60
