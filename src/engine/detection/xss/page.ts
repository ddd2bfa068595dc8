/** Code that reads or changes the page: `document.cookie`, `location='//…'`. */

import { isDigit, isLetter } from '../../ascii.ts'
import type { FieldInfo, Report } from '../../types.ts'
import { isResource } from './calls.ts'
import { isQuote, isSpace, isWord } from './characters.ts'

/** Longer values are programs, which do that all the time. */
const longestSnippet = 512

/** Where secrets are read from and what is shown is changed. */
const members: ReadonlyMap<string, ReadonlySet<string>> = new Map(
  Object.entries({
    document:
      'cookie domain write writeln location body head URL documentURI baseURI referrer defaultView createElement querySelector querySelectorAll getElementById getElementsByTagName getElementsByClassName getElementsByName forms images scripts links all parentNode childNodes documentElement execCommand implementation innerHTML open domain evaluate adoptNode designMode',
    window:
      'location name open opener top parent frames document localStorage sessionStorage onerror onload alert eval execScript setTimeout setInterval postMessage history navigation atob Function',
  }).map(([object, names]) => [object, new Set(names.split(' '))]),
)

/** What is telling even as the name of a field, or with nothing beside it. */
const tellingNames: ReadonlySet<string> = new Set([
  'cookie',
  'domain',
  'write',
  'writeln',
  'location',
  'open',
  'alert',
  'eval',
])

/** Words of the language that stand before an expression; any other word before it makes a sentence. */
const keywords: ReadonlySet<string> = new Set(
  'return throw typeof void new delete in of instanceof else case await yield var let const do default export'.split(
    ' ',
  ),
)

/** `document.cookie` where code stands, at the dot behind the object. */
export function isPageAccess(text: string, dot: number, field: FieldInfo, report: Report): boolean {
  const last = dot === 0 ? 0 : text.charCodeAt(dot - 1)
  if (last !== 0x74 && last !== 0x77) return false
  let start = dot
  while (start > 0 && dot - start < 12 && isLetter(text.charCodeAt(start - 1))) start--
  const names = members.get(text.slice(start, dot))
  if (names === undefined || isResource(text, field)) return false
  let end = dot + 1
  while (end < text.length && end < dot + 32 && isWord(text.charCodeAt(end))) end++
  const name = text.slice(dot + 1, end)
  if (!names.has(name)) return false
  if (field.isName) {
    if (!tellingNames.has(name) || start > 0) return false
    report('critical', start, end, "reads or changes the page's document")
    return true
  }
  const isLone = end - start === text.length && !tellingNames.has(name)
  if (
    !isLone &&
    text.length <= longestSnippet &&
    mayStandInCode(text, start) &&
    mayGoOn(text, start, end) &&
    !isAside(text, start, end) &&
    !isTitle(text, start, end)
  ) {
    report('critical', start, end, "reads or changes the page's document")
    return true
  }
  report('warning', start, end, "names a part of the page's document", 2)
  return false
}

/** What stands before the expression is no sentence: nothing, an operator, a keyword. */
function mayStandInCode(text: string, start: number): boolean {
  if (start === 0) return true
  const before = text.charCodeAt(start - 1)
  if (before === 0x2e) return !isWord(text.charCodeAt(start - 2))
  if (before === 0x3d && text.startsWith('http')) return false
  if (before === 0x2f) {
    const second = start < 2 ? 0 : text.charCodeAt(start - 2)
    return second === 0x2a || second === 0x2f || isSpace(second) || second === 0
  }
  if (before === 0x2d || isDigit(before) || before > 0x7f)
    return before === 0x2d && !isLetter(text.charCodeAt(start - 2))
  if (!isSpace(before)) return !isWord(before) && before !== 0x60
  let i = start
  while (i > 0 && start - i < 16 && isSpace(text.charCodeAt(i - 1))) i--
  if (i === 0) return true
  const end = i
  while (i > 0 && end - i < 16 && isLetter(text.charCodeAt(i - 1))) i--
  if (i < end) return keywords.has(text.slice(i, end))
  const mark = text.charCodeAt(end - 1)
  return mark !== 0x2e && mark !== 0x2c && mark !== 0x3a && mark !== 0x60 && !isDigit(mark) && mark <= 0x7f
}

