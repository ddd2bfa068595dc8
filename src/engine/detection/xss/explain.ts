/** What the detector saw in a text, for people. */

import { isDigit, isLetter } from '../../ascii.ts'
import { withoutCode } from '../../markdown.ts'
import type { Token } from '../../types.ts'
import { type Attribute, nameEnd, readAttribute } from './attributes.ts'
import { isQuote, isWord } from './characters.ts'
import { exactEvents } from './event-names.ts'
import { globals, loading, running, sinks } from './names.ts'
import { mayRun, runningUrl } from './schemes.ts'

const mostTokens = 64
const tagReach = 8192

/** The tokens of a text as the detector reads them, in order; the first 64. Code of a Markdown document is left out. */
export function explain(text: string): readonly Token[] {
  const tokens: Token[] = []
  const source = withoutCode(text) ?? text
  const { length } = source
  for (let i = 0; i < length && tokens.length < mostTokens; ) {
    const code = source.charCodeAt(i)
    if (code === 0x3c) i = readMarkup(source, i, tokens)
    else if (isQuote(code)) i = push(tokens, 'quote', i, i + 1)
    else if (code === 0x7b && source.charCodeAt(i + 1) === 0x7b) i = push(tokens, 'template opens', i, i + 2)
    else if (code === 0x7d && source.charCodeAt(i + 1) === 0x7d) i = push(tokens, 'template closes', i, i + 2)
    else if (code === 0x24 && source.charCodeAt(i + 1) === 0x7b) i = push(tokens, 'placeholder opens', i, i + 2)
    else if (isWord(code)) i = readWord(source, i, tokens)
    else if ('()[];=+,:.?-*/!&|'.includes(source.charAt(i))) i = push(tokens, 'operator', i, i + 1)
    else i++
  }
  return tokens
}

function push(tokens: Token[], type: string, start: number, end: number): number {
  if (tokens.length < mostTokens && end > start) tokens.push({ type, start, end })
  return Math.max(end, start + 1)
}

/** A tag and its attributes. */
function readMarkup(text: string, open: number, tokens: Token[]): number {
  const isClosing = text.charCodeAt(open + 1) === 0x2f
  const start = isClosing ? open + 2 : open + 1
  if (text.startsWith('!--', start)) return push(tokens, 'comment opens', open, start + 3)
  if (!isLetter(text.charCodeAt(start))) return push(tokens, 'operator', open, open + 1)
  const end = nameEnd(text, start)
  const tag = text.slice(text.slice(start, end).lastIndexOf(':') + 1 + start, end).toLowerCase()
  const kind = running.has(tag) ? 'tag that runs script' : loading.has(tag) ? 'tag that loads' : 'tag'
  push(tokens, isClosing ? 'closing tag' : kind, open, end)
  const limit = Math.min(text.length, open + tagReach)
  const attribute: Attribute = { nameStart: 0, nameEnd: 0, valueStart: 0, valueEnd: 0, next: 0 }
  let i = end
  while (tokens.length < mostTokens && readAttribute(text, i, limit, attribute) && attribute.next > i) {
    const { nameStart, nameEnd: stop, valueStart, valueEnd } = attribute
    const name = text.slice(nameStart, Math.min(stop, nameStart + 64)).toLowerCase()
    const isHandler = name.startsWith('on') && valueStart > stop
    push(tokens, isHandler ? 'event handler' : 'attribute', nameStart, stop)
    const scheme = mayRun(text, valueStart, valueEnd) ? runningUrl(text, valueStart, valueEnd) : ''
    push(tokens, isHandler ? 'script' : scheme === '' ? 'value' : `${scheme} URL`, valueStart, valueEnd)
    i = attribute.next
  }
  return i
}

/** A name: of a function that is called, an event handler, a scheme, an object of the page. */
function readWord(text: string, start: number, tokens: Token[]): number {
  let end = start
  while (end < text.length && isWord(text.charCodeAt(end))) end++
  const next = text.charCodeAt(end)
  const word = text.slice(start, Math.min(end, start + 64))
  const lower = word.toLowerCase()
  let type = isDigit(text.charCodeAt(start)) ? 'number' : 'name'
  if (next === 0x28 || next === 0x60) type = sinks.has(word) ? 'call that runs or shows script' : 'call'
  else if (next === 0x3a && /^(?:java|vb|live)script$/.test(lower)) type = 'scheme that runs script'
  else if (next === 0x3d && lower.startsWith('on') && exactEvents.has(lower.slice(2))) type = 'event handler'
  else if (globals.has(word) && (next === 0x2e || next === 0x5b)) type = 'object of the page'
  return push(tokens, type, start, end)
}
