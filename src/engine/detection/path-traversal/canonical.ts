/** Brings a path to one form, whatever spelling of dots and separators decoders have left of it. */

/** A path in one form: lower case, `/` between segments, no empty segments. */
export interface Canonical {
  readonly path: string
  /** A dot or a separator was spelt so that a decoder before us didn't see it. */
  readonly isDisguised: boolean
}

const PERCENT = 0x25
const DOT = 0x2e
const SLASH = 0x2f
const REPLACEMENT = 0xfffd

const dotLike = new Set([...'\uff0e\u2024\ufe52\uff61'].map((c) => c.charCodeAt(0)))
const slashLike = new Set([...'\u2215\u2216\uff0f\uff3c\u2044\u2571\u29f5\u29f8\ufe68'].map((c) => c.charCodeAt(0)))

/** Code points that stand for a dot or a separator beyond ASCII. */
export const lookalikes = [...dotLike, ...slashLike].map((code) => String.fromCharCode(code))

/**
 * @param isOdd the path holds an escape, a control or a character beyond ASCII
 */
export function canonical(raw: string, isOdd: boolean): Canonical {
  let path = raw.toLowerCase()
  let isDisguised = false
  if (isOdd) {
    const plain = undisguise(path)
    isDisguised = plain !== undefined
    if (plain !== undefined) path = plain
  }
  if (path.includes('\\')) path = path.replaceAll('\\', '/')
  if (path.includes('//')) path = path.replace(/([^:])\/{2,}/g, '$1/')
  return { path, isDisguised }
}

/** The path with plain dots and separators; `undefined` if it was plain. */
function undisguise(text: string): string | undefined {
  const { length } = text
  let out = ''
  let from = 0
  for (let i = 0; i < length; ) {
    const code = text.charCodeAt(i)
    let plain = ''
    let end = i + 1
    if (code === PERCENT) {
      end = readEscape(text, i)
      if (end > i) plain = found.character
      else end = i + 1
      if (plain === '') {
        i = end
        continue
      }
    } else if (code === 0x30 && text.charCodeAt(i + 1) === 0x78) {
      const hex = text.slice(i + 2, i + 4)
      plain = hex === '2e' ? '.' : hex === '2f' || hex === '5c' ? '/' : ''
      end = i + 4
    } else if (code > 0 && code <= 8) {
      out += text.slice(from, i)
      from = ++i
      continue
    } else if (code > 0x7f) {
      if (dotLike.has(code)) plain = '.'
      else if (slashLike.has(code)) plain = '/'
      else if (isJunk(code)) {
        end = junkEnd(text, i)
        out += text.slice(from, i) + meaningOf(text, i, end)
        from = i = end
        continue
      }
    }
    if (plain === '') {
      i++
      continue
    }
    out += text.slice(from, i) + plain
    from = i = end
  }
  return from === 0 ? undefined : out + text.slice(from)
}

/** What an undecodable byte, or a code point for private use, becomes. */
function isJunk(code: number): boolean {
  return code === REPLACEMENT || (code >= 0xe000 && code <= 0xf8ff) || (code >= 0x80 && code < 0xa0)
}

function junkEnd(text: string, from: number): number {
  let end = from + 1
  while (end < text.length) {
    const code = text.charCodeAt(end)
    if (!isJunk(code) && !(code >= 0x0e && code < 0x20)) break
    end++
  }
  return end
}

/** An overlong form's first byte beside a plain dot or separator is nothing, an overlong form of its own is a separator. */
function meaningOf(text: string, start: number, end: number): string {
  const before = start === 0 ? 0 : text.charCodeAt(start - 1)
  const next = text.charCodeAt(end)
  if (next === SLASH || next === 0x5c || before === SLASH || before === 0x5c) return ''
  const isDot = before === DOT
  if (next === DOT) return isDot && text.charCodeAt(start - 2) === DOT ? '/' : end - start > 1 && start > 0 ? '/' : ''
  if (isDot) return '/'
  return isPathWord(text, end) || isPathWord(text, start - 1) ? '/' : text.slice(start, end)
}

/** Letters of ASCII go on: what stands between them may be a separator. */
function isPathWord(text: string, at: number): boolean {
  const code = text.charCodeAt(at)
  return (code >= 0x61 && code <= 0x7a) || (code >= 0x30 && code <= 0x39)
}

const found = { character: '' }

