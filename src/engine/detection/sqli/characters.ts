/** What a character is to a SQL server, and where a number ends. */

import { isDigit, isHexDigit } from '../../ascii.ts'

/** Classes of characters. */
export const C = { space: 0, word: 1, digit: 2, quote: 3, other: 4 }

/** Characters up to U+00FF: nearly all text. */
const narrow = new Uint8Array(256).fill(C.other)
narrow.fill(C.space, 0, 0x21)
narrow.fill(C.digit, 0x30, 0x3a)
narrow.fill(C.word, 0x41, 0x5b)
narrow.fill(C.word, 0x61, 0x7b)
narrow[0x5f] = C.word
narrow.fill(C.word, 0x80)
// Other spaces beyond ASCII are ASCII's in the `unicode` view.
narrow[0x85] = C.space
narrow[0x7f] = C.space
for (const quote of '\'"`') narrow[quote.charCodeAt(0)] = C.quote

/**
 * Typographic quotes, which databases with a best-fit code page turn into the plain one. Full-width ones and primes are plain
 * in the `unicode` view.
 */
export const wideQuotes: readonly (readonly [plain: number, spellings: string])[] = [
  [0x27, '\u2018\u2019'],
  [0x22, '\u201c\u201d'],
]

const wide = new Map<number, number>()
for (const [, spellings] of wideQuotes) for (const quote of spellings) wide.set(quote.charCodeAt(0), C.quote)
// Dashes that a word processor made of `--`.
for (const dash of '\u2013\u2014') wide.set(dash.charCodeAt(0), C.other)

const plain = new Map<number, number>()
for (const [quote, spellings] of wideQuotes)
  for (const wideQuote of spellings) plain.set(wideQuote.charCodeAt(0), quote)

export function classOf(code: number): number {
  return code < 0x100 ? (narrow[code] as number) : wideClass(code)
}

function wideClass(code: number): number {
  return mayBeSpecial(code) ? (wide.get(code) ?? C.word) : C.word
}

/** Spares letters of most scripts the look into a map. */
function mayBeSpecial(code: number): boolean {
  return code >= 0x2013 && code <= 0x201d
}

/** The ASCII quote that `code` may stand for; 0 if none. */
export function plainQuote(code: number): number {
  if (code < 0x80) return code === 0x27 || code === 0x22 || code === 0x60 ? code : 0
  return mayBeSpecial(code) ? (plain.get(code) ?? 0) : 0
}

export const isSpace = (code: number): boolean => classOf(code) === C.space

const isBit = (code: number): boolean => code === 0x30 || code === 0x31

/** The end of the number that starts at `start` with a digit, or with a dot and a digit. */
export function numberEnd(text: string, start: number): number {
  let end = start
  if (text.charCodeAt(end) === 0x30 && (text.charCodeAt(end + 1) | 0x20) === 0x78) {
    end += 2
    while (isHexDigit(text.charCodeAt(end))) end++
    return end
  }
  if (text.charCodeAt(end) === 0x30 && (text.charCodeAt(end + 1) | 0x20) === 0x62 && isBit(text.charCodeAt(end + 2))) {
    end += 2
    while (isBit(text.charCodeAt(end))) end++
    return end
  }
  // PostgreSQL and SQLite group digits with `_`.
  while (isDigit(text.charCodeAt(end)) || (text.charCodeAt(end) === 0x5f && isDigit(text.charCodeAt(end + 1)))) end++
  if (text.charCodeAt(end) === 0x2e) {
    end++
    while (isDigit(text.charCodeAt(end))) end++
  }
  if ((text.charCodeAt(end) | 0x20) === 0x65) {
    let exponent = end + 1
    const sign = text.charCodeAt(exponent)
    if (sign === 0x2b || sign === 0x2d) exponent++
    const digits = exponent
    while (isDigit(text.charCodeAt(exponent))) exponent++
    if (exponent > digits) end = exponent
  }
  return end
}

/** MySQL swallows the exponent of `1.e(` and of `1.e.name`: where that glue ends; 0 if the number that ends at `end` has none. */
export function glueEnd(text: string, end: number): number {
  if (text.charCodeAt(end - 1) !== 0x2e || (text.charCodeAt(end) | 0x20) !== 0x65) return 0
  const after = text.charCodeAt(end + 1)
  if (after === 0x28) return end + 2
  if (after === 0x2e && end + 2 < text.length && classOf(text.charCodeAt(end + 2)) === C.word) return end + 2
  return 0
}
