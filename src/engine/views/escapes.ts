import { hexDigit } from '../digits.ts'
import { type Replacement, replaceMarked } from './replace.ts'

const SIMPLE: Readonly<Record<string, string>> = {
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
  f: '\f',
  b: '\b',
  '"': '"',
  "'": "'",
  '`': '`',
  '/': '/',
}

/**
 * Decodes the escapes of JavaScript, JSON and C: `\x41`, `\u0041`, `\u{41}`, `\101`, `\n`. A backslash before anything
 * else stays, so that Windows paths and shell quoting keep their meaning.
 * @returns undefined if nothing changed
 */
export function escapesView(text: string): string | undefined {
  return replaceMarked(text, '\\', decodeEscape)
}

function decodeEscape(text: string, at: number): Replacement | undefined {
  const kind = text[at]
  if (kind === undefined) return undefined
  if (kind === 'x') return hex(text, at + 1, 2)
  if (kind === 'u') {
    if (text[at + 1] !== '{') return hex(text, at + 1, 4)
    // Never further than the longest escape: a text of openers would be searched to its end for each of them.
    const length = text.slice(at + 2, at + 9).indexOf('}')
    if (length < 0) return undefined
    const close = at + 2 + length
    const inner = hex(text, at + 2, close - at - 2)
    return inner && { text: inner.text, end: close + 1 }
  }
  if (kind >= '0' && kind <= '7') return octal(text, at)
  const simple = SIMPLE[kind]
  return simple === undefined ? undefined : { text: simple, end: at + 1 }
}

function hex(text: string, start: number, digits: number): Replacement | undefined {
  let code = 0
  for (let i = 0; i < digits; i++) {
    const digit = hexDigit(text.charCodeAt(start + i))
    if (digit < 0) return undefined
    code = code * 16 + digit
  }
  if (digits === 0 || code > 0x10ffff) return undefined
  return { text: String.fromCodePoint(code), end: start + digits }
}

function octal(text: string, start: number): Replacement {
  let code = 0
  let i = start
  for (; i < start + 3; i++) {
    const digit = text.charCodeAt(i) - 0x30
    if (!(digit >= 0 && digit <= 7) || code * 8 + digit > 0xff) break
    code = code * 8 + digit
  }
  return { text: String.fromCharCode(code), end: i }
}