/** Reads the escape at `at` into `found.character`, '' if it is nothing to us. Returns its end, or `at` if there is none. */
function readEscape(text: string, at: number): number {
  found.character = ''
  let i = at + 1
  // The percent sign itself, encoded again and again.
  let isNested = false
  for (let rounds = 0; rounds < 8; rounds++) {
    if (text.charCodeAt(i) === PERCENT) i++
    else if (text.charCodeAt(i) === 0x32 && text.charCodeAt(i + 1) === 0x35) i += 2
    else break
    isNested = true
  }
  if (text.charCodeAt(i) === 0x75) {
    const unit = text.slice(i + 1, i + 5)
    if (!/^[0-9a-f]{4}$/.test(unit)) return at
    found.character = characterOf(Number.parseInt(unit, 16))
    return i + 5
  }
  const byte = readByte(text, i, isNested)
  if (byte === -1) return readForeign(text, at)
  let { end } = digits
  if (byte < 0x80) {
    found.character = byte === DOT ? '.' : byte === SLASH || byte === 0x5c ? '/' : ''
    if (found.character === '' && isNested && digits.end - i > 2 && byte > 0x20)
      found.character = String.fromCharCode(byte)
    return end
  }
  if (byte < 0xc0) return end
  // More bytes than the character needs.
  const most = byte < 0xe0 ? 1 : byte < 0xf0 ? 2 : byte < 0xf8 ? 3 : byte < 0xfc ? 4 : 5
  let last = -1
  let first = -1
  let isForeign = false
  for (let n = 0; n < most; n++) {
    const next = readNextByte(text, end)
    if (next === -1) break
    if (next === -2) isForeign = true
    last = next
    if (n === 0) first = next
    end = digits.end
  }
  if (isForeign) found.character = '/'
  else if (last === -1) found.character = ''
  else if (byte <= 0xc1) found.character = (last & 0x3f) === DOT && byte === 0xc0 ? '.' : '/'
  else if (first === 0x80 || (byte === 0xe0 && first < 0xa0)) found.character = (last & 0x3f) === DOT ? '.' : '/'
  return end
}

function characterOf(unit: number): string {
  const low = unit & 0x7f
  if (unit === DOT || dotLike.has(unit) || ((unit >= 0xe000 || unit === 0xc02e) && low === DOT)) return '.'
  if (unit === SLASH || unit === 0x5c || slashLike.has(unit) || (unit >= 0xe000 && unit < 0xff00)) return '/'
  return ''
}

const digits = { end: 0 }

const nestedByte = /^%?(?:3([0-9])|6([1-6])|([0-9a-f]))(?:%{0,2}(?:25)?)(?:3([0-9])|6([1-6])|([0-9a-f]))/

/** Two hexadecimal digits, each of which may be an escape itself (`%%32%65`) if the escape is nested. -1 if there are none. */
function readByte(text: string, from: number, isNested: boolean): number {
  digits.end = from + 2
  if (!isNested) {
    const high = hexOf(text.charCodeAt(from))
    const low = hexOf(text.charCodeAt(from + 1))
    return high === -1 || low === -1 ? -1 : high * 16 + low
  }
  const found = nestedByte.exec(text.slice(from, from + 12))
  if (found === null) return -1
  digits.end = from + found[0].length
  return digitOf(found, 1) * 16 + digitOf(found, 4)
}

/** The digit that stands in one of three groups: as 0 to 9, as a to f, or plain. */
function digitOf(found: RegExpExecArray, group: number): number {
  const letter = found[group + 1]
  return letter === undefined ? Number.parseInt(found[group] ?? found[group + 2] ?? '0', 16) : 9 + Number(letter)
}

/** The byte of the next escape; -2 if it isn't hexadecimal, which lenient decoders compute all the same; -1 if there is none. */
function readNextByte(text: string, at: number): number {
  if (text.charCodeAt(at) !== PERCENT) return -1
  let i = at + 1
  while (i < at + 9 && text.charCodeAt(i) === 0x32 && text.charCodeAt(i + 1) === 0x35) i += 2
  const byte = readByte(text, i, false)
  if (byte !== -1) return byte
  if (!isAlphanumeric(text.charCodeAt(i)) || !isAlphanumeric(text.charCodeAt(i + 1))) return -1
  digits.end = i + 2
  return -2
}

/** `%bg%qf`: two escapes in a row of which one isn't hexadecimal. */
function readForeign(text: string, at: number): number {
  if (!isAlphanumeric(text.charCodeAt(at + 1)) || !isAlphanumeric(text.charCodeAt(at + 2))) return at
  if (text.charCodeAt(at + 3) !== PERCENT || readNextByte(text, at + 3) === -1) return at
  found.character = '/'
  return digits.end
}

function isAlphanumeric(code: number): boolean {
  return (code >= 0x61 && code <= 0x7a) || (code >= 0x30 && code <= 0x39)
}

function hexOf(code: number): number {
  if (code >= 0x30 && code <= 0x39) return code - 0x30
  return code >= 0x61 && code <= 0x66 ? code - 0x57 : -1
}
