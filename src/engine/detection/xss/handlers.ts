/** Event handlers, in a tag or in an attribute that the value leaves. */
import type { Report } from '../../types.ts'
import { isLetter, isSpace, isWord } from './markup.ts'
import { events, globals, sinks } from './names.ts'

/** `onerror=…` anywhere: the value may stand in a tag or in an attribute that it leaves. */
export function isHandler(text: string, equals: number, report: Report): boolean {
  let end = equals
  while (end > 0 && equals - end < 8 && text.charCodeAt(end - 1) <= 0x20) end--
  let start = end
  while (start > 0 && end - start < 40 && isLetter(text.charCodeAt(start - 1))) start--
  if (end - start < 5 || (text.charCodeAt(start) | 0x20) !== 0x6f || (text.charCodeAt(start + 1) | 0x20) !== 0x6e)
    return false
  const before = start === 0 ? 0x20 : text.charCodeAt(start - 1)
  if (before === 0x2e || before === 0x5f || before === 0x2d || before === 0x24 || (before >= 0x30 && before <= 0x39))
    return false
  if (before === 0x26 || before === 0x3f) return false
  const name = text.slice(start + 2, end).toLowerCase()
  if (!events.some((event) => name.startsWith(event))) return false
  let value = equals + 1
  while (value < text.length && value < equals + 8 && isSpace(text.charCodeAt(value))) value++
  const first = text.charCodeAt(value)
  if (first === 0x7b || first === 0x3e || first === 0x3d) return false
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
        (sinks.has(spelt) && spelt !== 'map' && spelt !== 'find' && spelt !== 'call') ||
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
  if (call && (quoted || tight)) {
    report('critical', start, limit, 'has an event handler that calls a function')
    return true
  }
  // `" onfocus=x autofocus `: in an attribute that the value leaves.
  if (tight && start > 0 && isSpace(before) && leavesQuote(text, start)) {
    report('critical', start, limit, 'leaves an attribute and adds an event handler')
    return true
  }
  return false
}

/** White space and a quote, which is the value's first, stand before `position`. */
function leavesQuote(text: string, position: number): boolean {
  let i = position
  while (i > 0 && position - i < 32 && (isSpace(text.charCodeAt(i - 1)) || text.charCodeAt(i - 1) === 0x2f)) i--
  const quote = i === 0 ? 0 : text.charCodeAt(i - 1)
  return (quote === 0x22 || quote === 0x27 || quote === 0x60) && firstOf(text, quote, i - 1)
}

/** No such quote stands before `position`. Looks back 256 characters. */
export function firstOf(text: string, quote: number, position: number): boolean {
  const limit = Math.max(0, position - 256)
  for (let i = position - 1; i >= limit; i--) if (text.charCodeAt(i) === quote) return false
  return limit === 0
}
