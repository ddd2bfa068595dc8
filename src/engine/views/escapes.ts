import { hexDigit } from './hex.ts'

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
  let at = text.indexOf('\\')
  if (at < 0) return undefined
  let out = ''
  let kept = 0
  while (at >= 0) {
    const found = decodeEscape(text, at + 1)
    if (found) {
      out += text.slice(kept, at) + found.text
      kept = found.end
    }
    at = text.indexOf('\\', found ? kept : at + 1)
  }
  return kept === 0 ? undefined : out + text.slice(kept)
}

interface Escape {
  readonly text: string
  readonly end: number
}

function decodeEscape(text: string, at: number): Escape | undefined {
  const kind = text[at]
  if (kind === undefined) return undefined
  if (kind === 'x') return hex(text, at + 1, 2)
  if (kind === 'u') {
    if (text[at + 1] !== '{') return hex(text, at + 1, 4)
    const close = text.indexOf('}', at + 2)
    if (close < 0 || close - at > 8) return undefined
    const inner = hex(text, at + 2, close - at - 2)
    return inner && { text: inner.text, end: close + 1 }
  }
  if (kind >= '0' && kind <= '7') return octal(text, at)
  const simple = SIMPLE[kind]
  return simple === undefined ? undefined : { text: simple, end: at + 1 }
}

function hex(text: string, start: number, digits: number): Escape | undefined {
  let code = 0
  for (let i = 0; i < digits; i++) {
    const digit = hexDigit(text.charCodeAt(start + i))
    if (digit < 0) return undefined
    code = code * 16 + digit
  }
  if (digits === 0 || code > 0x10ffff) return undefined
  return { text: String.fromCodePoint(code), end: start + digits }
}

function octal(text: string, start: number): Escape {
  let code = 0
  let i = start
  for (; i < start + 3; i++) {
    const digit = text.charCodeAt(i) - 0x30
    if (!(digit >= 0 && digit <= 7) || code * 8 + digit > 0xff) break
    code = code * 8 + digit
  }
  return { text: String.fromCharCode(code), end: i }
}
