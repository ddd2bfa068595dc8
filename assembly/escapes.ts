/** Puts a text beside the input that stands with escapes in it. */
import { forgetLook } from './look'
import { BESIDE, BESIDE_REACH, ESCAPES, HEX_DIGITS } from './memory'

const QUOTE: i32 = 0x22
const BACKSLASH: i32 = 0x5c
const PERCENT: i32 = 0x25
const LETTER_U: i32 = 0x75

/** A bit for each of 16 bytes of a string that isn't plain: a quote, a backslash, a control character. */
export function endsIn(bytes: v128): i32 {
  return i8x16.bitmask(
    v128.or(
      v128.or(i8x16.eq(bytes, i8x16.splat(0x22)), i8x16.eq(bytes, i8x16.splat(0x5c))),
      i8x16.lt_u(bytes, i8x16.splat(0x20)),
    ),
  )
}

/** Where the text ends that was put there last. */
export let besideEnd: i32 = BESIDE

/**
 * @param from behind the string's opening quote
 * @returns where its closing quote is; 0 if it has none before `end`, isn't well formed, holds half a character, or is too long
 */
export function putBeside(from: i32, end: i32): i32 {
  forgetLook()
  let at = from
  let out = BESIDE
  while (at < end && out <= BESIDE + BESIDE_REACH) {
    const bytes = v128.load(at)
    // What is too much is written over.
    v128.store(out, bytes)
    const ends = endsIn(bytes)
    const plain = ends === 0 ? 16 : ctz(ends)
    at += plain
    out += plain
    if (ends === 0) continue
    const byte = at < end ? <i32>load<u8>(at) : 0
    if (byte === QUOTE) {
      besideEnd = out
      return out <= BESIDE + BESIDE_REACH ? at : 0
    }
    if (byte !== BACKSLASH) return 0
    const letter = <i32>load<u8>(at + 1)
    at += 2
    if (letter !== LETTER_U) {
      const meant = <i32>load<u8>(letter, ESCAPES)
      if (meant === 0) return 0
      store<u8>(out++, meant)
      continue
    }
    let code = unitAt(at)
    at += 4
    if (code >= 0xd800 && code <= 0xdfff) {
      const low = load<u8>(at) === BACKSLASH && load<u8>(at + 1) === LETTER_U ? unitAt(at + 2) : -1
      if (code > 0xdbff || low < 0xdc00 || low > 0xdfff) return 0
      code = 0x10000 + ((code - 0xd800) << 10) + (low - 0xdc00)
      at += 6
    }
    if (code < 0) return 0
    out = put(code, out)
  }
  return 0
}

/**
 * The same for a name or a value of a form.
 * @returns where it ends: at `&`, `;`, a name's `=`, or at `end`; 0 if it isn't well formed, or is too long
 */
export function putFormBeside(from: i32, end: i32, isName: bool): i32 {
  forgetLook()
  let at = from
  let out = BESIDE
  while (at < end && out <= BESIDE + BESIDE_REACH) {
    const bytes = v128.load(at)
    v128.store(out, v128.bitselect(i8x16.splat(0x20), bytes, i8x16.eq(bytes, i8x16.splat(0x2b))))
    const ends = endsForm(bytes, isName)
    const plain = min(ends === 0 ? 16 : ctz(ends), end - at)
    at += plain
    out += plain
    if (ends === 0 || at === end) continue
    if (load<u8>(at) !== PERCENT) break
    const high = <i32>load<u8>(<i32>load<u8>(at + 1), HEX_DIGITS)
    const low = <i32>load<u8>(<i32>load<u8>(at + 2), HEX_DIGITS)
    if (at + 2 >= end || (high | low) > 15) return 0
    store<u8>(out++, (high << 4) | low)
    at += 3
  }
  besideEnd = out
  return out <= BESIDE + BESIDE_REACH ? at : 0
}

/** A bit for each of 16 bytes of a form that isn't plain. */
function endsForm(bytes: v128, isName: bool): i32 {
  const equals = i8x16.splat(isName ? 0x3d : 0x26)
  return i8x16.bitmask(
    v128.or(
      v128.or(i8x16.eq(bytes, i8x16.splat(0x25)), i8x16.eq(bytes, i8x16.splat(0x26))),
      v128.or(i8x16.eq(bytes, i8x16.splat(0x3b)), i8x16.eq(bytes, equals)),
    ),
  )
}

/** The code unit of four hexadecimal digits; -1 if they aren't. */
function unitAt(at: i32): i32 {
  const a = <i32>load<u8>(<i32>load<u8>(at), HEX_DIGITS)
  const b = <i32>load<u8>(<i32>load<u8>(at + 1), HEX_DIGITS)
  const c = <i32>load<u8>(<i32>load<u8>(at + 2), HEX_DIGITS)
  const d = <i32>load<u8>(<i32>load<u8>(at + 3), HEX_DIGITS)
  return (a | b | c | d) > 15 ? -1 : (a << 12) | (b << 8) | (c << 4) | d
}

/** Writes a character in UTF-8; returns where it ends. */
function put(code: i32, at: i32): i32 {
  if (code < 0x80) {
    store<u8>(at, code)
    return at + 1
  }
  if (code < 0x800) {
    store<u8>(at, 0xc0 | (code >> 6))
    store<u8>(at + 1, 0x80 | (code & 0x3f))
    return at + 2
  }
  if (code < 0x10000) {
    store<u8>(at, 0xe0 | (code >> 12))
    store<u8>(at + 1, 0x80 | ((code >> 6) & 0x3f))
    store<u8>(at + 2, 0x80 | (code & 0x3f))
    return at + 3
  }
  store<u8>(at, 0xf0 | (code >> 18))
  store<u8>(at + 1, 0x80 | ((code >> 12) & 0x3f))
  store<u8>(at + 2, 0x80 | ((code >> 6) & 0x3f))
  store<u8>(at + 3, 0x80 | (code & 0x3f))
  return at + 4
}
