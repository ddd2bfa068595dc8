/** The tokens that the languages of templates have in common. */

import { isDigit } from '../../ascii.ts'

export type Kind = 'name' | 'number' | 'string' | 'command' | 'operator' | 'open' | 'close'

export interface ExpressionToken {
  readonly type: Kind
  readonly start: number
  readonly end: number
  /** A string, or a command in backticks, without its quotes; a name or sign as it stands. */
  readonly text: string
}

export interface Expression {
  readonly tokens: readonly ExpressionToken[]
  readonly end: number
  readonly isClosed: boolean
}

/** How far an expression is read; one that goes on is read on as another. */
const REACH = 1_024
const MAX_TOKENS = 256
const LONGEST_STRING = 256

/** Reads the expression that begins at `from`, up to `close`. */
export function readExpression(text: string, from: number, close: string): Expression {
  const limit = Math.min(text.length, from + REACH)
  const tokens: ExpressionToken[] = []
  const add = (type: Kind, start: number, end: number, value = text.slice(start, end)) =>
    tokens.push({ type, start, end, text: value })
  let i = from
  let depth = 0
  while (i < limit && tokens.length < MAX_TOKENS) {
    const code = text.charCodeAt(i)
    if (code === close.charCodeAt(0) && depth <= 0 && startsWithFold(text, close, i)) {
      return { tokens, end: i + close.length, isClosed: true }
    }
    if (code <= 0x20 || code === 0xa0) {
      i++
    } else if (isWord(code)) {
      const start = i
      while (i < limit && isWord(text.charCodeAt(i))) i++
      const isNumber = code >= 0x30 && code <= 0x39
      if (isNumber && text.charCodeAt(i) === 0x2e && isDigit(text.charCodeAt(i + 1))) {
        i++
        while (i < limit && isWord(text.charCodeAt(i))) i++
      }
      add(isNumber ? 'number' : 'name', start, i)
    } else if (code === 0x22 || code === 0x27 || code === 0x60) {
      const end = stringEnd(text, i, limit)
      if (end === -1) add('operator', i, ++i)
      else {
        add(code === 0x60 ? 'command' : 'string', i, end, text.slice(i + 1, end - 1))
        i = end
      }
    } else if (code === 0x5c && (text.charCodeAt(i + 1) === 0x22 || text.charCodeAt(i + 1) === 0x27)) {
      // A quote as it stands in JSON within a string.
      i++
    } else if (code === 0x28 || code === 0x5b) {
      depth++
      add('open', i, ++i)
    } else if (code === 0x29 || code === 0x5d) {
      depth--
      add('close', i, ++i)
    } else {
      add('operator', i, ++i)
    }
    if (depth > 0 && closesAnyway(text, i, close)) depth = 0
  }
  return { tokens, end: Math.max(i, from), isClosed: false }
}

/** Brackets that aren't closed don't keep an expression of braces open. */
function closesAnyway(text: string, at: number, close: string): boolean {
  return close !== ')' && close !== ']' && startsWithFold(text, close, at)
}

function startsWithFold(text: string, word: string, at: number): boolean {
  return text.startsWith(word, at) || (word.length > 3 && text.slice(at, at + word.length).toLowerCase() === word)
}

function stringEnd(text: string, at: number, limit: number): number {
  const quote = text.charCodeAt(at)
  const most = Math.min(limit, at + LONGEST_STRING)
  for (let i = at + 1; i < most; i++) {
    const code = text.charCodeAt(i)
    if (code === quote) return i + 1
    if (code === 0x5c) i++
    if (code === 0x0a) return -1
  }
  return -1
}

function isWord(code: number): boolean {
  const letter = code | 0x20
  return (letter >= 0x61 && letter <= 0x7a) || isDigit(code) || code === 0x5f || code === 0x24
}