/** What follows the expression goes on in code, or ends it. */
function mayGoOn(text: string, start: number, end: number): boolean {
  let i = end
  while (i < text.length && i < end + 8 && isSpace(text.charCodeAt(i))) i++
  if (i >= text.length) return true
  const next = text.charCodeAt(i)
  if (isLetter(next) || isDigit(next)) return false
  if (next === 0x2e) {
    // A member, or the end of a sentence that isn't one.
    return isWord(text.charCodeAt(i + 1)) || text.charCodeAt(i + 1) === 0x2e
  }
  if (next === 0x2c) return start > 0 && text.charCodeAt(start - 1) === 0x28
  return next !== 0x3f && next !== 0x60 && next <= 0x7f
}

/** `The address (window.location.href) of the page`: behind a call's brackets no word may stand but an operator. */
function isAside(text: string, start: number, end: number): boolean {
  if (start < 3 || text.charCodeAt(start - 1) !== 0x28 || !/[\p{L}"'] $/u.test(text.slice(start - 3, start - 1)))
    return false
  return /^[\w.]{0,48}\) (?!in\b|instanceof\b)[a-z]{2}/i.test(text.slice(end, end + 64))
}

/** `Opened by "window.open()" and …`: quoted, with words on both sides, which no expression has. */
const wordBefore = /(?:\p{L}{2,} |\p{L}-)["'“‘«„]$/u
const wordBehind = /^(?:\(\))?["'”’»“],? ?\p{L}/u

/** `Web Docs - window.postMessage`, `document.evaluate & XPath`, `Opened by "window.open()" and …`: what a title or a sentence speaks of. */
function isTitle(text: string, start: number, end: number): boolean {
  const before = text.slice(Math.max(0, start - 32), start)
  const behind = text.slice(end, end + 16)
  if (wordBefore.test(before)) return wordBehind.test(behind)
  const isPart = start === 0 || /\p{L} \p{L}{2,} - $/u.test(before)
  return isPart && /^(?:\(\))?(?: & [A-Z][A-Za-z]+)?$/.test(behind) && !(start === 0 && behind.length < 3)
}

/** `location='javascript:…'`, `location=name`: leads the page somewhere, at the sign. */
export function isNavigation(text: string, equals: number, report: Report): boolean {
  let end = equals
  while (end > 0 && equals - end < 4 && isSpace(text.charCodeAt(end - 1))) end--
  if (end >= 5 && text.startsWith('.href', end - 5)) end -= 5
  if (end < 8 || !text.startsWith('location', end - 8)) return false
  const start = end - 8
  const before = start === 0 ? 0x3b : text.charCodeAt(start - 1)
  if (isLetter(before) || before === 0x26 || before === 0x3f || before === 0x5f || before === 0x2d) return false
  let i = equals + 1
  while (i < text.length && i < equals + 4 && isSpace(text.charCodeAt(i))) i++
  const first = text.charCodeAt(i)
  if (isQuote(first)) {
    const rest = text.slice(i + 1, i + 16).toLowerCase()
    if (!/^(?:java|vbs|data:|\/\/|https?:|['"`]\s?\+)/.test(rest)) return false
  } else if (
    !/^(?:name|location|window|document|URL|top|parent|self|opener)(?:[.;)}/]|$)/.test(text.slice(i, i + 12))
  ) {
    return false
  }
  if (!mayStandInCode(text, start) && before !== 0x2e) return false
  if (text.length > longestSnippet) return false
  report('critical', start, i + 1, 'leads the page elsewhere')
  return true
}
