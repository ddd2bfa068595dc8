import { hexDigit } from '../digits.ts'
import { type Replacement, replaceMarked } from './replace.ts'

/** Named references that spell ASCII, and those that browsers drop or fold; the rest can't build an attack's syntax. */
const NAMED: Readonly<Record<string, string>> = {
  amp: '&',
  ast: '*',
  apos: "'",
  bsol: '\\',
  bne: '=',
  colon: ':',
  comma: ',',
  commat: '@',
  dollar: '$',
  equals: '=',
  excl: '!',
  grave: '`',
  gt: '>',
  hat: '^',
  lbrace: '{',
  lbrack: '[',
  lcub: '{',
  lowbar: '_',
  lpar: '(',
  lsqb: '[',
  lt: '<',
  midast: '*',
  nbsp: '\u00a0',
  newline: '\n',
  num: '#',
  percnt: '%',
  period: '.',
  plus: '+',
  quest: '?',
  quot: '"',
  rbrace: '}',
  rbrack: ']',
  rcub: '}',
  rpar: ')',
  rsqb: ']',
  semi: ';',
  sol: '/',
  tab: '\t',
  verbar: '|',
  vert: '|',
  zerowidthspace: '\u200b',
}
/** What lenient decoders take without a semicolon, beside the names that browsers do: no word goes on from them. */
const LENIENT: ReadonlySet<string> = new Set(['lbrace', 'lcub', 'rbrace', 'rcub', 'dollar'])
/** What a character reference that is decoded begins with. */
export const htmlReferences: readonly string[] = ['&#', ...Object.keys(NAMED).map((name) => `&${name}`)]

const LONGEST_NAME = Math.max(...Object.keys(NAMED).map((name) => name.length))

/**
 * Decodes HTML character references, decimal, hexadecimal (any number of leading zeros) and named, with or without
 * the semicolon, as browsers do in attributes and text.
 * @returns undefined if nothing changed
 */
export function htmlView(text: string): string | undefined {
  return replaceMarked(text, '&', (_, at) => (text.charCodeAt(at) === 0x23 ? numeric(text, at + 1) : named(text, at)))
}

function numeric(text: string, start: number): Replacement | undefined {
  const hexadecimal = (text.charCodeAt(start) | 0x20) === 0x78
  let i = hexadecimal ? start + 1 : start
  const first = i
  let code = 0
  for (; ; i++) {
    const digit = hexDigit(text.charCodeAt(i))
    if (digit < 0 || (!hexadecimal && digit > 9)) break
    code = Math.min(code * (hexadecimal ? 16 : 10) + digit, 0x110000)
  }
  if (i === first) return undefined
  const valid = code > 0 && code <= 0x10ffff && (code < 0xd800 || code > 0xdfff)
  return { text: valid ? String.fromCodePoint(code) : '\ufffd', end: text.charCodeAt(i) === 0x3b ? i + 1 : i }
}

function named(text: string, start: number): Replacement | undefined {
  let end = start
  while (end - start <= LONGEST_NAME && isLetter(text.charCodeAt(end))) end++
  for (let length = end - start; length >= 2; length--) {
    const replacement = NAMED[text.slice(start, start + length).toLowerCase()]
    if (replacement === undefined) continue
    const after = start + length
    if (text.charCodeAt(after) === 0x3b) return { text: replacement, end: after + 1 }
    // Without a semicolon browsers know the oldest names only.
    const name = text.slice(start, after).toLowerCase()
    if (/^(?:amp|gt|lt|quot|nbsp)$/.test(name) || LENIENT.has(name)) return { text: replacement, end: after }
  }
  return undefined
}

function isLetter(code: number): boolean {
  const letter = code | 0x20
  return letter >= 0x61 && letter <= 0x7a
}
