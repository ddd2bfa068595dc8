/** Names that are computed: `window['al'+'ert'](1)`, `a=alert,a(1)`. */

import { isLetter } from '../../ascii.ts'
import type { Report } from '../../types.ts'
import { isSpace, isWord } from './characters.ts'
import { globals, loud } from './names.ts'

/** `window['alert'](1)`, `[]['constructor']`, `top[/al/.source+/ert/.source](1)`: called at `open`, computed before `end`. */
export function isComputedCall(text: string, open: number, end: number, report: Report): boolean {
  const limit = Math.max(0, end - 64)
  let bracket = -1
  let quoted = false
  for (let i = end - 2; i >= limit; i--) {
    const code = text.charCodeAt(i)
    if (code === 0x5b) {
      bracket = i
      break
    }
    if (code === 0x22 || code === 0x27 || code === 0x60 || code === 0x2f) quoted = true
  }
  if (bracket === -1) return false
  const key = text.slice(bracket + 1, end - 1)
  if (!quoted && !key.includes('(')) return false
  let start = bracket
  while (start > limit && isWord(text.charCodeAt(start - 1))) start--
  const object = text.slice(start, bracket)
  const word = key.replace(/[^A-Za-z]/g, '')
  if (isLink(text, open)) return false
  if (word === 'constructor' || loud.has(word) || (globals.has(object) && object !== 'this' && /[+\\/(]/.test(key))) {
    report('critical', start, open + 1, 'calls a dangerous function by a computed name')
    return true
  }
  return false
}

const address = /^(?:https?:\/\/|mailto:|\.{1,2}\/|#[\w-]{1,80}\))/

/** ``[`x` constructor](https://…)``: Markdown's link; no argument of a call is a bare address. */
function isLink(text: string, open: number): boolean {
  const first = text.charCodeAt(open + 1)
  if (first !== 0x68 && first !== 0x6d && first !== 0x2e && first !== 0x23) return false
  return text.charCodeAt(open - 1) === 0x5d && address.test(text.slice(open + 1, open + 84))
}

/** The page's objects whose members are looked up by a text, as nobody needs to who may write the name. */
const holders: ReadonlySet<string> = new Set([
  'window',
  'self',
  'top',
  'parent',
  'frames',
  'globalThis',
  'document',
  'this',
])

/** `self["…"]`, `window?.["…"]`, also with comments in between, at the bracket. */
export function isComputedMember(text: string, bracket: number, report: Report): boolean {
  const first = text.charCodeAt(bracket + 1)
  if (first !== 0x22 && first !== 0x27 && first !== 0x60 && first !== 0x2f && first !== 0x28 && first !== 0x2b)
    return false
  let end = gapBefore(text, bracket)
  if (end >= 2 && text.startsWith('?.', end - 2)) end = gapBefore(text, end - 2)
  let start = end
  while (start > 0 && end - start < 12 && isWord(text.charCodeAt(start - 1))) start--
  const object = text.slice(start, end)
  if (!holders.has(object)) return false
  const before = start === 0 ? 0 : text.charCodeAt(start - 1)
  // A sentence: `put it on top ["…"]`; a member of something else.
  if (before === 0x2e || before === 0x2d || (before === 0x20 && start > 1 && isLetter(text.charCodeAt(start - 2))))
    return false
  if (end !== bracket && before !== 0 && isSpace(text.charCodeAt(bracket - 1)) && isSpace(before)) return false
  const close = text.slice(bracket, bracket + 96).indexOf(']')
  if (close === -1) return false
  const key = text.slice(bracket + 1, bracket + close)
  const after = bracket + close + 1
  const next = text.charCodeAt(text.startsWith('?.', after) ? after + 2 : after)
  const pieces = /["'`/)]\s?\+\s?["'`/(\w]/.test(key)
  const isUsed = next === 0x28 || next === 0x60 || next === 0x5b || next === 0x3d
  const isSplit = end !== bracket && text.slice(end, bracket).includes('/*')
  if (
    !pieces &&
    !(isUsed && object !== 'this') &&
    !isSplit &&
    !(isWindow(object) && start === 0 && after === text.length)
  ) {
    return false
  }
  report('critical', start, after, 'reaches for the page by a computed name')
  return true
}

/** Names of the global object, which no data has. */
function isWindow(object: string): boolean {
  return object === 'window' || object === 'self' || object === 'globalThis' || object === 'frames'
}

/** Where white space and comments before `position` begin. Looks back 64 characters. */
export function gapBefore(text: string, position: number): number {
  const limit = Math.max(0, position - 64)
  let i = position
  while (i > limit) {
    if (isSpace(text.charCodeAt(i - 1))) i--
    else if (text.charCodeAt(i - 1) === 0x2f && text.charCodeAt(i - 2) === 0x2a) {
      const open = text.slice(limit, i - 2).lastIndexOf('/*')
      if (open === -1) return i
      i = limit + open
    } else break
  }
  return i
}

/** Properties by which a function is called without a call. */
const callbacks: ReadonlySet<string> = new Set(['onerror', 'valueOf', 'toString', 'toJSON', 'hasInstance'])

/** `a=alert,a(1)`, `{valueOf:alert}`: a dangerous function under another name, at the sign before it. */
export function isAlias(text: string, sign: number, report: Report): boolean {
  let end = sign + 1
  while (end < text.length && end < sign + 16 && isLetter(text.charCodeAt(end))) end++
  if (end - sign < 5 || !loud.has(text.slice(sign + 1, end))) return false
  const after = end < text.length ? text.charCodeAt(end) : 0x3b
  if (after !== 0x2c && after !== 0x3b && after !== 0x7d && after !== 0x29 && after !== 0x5d) return false
  let start = text.charCodeAt(sign - 1) === 0x5d ? sign - 1 : sign
  const stop = start
  while (start > 0 && stop - start < 16 && isWord(text.charCodeAt(start - 1))) start--
  const name = text.slice(start, stop)
  if (name === '') return false
  if (!callbacks.has(name)) {
    const rest = text.slice(end, end + 128)
    if (!rest.includes(`,${name}(`) && !rest.includes(`;${name}(`) && !rest.includes(`${name}\``)) return false
  }
  report('critical', start, end, 'calls a dangerous function by another name')
  return true
}
