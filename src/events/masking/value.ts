import type { Range } from './ranges.ts'

/** How far a `,` or `;` is followed to see whether another pair begins there. */
const MAX_PAIR_NAME = 64

/**
 * The value that begins after `=` or `:`: a quoted string to its closing quote, a list or object to its closing bracket,
 * else up to a separator.
 */
export function valueAfter(text: string, operatorEnd: number): Range {
  const start = beginOf(text, operatorEnd)
  const quote = skipBackslashes(text, start)
  if (isQuote(text[quote])) {
    const end = afterQuoted(text, quote)
    // `"a"b` is one value to a shell, and `'a''b'` to SQL.
    const close = end - 1
    return continues(text, end) ? [quote + 1, plainEnd(text, end)] : [quote + 1, withoutBackslashes(text, close, quote)]
  }
  if (text[start] === '[' || text[start] === '{') return [start, afterBrackets(text, start)]
  return [start, plainEnd(text, start)]
}

/** The next word of a command line: quoted, or up to white space. `+` is white space of a form. */
export function wordAfter(text: string, from: number): Range {
  let start = from
  while (start < text.length && isBlank(text[start] as string)) start++
  if (isQuote(text[start])) return [start + 1, Math.max(start + 1, afterQuoted(text, start) - 1)]
  let end = start
  while (end < text.length && !isBlank(text[end] as string) && text[end] !== '\n' && text[end] !== '\r') end++
  return [start, end]
}

/** Skips what may stand between an operator and its value; line breaks only before a quote or a bracket. */
function beginOf(text: string, operatorEnd: number): number {
  let i = operatorEnd
  while (i < text.length && ' \t=>:'.includes(text[i] as string)) i++
  let next = i
  while (next < text.length && ' \t\r\n'.includes(text[next] as string)) next++
  return next < text.length && '"\'[{'.includes(text[next] as string) ? next : i
}

function skipBackslashes(text: string, from: number): number {
  let i = from
  while (text[i] === '\\') i++
  return i
}

/** Drops the backslashes that belong to a closing quote at `end`. */
function withoutBackslashes(text: string, end: number, open: number): number {
  let i = end
  if (text[open - 1] !== '\\') return end
  while (i > open + 1 && text[i - 1] === '\\') i--
  return i
}

/**
 * The position after the quote that closes the one at `open`, or the end of the text. JSON within a JSON string has
 * backslashes before its own quotes, so that a closing quote has as many as the opening one, and an escaped one more.
 */
function afterQuoted(text: string, open: number): number {
  const quote = text[open]
  const depth = backslashesBefore(text, open, 0)
  for (let i = open + 1; i < text.length; i++) {
    if (text[i] !== quote) continue
    const count = backslashesBefore(text, i, open + 1)
    if (count <= depth || (count - depth) % (2 * (depth + 1)) === 0) return i + 1
  }
  return text.length + 1
}

function backslashesBefore(text: string, at: number, floor: number): number {
  let i = at
  while (i > floor && text[i - 1] === '\\') i--
  return at - i
}

/** The position after the bracket that closes the one at `open`, strings skipped; the end of the text if there is none. */
function afterBrackets(text: string, open: number): number {
  let depth = 0
  for (let i = open; i < text.length; i++) {
    const char = text[i] as string
    if (char === '"' || char === "'") i = afterQuoted(text, i) - 1
    else if (char === '[' || char === '{') depth++
    else if ((char === ']' || char === '}') && --depth === 0) return i + 1
  }
  return text.length
}

/** Whether a value goes on where its closing quote ended. */
function continues(text: string, at: number): boolean {
  return at < text.length && (isWord(text.charCodeAt(at)) || isQuote(text[at]))
}

/** Where a value without quotes ends. A quote, `,` or `;` within a word belongs to it: passwords hold them. */
function plainEnd(text: string, start: number): number {
  for (let i = start; i < text.length; i++) {
    const char = text[i] as string
    if ('&\n\r}<>'.includes(char)) return i
    if (isQuote(char) && !isWord(text.charCodeAt(i + 1))) return i
    if ((char === ',' || char === ';') && (!isWord(text.charCodeAt(i + 1)) || beginsPair(text, i + 1))) return i
  }
  return text.length
}

function beginsPair(text: string, from: number): boolean {
  let i = from
  while (i < from + MAX_PAIR_NAME && (isWord(text.charCodeAt(i)) || text[i] === '-' || text[i] === '.')) i++
  return text[i] === '=' || text[i] === ':'
}

function isQuote(char: string | undefined): boolean {
  return char === '"' || char === "'"
}

function isBlank(char: string): boolean {
  return char === ' ' || char === '\t' || char === '+'
}

/** A letter, a digit, `_` or anything outside ASCII; false beyond the end of a text. */
export function isWord(code: number): boolean {
  return (
    (code >= 0x30 && code <= 0x39) || ((code | 0x20) >= 0x61 && (code | 0x20) <= 0x7a) || code === 0x5f || code >= 0x80
  )
}
