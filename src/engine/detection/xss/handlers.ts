/** Event handlers, in a tag or in an attribute that the value leaves. */

import { isDigit, isLetter } from '../../ascii.ts'
import type { Report } from '../../types.ts'
import { isQuote, isSpace, isWord } from './characters.ts'
import { eventBeginnings, exactEvents } from './event-names.ts'
import { longestGap, longestHandler } from './matters.ts'
import { callers, globals, sinks } from './names.ts'

/** `onerror=…` anywhere: the value may stand in a tag or in an attribute that it leaves. */
export function isHandler(text: string, equals: number, report: Report): boolean {
  let end = equals
  while (end > 0 && equals - end < longestGap && isSpace(text.charCodeAt(end - 1))) end--
  let start = end
  while (start > 0 && end - start < longestHandler && isLetter(text.charCodeAt(start - 1))) start--
  if (end - start < 5) return false
  const name = text.slice(start, end).toLowerCase()
  if (!name.startsWith('on')) return isLoader(text, name, start, equals, report)
  const before = start === 0 ? 0x20 : text.charCodeAt(start - 1)
  if (before === 0x2e || before === 0x5f || before === 0x2d || before === 0x24 || isDigit(before)) return false
  if (before === 0x26 || before === 0x3f) return false
  const event = name.slice(2)
  if (!eventBeginnings.some((beginning) => event.startsWith(beginning))) return false
  let value = equals + 1
  while (value < text.length && value < equals + longestGap && isSpace(text.charCodeAt(value))) value++
  const first = text.charCodeAt(value)
  if (first === 0x7b || first === 0x3e || first === 0x3d) return false
  if (runs(text, start, end, equals, value, report)) return true
  // `" onfocus=x autofocus `: in an attribute that the value leaves.
  if (exactEvents.has(event) && leaves(text, start, equals)) {
    report('critical', start, equals + 1, 'leaves an attribute and adds an event handler')
    return true
  }
  if (exactEvents.has(event)) report('critical', start, equals + 1, 'names an event handler', 3)
  return false
}

/** What the handler is runs script. */
function runs(text: string, start: number, end: number, equals: number, value: number, report: Report): boolean {
  const first = text.charCodeAt(value)
  const quoted = first === 0x22 || first === 0x27
  const tight = end === equals && value === equals + 1
  const limit = Math.min(text.length, value + 160)
  let call = false
  let word = value + (quoted ? 1 : 0)
  for (let i = word; i <= limit; i++) {
    const code = i < limit ? text.charCodeAt(i) : 0x20
    if (isWord(code)) continue
    if (i > word) {
      const spelt = text.slice(word, i)
      if (
        (sinks.has(spelt) && (!callers.has(spelt) || spelt === 'apply')) ||
        (globals.has(spelt) && tight) ||
        spelt === 'throw' ||
        spelt === 'javascript'
      ) {
        report('critical', start, i, 'has an event handler that runs script')
        return true
      }
      if (code === 0x28 || code === 0x60) call = true
    }
    if (code === first && quoted && i > value) break
    if (code === 0x3e && i > value && text.charCodeAt(i - 1) !== 0x3d) break
    word = i + 1
  }
  if (!call || !(quoted || tight)) return false
  report('critical', start, limit, 'has an event handler that calls a function')
  return true
}

/** `'formaction=`: an attribute that loads something, behind a quote. */
function isLoader(text: string, name: string, start: number, equals: number, report: Report): boolean {
  if ((name !== 'formaction' && name !== 'srcdoc') || !leaves(text, start, equals)) return false
  report('critical', start, equals + 1, `leaves an attribute and adds ${name}`)
  return true
}

/** A quote, and white space at most, stands before `position`, and isn't the first of a pair: `'onclick='`. */
function leaves(text: string, position: number, equals: number): boolean {
  let i = position
  while (i > 0 && position - i < 32 && (isSpace(text.charCodeAt(i - 1)) || text.charCodeAt(i - 1) === 0x2f)) i--
  const quote = i === 0 ? 0 : text.charCodeAt(i - 1)
  if (!isQuote(quote)) return false
  if (i < position)
    return firstOf(text, quote, i - 1) || (isQuote(text.charCodeAt(0)) && isQuote(text.charCodeAt(equals + 1)))
  if (text.charCodeAt(equals + 1) !== quote) return true
  if (i === 1 && equals + 2 >= text.length) return true
  const next = text.charCodeAt(equals + 2)
  return next > 0x20 && next !== 0x2c && next !== 0x2e && next !== 0x29
}

/** No such quote stands before `position`. Looks back 256 characters. */
export function firstOf(text: string, quote: number, position: number): boolean {
  const limit = Math.max(0, position - 256)
  for (let i = position - 1; i >= limit; i--) if (text.charCodeAt(i) === quote) return false
  return limit === 0
}

/** ` onerror CDATA "alert(1)"`: a default for the attribute, in a document's type; at the keyword. */
export function isDefaultHandler(text: string, keyword: number, report: Report): boolean {
  const end = keyword - 1
  if (end < 6 || !text.startsWith(' CDATA ', end) || !isQuote(text.charCodeAt(end + 7))) return false
  let start = end
  while (start > 0 && end - start < longestHandler && isLetter(text.charCodeAt(start - 1))) start--
  const name = text.slice(start, end).toLowerCase()
  if (!name.startsWith('on') || !exactEvents.has(name.slice(2))) return false
  report('critical', start, end + 8, 'gives an event handler as a default')
  return true
}
