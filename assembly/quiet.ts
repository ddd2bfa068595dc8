/** Whether nothing can be found in a value. Says yes only where `Inspector` and `embedded.ts` would find nothing. */
import { ASKS, asked, EXTENT, IS_BYTE, IS_PUNCTUATION, lookAgain, MARK, marksEnd, WAKES, woken } from './look'
import { HEX_DIGITS, IN_NAMES, MARKS, OPENERS, SEXTETS, STRUCTURED_ALARMS } from './memory'
import { isOrdinary } from './shapes'
import { matters, mattersAmongTokens } from './tellers'
import { heard, isPlainUrl, queryFrom } from './urls'
import { lookAt } from './value'

// What a value may hold that begins with a byte, as `openers.ts` has it.
const KEYWORD: i32 = 1
const QUERY: i32 = 2
export const BASE64: i32 = 3
export const CREDENTIALS: i32 = 4
const ANYTHING: i32 = 5

/** Shorter values hold no document, and stand for no text. */
const SHORTEST_DOCUMENT: i32 = 3
export const SHORTEST_ENCODED: i32 = 8

/** Whether nothing can be found in a value, nor in what it may hold. @param wanted whoever looks at it, a bit for each */
export function isQuiet(from: i32, to: i32, isAscii: bool, isName: bool, wanted: i32): bool {
  if (isOrdinary(from, to)) return true
  const opener = openerOf(from, to, isName)
  return isStill(from, to, isAscii, opener, wanted) && !opens(opener, from, to)
}

/** What a value may hold by its first byte; 0 for nothing. */
export function openerOf(from: i32, to: i32, isName: bool): i32 {
  return isName || to - from < SHORTEST_DOCUMENT ? 0 : <i32>load<u8>(<i32>load<u8>(from), OPENERS)
}

/** Whether nothing can be found in a value, whatever it may hold. */
export function isStill(from: i32, to: i32, isAscii: bool, opener: i32, wanted: i32): bool {
  // A URL's query has names.
  const inNames = opener === QUERY ? load<i32>(IN_NAMES) : 0
  if (!lookAgain(from, to, wanted, inNames) || (woken & wanted) !== 0) return false
  if (isAscii ? looksEncoded(from, to) : !isUtf8(from, to)) return false
  isUrl = opener === QUERY && isPlainUrl(from, to)
  return (asked & wanted) === 0 || !isTold(from, to, wanted)
}

/** Whether the value that was looked at last is a URL as plain as can be. */
let isUrl: bool = false

/** Whether nothing can be found in a value in which punctuation is ordinary, and which holds no document. */
export function isStructuredQuiet(from: i32, to: i32, isAscii: bool, wanted: i32): bool {
  if (!lookAgain(from, to, wanted, 0)) return false
  lookAt(from, to)
  for (let mark = MARKS; mark < marksEnd; mark += MARK) {
    const extent = load<i32>(mark, EXTENT)
    if ((extent & IS_BYTE) !== 0) {
      const byte = (<i32>load<u8>(from + load<i32>(mark))) << 2
      if ((load<i32>(byte, STRUCTURED_ALARMS) & wanted) !== 0) return false
    } else if ((extent & IS_PUNCTUATION) === 0) {
      if (load<i32>(mark, WAKES) !== 0) return false
      if (mattersAmongTokens(load<i32>(mark, ASKS), from + load<i32>(mark) - (extent & 0xff))) return false
    }
  }
  return isAscii ? !looksEncoded(from, to) : isUtf8(from, to)
}

/** Whether one of those who are asked about something in a value says yes. */
function isTold(from: i32, to: i32, wanted: i32): bool {
  lookAt(from, to)
  for (let mark = MARKS; mark < marksEnd; mark += MARK) {
    let asks = load<i32>(mark, ASKS) & wanted
    if (asks === 0) continue
    const at = from + load<i32>(mark) - (load<i32>(mark, EXTENT) & 0xff)
    if (isUrl) asks = heard(asks, at, at - from)
    if (asks !== 0 && matters(asks, at)) return true
  }
  return false
}

export function isAscii(from: i32, to: i32): bool {
  let at = from
  for (; at + 16 <= to; at += 16) if (i8x16.bitmask(v128.load(at)) !== 0) return false
  // Of what is left, and what stands behind it, only the former.
  return (i8x16.bitmask(v128.load(at)) & ((1 << (to - at)) - 1)) === 0
}

