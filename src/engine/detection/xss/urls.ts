/** URLs that run script. */

import { isLetter } from '../../ascii.ts'
import type { Report } from '../../types.ts'
import { isSpace, isWord } from './characters.ts'
import { isInert, SCHEME_REACH } from './schemes.ts'

/** Longer drawings are not decoded. */
const longestDrawing = 65_536
const encodedDrawing = /^:\s*image\/svg\+xml(?:;charset=[\w-]{1,16})?;base64,/i
/** What runs, loads or hides something in a drawing. */
const lively =
  /<(?:[\w-]+:)?(?:script|foreignobject|iframe|embed|object|audio|video|animate|set|use|image|handler|a|html|body|meta|link|base)\b|\bon[a-z]{3,}\s*=|script:|data:|&#|<!entity|[\0-\x08]/i

/** An image of lines and colours in base64, as pages and mails hold them: nothing in it runs. */
function isDrawing(text: string, colon: number): boolean {
  const from = colon + (encodedDrawing.exec(text.slice(colon, colon + 64))?.[0].length ?? 0)
  if (from === colon) return false
  const run = text.slice(from, from + longestDrawing + 1)
  const end = run.search(/[^A-Za-z0-9+/]/)
  const encoded = end === -1 ? run : run.slice(0, end)
  if (encoded.length > longestDrawing || encoded.length % 4 === 1) return false
  const drawing = atob(encoded)
  return /<svg[\s>]/i.test(drawing) && !lively.test(drawing)
}

/** `javascript:alert(1)` as a value or inside one. */
export function isScriptUrl(text: string, colon: number, report: Report): boolean {
  // The letters before the colon, without what browsers skip, end in `script`.
  const loose = colon > 0 && !isLetter(text.charCodeAt(colon - 1))
  let i = colon - 1
  let word = ''
  let split = false
  while (i >= 0 && colon - i < SCHEME_REACH && word.length < 10) {
    const code = text.charCodeAt(i)
    if (isLetter(code)) {
      word = String.fromCharCode(code | 0x20) + word
      if (word.length > 1 && !isLetter(text.charCodeAt(i + 1))) split = true
    } else if (code > 0x0d || code === 0x0c) break
    // Skipped both inside the word and behind it: no browser, but nothing to be announced by either.
    else if (loose && word.length > 0 && word.length < 6) return false
    i--
    if (word.length === 1 && word !== 't' && word !== 'a') return false
  }
  if (word.endsWith('data')) {
    if (
      word === 'data' &&
      /^\s*,\s*<[a-z]/i.test(text.slice(colon + 1, colon + 16)) &&
      text.slice(0, i + 1).trim() === ''
    ) {
      report('critical', 0, colon + 1, 'is a data: URL of markup')
      return true
    }
    const type = text.slice(colon + 1, colon + 48).toLowerCase()
    if (
      /^\s*text\/(?:html|javascript|xml|vbscript)\s*[;,]/.test(type) ||
      /^\s*(?:image\/svg\+xml|application\/xhtml\+xml)\s*[;,]/.test(type)
    ) {
      const rest = text.slice(colon, colon + 4096).toLowerCase()
      if (
        /^:\s*text\/(?:html|javascript|xml)[^,]{0,40},/.test(rest) ||
        /script|onload|onerror|onbegin/.test(rest) ||
        (rest.includes(';base64,') && !isDrawing(text, colon))
      ) {
        report(
          'critical',
          Math.max(0, i),
          Math.min(text.length, colon + 32),
          'is a data: URL of a document that may run script',
        )
        return true
      }
    }
    return false
  }
  const known = word.endsWith('javascript') ? 10 : word.endsWith('vbscript') ? 8 : word.endsWith('livescript') ? 10 : 0
  if (known === 0) return false
  const start = Math.max(0, i + 1)
  const leading =
    start === 0 || text.slice(0, Math.min(start, 24)).trim() === '' || /["'`=(\\>]/.test(text.charAt(start - 1))
  const limit = Math.min(text.length, colon + 256)
  if (leading && split) {
    report('critical', start, colon + 1, 'is a URL that runs script, split for filters')
    return true
  }
  if (
    leading &&
    (text.slice(colon + 1, colon + 3).trim() === '' ? colon + 2 >= text.length : isInert(text, colon, limit))
  ) {
    report('critical', start, colon + 1, 'is a URL of a script that does nothing', 2)
    return false
  }
  const next = text.charCodeAt(colon + 1)
  // "JavaScript: The Good Parts" · "javascript: foo"
  const prose =
    next === 0x20 && isLetter(text.charCodeAt(colon + 2)) && !/^[\w.]+\s?[(`=[]/.test(text.slice(colon + 2, colon + 40))
  if (prose || colon + 1 >= text.length) return false
  for (let j = colon + 1; j < limit; j++) {
    const code = text.charCodeAt(j)
    const call =
      (code === 0x28 || code === 0x60) &&
      j > colon + 1 &&
      (isWord(text.charCodeAt(j - 1)) || text.charCodeAt(j - 1) === 0x29 || text.charCodeAt(j - 1) === 0x5d)
    if (
      call ||
      (leading &&
        (code === 0x2f ||
          code === 0x25 ||
          code === 0x3d ||
          code === 0x27 ||
          code === 0x22 ||
          code === 0x3b ||
          code === 0x5c))
    ) {
      report('critical', start, j + 1, 'is a URL that runs script')
      return true
    }
    if (isSpace(code) && !leading) return false
  }
  if (leading && next > 0x20 && next !== 0x3a) {
    report(start === 0 ? 'critical' : 'error', start, limit, 'is a URL that runs script')
    return start === 0
  }
  return false
}
