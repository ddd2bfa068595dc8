/** Reads URLs as a browser does: what it ignores in them doesn't hide a scheme. */
import { hexDigit } from '../../digits.ts'

/** Characters of a URL in which a scheme may be spread: browsers pass over any number of tabs and line breaks. */
export const SCHEME_REACH = 4_096

const letters = new Int32Array(2)

/** Reads one character of a URL as a browser does: entities decoded. Leaves the character and where it ends in `letters`. */
function readCharacter(text: string, i: number, end: number): void {
  let code = text.charCodeAt(i)
  let next = i + 1
  if (code === 0x26 && text.charCodeAt(next) === 0x23) {
    next++
    let value = 0
    const hex = (text.charCodeAt(next) | 0x20) === 0x78
    if (hex) next++
    const digits = next
    for (; next < end && next < digits + 10; next++) {
      const digit = hexDigit(text.charCodeAt(next))
      if (digit < 0 || (digit > 9 && !hex)) break
      value = value * (hex ? 16 : 10) + digit
    }
    if (next > digits) {
      if (text.charCodeAt(next) === 0x3b) next++
      code = value > 0xffff ? 0xfffd : value
    } else next = i + 1
  } else if (code === 0x26) {
    const name = text.slice(next, next + 8).toLowerCase()
    if (name.startsWith('tab;')) {
      code = 9
      next += 4
    } else if (name.startsWith('newline;')) {
      code = 10
      next += 8
    } else if (name.startsWith('colon;')) {
      code = 0x3a
      next += 6
    }
  } else if (code === 0x5c) {
    // A backslash that hides a letter from us, in CSS and in careless listings.
    code = 0
  }
  letters[0] = code
  letters[1] = next
}

/** The position behind `word` (lower-case) if the URL from `start` spells it, ignoring what browsers ignore; else -1. */
export function spells(text: string, start: number, end: number, word: string): number {
  let i = start
  let matched = 0
  while (i < end && i < start + SCHEME_REACH) {
    readCharacter(text, i, end)
    let code = letters[0] as number
    if (code >= 0x41 && code <= 0x5a) code |= 0x20
    if (code === word.charCodeAt(matched)) {
      matched++
      i = letters[1] as number
      if (matched === word.length) return i
      continue
    }
    const ignored = matched === 0 ? code <= 0x20 || code === 0xa0 || code === 0xfffd || code > 0x2000 : code < 0x20
    if (!ignored) return -1
    i = letters[1] as number
  }
  return -1
}

/** The URL runs script or shows markup of its own: what it is called; '' if not. */
export function runningUrl(text: string, start: number, end: number): string {
  for (const scheme of ['javascript:', 'vbscript:', 'livescript:', 'jscript:', 'mocha:']) {
    if (spells(text, start, end, scheme) !== -1) return scheme
  }
  const data = spells(text, start, end, 'data:')
  if (data !== -1) {
    const type = text.slice(data, Math.min(end, data + 64)).toLowerCase()
    if (
      /^[\s,]*(?:text\/(?:html|xml|javascript|vbscript|x-)|image\/svg|application\/(?:x-?(?:html|java|ecma|shock)|javascript|xml)|,)/.test(
        type,
      )
    ) {
      return 'data:'
    }
    if (type.startsWith('text/') === false && type.includes('script')) return 'data:'
    if (type.startsWith(';base64') || type.startsWith('base64')) return 'data:'
  }
  return ''
}

/** `javascript:void(0)`, `javascript:;`: what pages write where a link leads nowhere. */
export function isInert(text: string, start: number, end: number): boolean {
  const colon = text.slice(start, end).indexOf(':')
  if (colon === -1) return false
  const script = text.slice(start + colon + 1, Math.min(end, start + colon + 17))
  return /^(?:void(?:\(0\)|\s0)|#|false|(?=;)|$);?(?=["'\s>)]|$)/.test(script)
}

/** Most URLs begin with `h`, `/`, `#` or `.`: only what may spell a dangerous scheme is read in full. */
export function mayRun(text: string, start: number, end: number): boolean {
  let i = start
  while (i < end && i < start + SCHEME_REACH && (text.charCodeAt(i) <= 0x20 || text.charCodeAt(i) > 0x7f)) i++
  const first = text.charCodeAt(i) | 0x20
  return (
    first === 0x6a ||
    first === 0x76 ||
    first === 0x6c ||
    first === 0x64 ||
    first === 0x6d ||
    first === 0x26 ||
    first === 0x7c
  )
}