/** Whether a value that was looked at last may hold a document. @param opener what it may hold by its first byte */
export function opens(opener: i32, from: i32, to: i32): bool {
  if (opener === 0) return false
  if (opener === QUERY) return isUrl ? isSeenBehind(queryFrom, from) : opensQuery(from, to)
  if (opener === BASE64) return opensBase64(from, to)
  if (opener === KEYWORD) return startsKeyword(from)
  if (opener === CREDENTIALS) return startsCredentials(from)
  return opener === ANYTHING
}

/**
 * JSON's first bracket in base64: its last two bits are set, whichever it is. Behind `{` stands a quote, white space, a comment or `}`, or
 * nothing is to be found; but behind a dot a token goes on, whatever its first part is.
 */
function opensBase64(from: i32, to: i32): bool {
  const second = <i32>load<u8>(from + 1)
  const sextet = <i32>load<u8>(second, SEXTETS)
  if (sextet < 48 || sextet > 63) return false
  if (load<u8>(from) !== 0x65 || second === 0x79 || second === 0x77) return true
  return (second === 0x33 && load<u8>(from + 2) === 0x30) || firstOf(0x2e, from, to) < to
}

/** `bearer`, `basic` */
function startsCredentials(from: i32): bool {
  const word = load<i32>(from) | 0x20202020
  return word === 0x72616562 || word === 0x69736162
}

/** `fragment`, `mutation`, `query`, `subscription` */
function startsKeyword(from: i32): bool {
  const word = load<i32>(from)
  return word === 0x67617266 || word === 0x6174756d || word === 0x72657571 || word === 0x73627573
}

/** Whether something was seen behind the beginning of a plain URL's query, other than between names and values. */
function isSeenBehind(query: i32, from: i32): bool {
  for (let mark = marksEnd - MARK; mark >= MARKS; mark -= MARK) {
    const at = from + load<i32>(mark)
    if (at <= query) return false
    const byte = <i32>load<u8>(at)
    if (byte !== 0x3d && byte !== 0x26) return true
  }
  return false
}

/** Whether a URL or a target has a query in which something could be found that isn't found in the whole. */
function opensQuery(from: i32, to: i32): bool {
  if ((load<u8>(from) | 0x20) === 0x68 && (load<i32>(from) | 0x20202020) !== 0x70747468) return false
  let at = firstOf(0x3f, from, to)
  if (at === to) return false
  let mark = MARKS
  while (load<i32>(mark) <= at - from) mark += MARK
  let start = ++at
  for (; at <= to; at++) {
    const byte = at < to ? <i32>load<u8>(at) : 0x26
    // Between names and values somebody may be woken; within one, nobody.
    while (load<i32>(mark) === at - from && at < to) {
      if (byte !== 0x3d && byte !== 0x26) return true
      mark += MARK
    }
    if (byte === 0x3d || byte === 0x26) {
      if (looksEncoded(start, at) || opensPlain(start, at)) return true
      start = at + 1
    } else if (byte === 0x2b || (<i32>load<u8>(byte, SEXTETS) > 63 && byte !== 0x2e && byte !== 0x7e)) return true
  }
  return false
}

/** Where a byte stands first; `to` if nowhere. */
export function firstOf(byte: i32, from: i32, to: i32): i32 {
  const wanted = i8x16.splat(<i8>byte)
  for (let at = from; at < to; at += 16) {
    const found = i8x16.bitmask(i8x16.eq(v128.load(at), wanted))
    if (found !== 0) return min(to, at + ctz(found))
  }
  return to
}

/** Whether what begins here may hold a document, if it consists of letters, digits, `-`, `_`, `.`, `~` and `/`. */
export function opensPlain(from: i32, to: i32): bool {
  const opener = <i32>load<u8>(<i32>load<u8>(from), OPENERS)
  if (opener === BASE64) return opensBase64(from, to)
  return opener === KEYWORD && startsKeyword(from)
}

/** As in `views.ts`. */
export function looksEncoded(from: i32, to: i32): bool {
  if (to - from < SHORTEST_ENCODED || !beginsEncoded(from, to)) return false
  return looksLikeBase64(from, to) || looksLikeHex(from, to)
}

/** Whether its first bytes are of base64's alphabet, which holds all hexadecimal digits. */
function beginsEncoded(from: i32, to: i32): bool {
  const others = outside(v128.load(from), i8x16(26, 30, 30, 30, 30, 30, 30, 30, 30, 30, 28, 5, 4, 7, 4, 13))
  return (others & ((1 << min(16, to - from)) - 1)) === 0
}

