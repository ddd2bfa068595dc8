import { lowerCaseName } from './common-names.ts'
import { isBlank, type SayFault } from './part-headers.ts'

/** Parameters that are understood; a field with more is inspected whole. */
const MAX_PARAMETERS = 64

const QUOTE = 0x22
const BACKSLASH = 0x5c
const SEMICOLON = 0x3b
const EQUALS = 0x3d

/** A parameter, its value as positions between the quotes. */
export interface Parameter {
  /** In lower case. */
  readonly name: string
  readonly start: number
  readonly end: number
  /** The value holds a backslash, which some servers read as an escape and some as itself. */
  readonly escaped: boolean
}

export interface Disposition {
  /** In lower case. */
  readonly type: string
  readonly parameters: readonly Parameter[]
  /** Two servers could read it differently: then it is inspected whole as well. */
  readonly isAmbiguous: boolean
}

/** Takes a Content-Disposition apart by RFC 2183, reading over what isn't in its grammar. */
export function parseDisposition(bytes: Buffer, start: number, end: number, sayFault: SayFault): Disposition {
  const parameters: Parameter[] = []
  let isAmbiguous = false
  const say = (message: string, position: number) => {
    isAmbiguous = true
    sayFault(message, position)
  }
  let i = start
  while (i < end && bytes[i] !== SEMICOLON) i++
  const type = lowerCaseName(bytes, start, blankBefore(bytes, i, start))
  while (i < end) {
    i = skipBlank(bytes, i + 1, end)
    const nameStart = i
    while (i < end && bytes[i] !== EQUALS && bytes[i] !== SEMICOLON) i++
    if (i === end || bytes[i] === SEMICOLON) {
      say('a Content-Disposition with a parameter that has no value', nameStart)
      continue
    }
    if (parameters.length === MAX_PARAMETERS) {
      say(`a Content-Disposition with more than ${MAX_PARAMETERS} parameters`, nameStart)
      break
    }
    const name = lowerCaseName(bytes, nameStart, blankBefore(bytes, i, nameStart))
    const from = skipBlank(bytes, i + 1, end)
    if (from > i + 1 || isBlank(bytes[i - 1])) say('a Content-Disposition with white space around an equals sign', i)
    const value = bytes[from] === QUOTE && from < end ? quoted(bytes, from + 1, end, say) : bare(bytes, from, end, say)
    if (parameters.some((other) => other.name === name)) say('a Content-Disposition with a parameter twice', nameStart)
    parameters.push({ name, start: value.start, end: value.end, escaped: value.escaped })
    i = value.next
  }
  return { type, parameters, isAmbiguous }
}

interface Value {
  readonly start: number
  readonly end: number
  readonly escaped: boolean
  /** Of the semicolon after it, or the end. */
  readonly next: number
}

function quoted(bytes: Buffer, start: number, end: number, say: SayFault): Value {
  let escaped = false
  let i = start
  while (i < end && bytes[i] !== QUOTE) {
    if (bytes[i] === BACKSLASH) {
      escaped = true
      i++
      // Whoever reads a backslash as itself sees the value end here, and a parameter follow.
      if (bytes[i] === QUOTE && i < end && bytes[skipBlank(bytes, i + 1, end)] === SEMICOLON) {
        say('a Content-Disposition with a backslash before a quote', i)
      }
    }
    i++
  }
  const valueEnd = Math.min(i, end)
  if (i >= end) say('a Content-Disposition with a quote that does not end', start)
  let next = skipBlank(bytes, valueEnd + 1, end)
  if (next < end && bytes[next] !== SEMICOLON) say('a Content-Disposition with text after a quoted value', next)
  while (next < end && bytes[next] !== SEMICOLON) next++
  return { start, end: valueEnd, escaped, next: Math.min(next, end) }
}

function bare(bytes: Buffer, start: number, end: number, say: SayFault): Value {
  let next = start
  while (next < end && bytes[next] !== SEMICOLON) next++
  const valueEnd = blankBefore(bytes, next, start)
  let escaped = false
  for (let i = start; i < valueEnd; i++) {
    const byte = bytes[i] as number
    if (byte === BACKSLASH) escaped = true
    if (byte <= 0x20 || byte === QUOTE || byte === BACKSLASH || byte === EQUALS || byte === 0x2c) {
      say('a Content-Disposition with a value that needs quotes', start)
    }
  }
  return { start, end: valueEnd, escaped, next }
}

function skipBlank(bytes: Buffer, start: number, end: number): number {
  let i = start
  while (i < end && isBlank(bytes[i])) i++
  return i
}

/** Where the white space before `end` begins. */
function blankBefore(bytes: Buffer, end: number, start: number): number {
  let i = end
  while (i > start && isBlank(bytes[i - 1])) i--
  return i
}

/** A quoted value with its backslashes undone. */
export function unescaped(bytes: Buffer, start: number, end: number): Buffer {
  const result = Buffer.allocUnsafe(end - start)
  let length = 0
  for (let i = start; i < end; i++) {
    if (bytes[i] === BACKSLASH && i + 1 < end) i++
    result[length++] = bytes[i] as number
  }
  return result.subarray(0, length)
}
