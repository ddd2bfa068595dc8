/** Layers of encoding under which secrets are looked for. */
export const MAX_ROUNDS = 3

/** A text with one layer of encoding taken off. */
export interface Decoded {
  readonly text: string
  /** `at[i]` is the position in the text as sent that unit `i` comes from; one more entry holds its end. */
  readonly at: readonly number[]
}

const ENCODED = /%[0-9A-Fa-f]{2}|%u[0-9A-Fa-f]{4}|\\u[0-9A-Fa-f]{4}|\\x[0-9A-Fa-f]{2}|&(?:#|quot|apos|amp|lt|gt)/
const ENTITIES: readonly (readonly [string, string])[] = [
  ['&quot;', '"'],
  ['&apos;', "'"],
  ['&amp;', '&'],
  ['&lt;', '<'],
  ['&gt;', '>'],
]

/**
 * Takes one layer off: percent sequences, `\uXXXX` and `\xXX`, the character references that matter. Every byte of a
 * percent sequence becomes one unit, so that positions stay simple.
 * @param at where the units of `text` come from, if it is decoded already
 * @returns undefined if there is nothing to decode
 */
export function decodeRound(text: string, at?: readonly number[]): Decoded | undefined {
  if (!ENCODED.test(text)) return undefined
  const from: number[] = []
  let out = ''
  let kept = 0
  for (let i = 0; i < text.length; ) {
    from.push(at ? (at[i] as number) : i)
    const found = unitAt(text, i)
    if (found === undefined) {
      i++
      continue
    }
    out += text.slice(kept, i) + found.unit
    i += found.length
    kept = i
  }
  from.push(at ? (at[text.length] as number) : text.length)
  return { text: out + text.slice(kept), at: from }
}

/** A name with all its layers taken off. */
export function decodeName(name: string): string {
  let text = name
  for (let round = 0; round < MAX_ROUNDS; round++) {
    const decoded = decodeRound(text)
    if (decoded === undefined) break
    text = decoded.text
  }
  return text
}

interface Unit {
  readonly unit: string
  /** Units that it took in the encoded text. */
  readonly length: number
}

function unitAt(text: string, i: number): Unit | undefined {
  switch (text.charCodeAt(i)) {
    case 0x25:
      return hexUnit(text, i + 1, 2, 3) ?? (text[i + 1] === 'u' ? hexUnit(text, i + 2, 4, 6) : undefined)
    case 0x5c:
      if (text[i + 1] === 'u') return hexUnit(text, i + 2, 4, 6)
      return text[i + 1] === 'x' ? hexUnit(text, i + 2, 2, 4) : undefined
    case 0x26:
      return text[i + 1] === '#' ? numericReference(text, i) : namedReference(text, i)
  }
  return undefined
}

function hexUnit(text: string, start: number, digits: number, length: number): Unit | undefined {
  const code = number(text, start, start + digits, 16)
  return code < 0 ? undefined : { unit: String.fromCharCode(code), length }
}

/** `&#34;` or `&#x22;`, one UTF-16 unit at most. */
function numericReference(text: string, i: number): Unit | undefined {
  const hex = text[i + 2] === 'x' || text[i + 2] === 'X'
  const start = hex ? i + 3 : i + 2
  let end = start
  while (end < start + 7 && end < text.length && text[end] !== ';') end++
  if (text[end] !== ';') return undefined
  const code = number(text, start, end, hex ? 16 : 10)
  return code < 0 || code > 0xffff ? undefined : { unit: String.fromCharCode(code), length: end + 1 - i }
}

function namedReference(text: string, i: number): Unit | undefined {
  for (const [name, unit] of ENTITIES) if (text.startsWith(name, i)) return { unit, length: name.length }
  return undefined
}

/** The number that digits of a base stand for, or -1 if they aren't all digits. */
function number(text: string, start: number, end: number, base: number): number {
  if (end > text.length || start === end) return -1
  let value = 0
  for (let i = start; i < end; i++) {
    const code = text.charCodeAt(i) | 0x20
    const digit = code >= 0x30 && code <= 0x39 ? code - 0x30 : code >= 0x61 && code <= 0x66 ? code - 0x57 : base
    if (digit >= base || text.charCodeAt(i) < 0x30) return -1
    value = value * base + digit
  }
  return value
}
