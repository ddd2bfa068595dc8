/** Reads style sheets as browsers did that run script from them. */
import { hexDigit } from '../../digits.ts'

/** How far a style is read. */
export const styleReach = 2048

/** What runs, once comments, escapes and white space are gone. */
const runningWords = [
  'expression(',
  'script:',
  '-moz-binding:',
  'behavior:url',
  'behaviour:',
  'behavior:expression',
  '@import',
  '-o-link:',
  'data:text/html',
  '</style',
]

/** `input[value^=a]{background:url(//…)}`: tells another server, letter by letter, what a field holds. */
const asksForValues = /\[(?:value|content|nonce|data-[a-z-]{1,24}token|href)[\^$*]=/

/** CSS that runs script in some browser: comments, escapes and NULs inside a word don't hide it. */
export function runningStyle(text: string, start: number, end: number): boolean {
  const limit = Math.min(end, start + styleReach)
  if (runs(plain(text, start, limit, false))) return true
  // Where a comment begins inside a string, browsers disagree what is left.
  return text.slice(start, limit).includes('/*') && runs(plain(text, start, limit, true))
}

/** What mail programs write into every message, and fonts of hosts that serve nothing else. */
const ordinary =
  /behavior:url\(#default#vml\)|@import(?:url\(["']?|["'])https:\/\/(?:fonts\.(?:googleapis\.com|bunny\.net)|use\.typekit\.net)\//g

function runs(style: string): boolean {
  if (asksForValues.test(style) && style.includes('url(')) return true
  if (!runningWords.some((word) => style.includes(word))) return false
  // A space, so that what stands on both sides doesn't become a word.
  const rest = style.replace(ordinary, ' ')
  return rest.length === style.length || runningWords.some((word) => rest.includes(word))
}

/** Without comments, escapes, white space and capitals. */
function plain(text: string, start: number, limit: number, keepsStrings: boolean): string {
  let out = ''
  let quote = 0
  for (let i = start; i < limit; i++) {
    let code = text.charCodeAt(i)
    if (keepsStrings && (code === 0x22 || code === 0x27)) quote = quote === 0 ? code : quote === code ? 0 : quote
    if (quote === 0 && code === 0x2f && text.charCodeAt(i + 1) === 0x2a) {
      const close = i + 2 + text.slice(i + 2, limit).indexOf('*/')
      if (close < i + 2) break
      i = close + 1
      continue
    }
    if (code === 0x5c) {
      let value = 0
      let digits = 0
      for (; digits < 6; digits++) {
        const digit = hexDigit(text.charCodeAt(i + 1 + digits))
        if (digit < 0) break
        value = value * 16 + digit
      }
      if (digits === 0) continue
      i += digits
      if (text.charCodeAt(i + 1) === 0x20) i++
      code = value
    }
    if (code <= 0x20) continue
    out += String.fromCharCode(code >= 0x41 && code <= 0x5a ? code | 0x20 : code & 0xffff)
  }
  return out
}

/** A style sheet that names an at-rule or a value by an escape, or that is a program: CSS has no use for either. */
export function disguisedSheet(text: string, start: number, end: number): boolean {
  const limit = Math.min(end, start + styleReach)
  for (let i = start; i < limit; i++) {
    const code = text.charCodeAt(i)
    if (code === 0x60) return true
    if (code !== 0x5c || i === start) continue
    // `type=\"text/css\"`: a page within JSON within a value. An escaped quote spells no word.
    const next = text.charCodeAt(i + 1)
    if (next === 0x22 || next === 0x27) continue
    const before = text.charCodeAt(i - 1)
    if (before === 0x40 || before === 0x3d || before === 0x3a) return true
  }
  return false
}

/** A style attribute with control characters in it, which split words for filters. */
export function splitsWords(text: string, start: number, end: number): boolean {
  const limit = Math.min(end, start + styleReach)
  for (let i = start; i < limit; i++) {
    const code = text.charCodeAt(i)
    if (code < 0x20 && code !== 0x09 && code !== 0x0a && code !== 0x0c && code !== 0x0d) return true
  }
  return false
}