/**
 * A bit for each of 16 bytes that isn't in a class of ASCII.
 * @param rows for each lower half of a byte, the rows of the table of ASCII, its upper halves, in which the class holds it: 1 for 2, 2 for 3,
 *   4 for 4 and 6, 8 for 5, 16 for 7
 */
export function outside(bytes: v128, rows: v128): i32 {
  const low = i8x16.swizzle(rows, v128.and(bytes, i8x16.splat(15)))
  const high = i8x16.swizzle(i8x16(0, 0, 1, 2, 4, 8, 4, 16, 0, 0, 0, 0, 0, 0, 0, 0), i8x16.shr_u(bytes, 4))
  return i8x16.bitmask(i8x16.eq(v128.and(low, high), i8x16.splat(0)))
}

export function looksLikeBase64(from: i32, to: i32): bool {
  let state: i32 = 0
  const length = (to - from) & ~3
  const probed = from + (length < 16 ? length : 16)
  let at = from
  for (; at < probed; at += 4) {
    const a = <i32>load<u8>(<i32>load<u8>(at), SEXTETS)
    const b = <i32>load<u8>(<i32>load<u8>(at + 1), SEXTETS)
    const c = <i32>load<u8>(<i32>load<u8>(at + 2), SEXTETS)
    const d = <i32>load<u8>(<i32>load<u8>(at + 3), SEXTETS)
    if (a > 63 || b > 63 || c > 64 || d > 64) return false
    state = afterByte(state, (a << 2) | (b >> 4))
    if (c < 64) state = afterByte(state, ((b & 15) << 4) | (c >> 2))
    if (d < 64) state = afterByte(state, ((c & 3) << 6) | d)
    if (state < 0) return false
  }
  for (; at < to; at++) if (load<u8>(<i32>load<u8>(at), SEXTETS) === 255) return false
  return true
}

function looksLikeHex(start: i32, to: i32): bool {
  let at = load<u8>(start) === 0x30 && (load<u8>(start + 1) | 0x20) === 0x78 ? start + 2 : start
  const digits = to - at
  if (digits < 12 || (digits & 1) !== 0) return false
  if (load<u8>(at) === 0x30 && load<u8>(at + 1) === 0x30) return false
  const probed = at + (digits < 16 ? digits : 16)
  let state: i32 = 0
  for (; at < probed; at += 2) {
    const high = <i32>load<u8>(<i32>load<u8>(at), HEX_DIGITS)
    const low = <i32>load<u8>(<i32>load<u8>(at + 1), HEX_DIGITS)
    if (high > 15 || low > 15) return false
    state = afterByte(state, (high << 4) | low)
    if (state < 0) return false
  }
  for (; at < to; at++) if (load<u8>(<i32>load<u8>(at), HEX_DIGITS) > 15) return false
  return true
}

/** As in `encoded-text.ts`. */
function afterByte(missing: i32, byte: i32): i32 {
  if (missing !== 0) return missing > 0 && (byte & 0xc0) === 0x80 ? missing - 1 : -1
  if (byte < 0x80) return (byte < 0x20 && byte !== 0 && (byte < 0x09 || byte > 0x0d)) || byte === 0x7f ? -1 : 0
  if (byte < 0xc2 || byte > 0xf4) return -1
  return byte < 0xe0 ? 1 : byte < 0xf0 ? 2 : 3
}

/** As in `utf8.ts`. */
function isUtf8(from: i32, to: i32): bool {
  for (let at = from; at < to; ) {
    const lead = <i32>load<u8>(at++)
    if (lead < 0x80) {
      // Words between letters of their own.
      const highs = at + 16 <= to ? i8x16.bitmask(v128.load(at)) : 1
      at += highs === 0 ? 16 : ctz(highs)
      continue
    }
    if (lead < 0xc2 || lead > 0xf4) return false
    const second = at < to ? <i32>load<u8>(at++) : 0
    const lowest = lead === 0xe0 ? 0xa0 : lead === 0xf0 ? 0x90 : 0x80
    const highest = lead === 0xed ? 0x9f : lead === 0xf4 ? 0x8f : 0xbf
    if (second < lowest || second > highest) return false
    for (let more = lead < 0xe0 ? 0 : lead < 0xf0 ? 1 : 2; more > 0; more--) {
      if (at === to || (load<u8>(at++) & 0xc0) !== 0x80) return false
    }
  }
  return true
}
