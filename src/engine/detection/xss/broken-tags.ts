/** Tags that are broken up for filters: white space behind `<` or between letters, another tag inside the name. */

import { isLetter } from '../../ascii.ts'
import type { Report } from '../../types.ts'
import { isQuote, isSpace, isWord } from './characters.ts'
import { breakable } from './names.ts'

/** `< script`, `< x: script`, `<s c r i p t`, `<scr<b>ipt`. Reports what it finds. */
export function isBrokenTag(text: string, open: number, report: Report): boolean {
  const limit = Math.min(text.length, open + 64)
  let i = open + 1
  while (i < limit && isSpace(text.charCodeAt(i))) i++
  const end = isSpaced(text, i, limit)
  if (end !== -1) {
    report('critical', open, end, 'opens a tag whose name is spaced out')
    return true
  }
  if (i === open + 1) return isNested(text, open, report)
  let name = letters(text, i, limit)
  if (name > i && text.charCodeAt(name) === 0x3a) {
    i = name + 1
    while (i < limit && isSpace(text.charCodeAt(i))) i++
    name = letters(text, i, limit)
  }
  if (!breakable.has(text.slice(i, name).toLowerCase()) || !beginsTag(text, open, name)) return false
  report('critical', open, name, 'opens a tag behind white space')
  return true
}

function letters(text: string, start: number, limit: number): number {
  let i = start
  while (i < limit && isLetter(text.charCodeAt(i))) i++
  return i
}

/** The end of single letters that spell a tag's name with white space between them; -1 if they don't. */
function isSpaced(text: string, start: number, limit: number): number {
  if (!isSpace(text.charCodeAt(start + 1))) return -1
  let name = ''
  let end = start
  for (let i = start; i < limit && isLetter(text.charCodeAt(i)); ) {
    name += String.fromCharCode(text.charCodeAt(i) | 0x20)
    end = ++i
    while (i < limit && isSpace(text.charCodeAt(i))) i++
    if (i === end) return isWord(text.charCodeAt(i)) || !breakable.has(name) ? -1 : end
  }
  return name.length > 2 && breakable.has(name) ? end : -1
}

/** A filter that takes the inner tag away leaves the outer one. */
function isNested(text: string, open: number, report: Report): boolean {
  const end = letters(text, open + 1, open + 8)
  const head = text.slice(open + 1, end).toLowerCase()
  if (head.length < 2 || head.length > 5 || text.charCodeAt(end) !== 0x3c || !'script'.startsWith(head)) return false
  const close = text.slice(end, end + 64).indexOf('>')
  if (close === -1) return false
  const rest = text.slice(end + close + 1, end + close + 1 + 6 - head.length).toLowerCase()
  if (head + rest !== 'script') return false
  report('critical', open, end + close + 1 + rest.length, 'hides a tag in a tag')
  return true
}

/** Rather than a comparison: `a < form`, `i < object.length`. */
function beginsTag(text: string, open: number, end: number): boolean {
  let before = open
  while (before > 0 && open - before < 8 && isSpace(text.charCodeAt(before - 1))) before--
  const operand = before === 0 ? 0 : text.charCodeAt(before - 1)
  const first = operand === 0 || !(isWord(operand) || operand === 0x29 || operand === 0x5d || operand > 0x7f)
  const next = end < text.length ? text.charCodeAt(end) : 0x3e
  if (next === 0x3e || next === 0x2f) return first || next === 0x2f
  if (!isSpace(next)) return false
  const rest = text.slice(end, end + 64)
  if (first && /^\s{1,8}>/.test(rest)) return true
  const equals = rest.indexOf('=')
  return (
    equals > 1 &&
    isLetter(rest.charCodeAt(equals - 1)) &&
    rest.charCodeAt(equals + 1) !== 0x3d &&
    (first || rest.includes('>'))
  )
}

/** `"><b>` at a value's beginning: leaves an attribute and its tag, and adds one, whichever it is. */
export function leavesAttribute(text: string, open: number, report: Report): boolean {
  const next = text.charCodeAt(open + 1)
  if (!isLetter(next) && next !== 0x2f && next !== 0x21) return false
  const before = text.slice(0, open)
  if (!isQuote(before.charCodeAt(0)) || !before.includes('>') || !/^["'`>\s/\\;)-]+$/.test(before)) return false
  report('critical', 0, open + 2, 'leaves an attribute and adds a tag')
  return true
}
