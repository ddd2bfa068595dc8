/**
 * URLs as plain as can be, which are the most of what is long in other APIs' JSON: `https://host/path?name=value&…` of letters, digits and
 * `-._~/`. Nobody who is asked about their own punctuation has anything to say of it, so that nobody is asked.
 */
import { COMMANDS, PATHS, SSRF } from '../src/engine/asking/tellers'
import { TELLERS_OF } from './memory'
import { looksEncoded, opensPlain, outside } from './quiet'

const QUESTION_MARK: i32 = 0x3f
const AMPERSAND: i32 = 0x26
const EQUALS: i32 = 0x3d
const COLON: i32 = 0x3a
const SLASH: i32 = 0x2f
/** `http` */
const HTTP: i32 = 0x70747468
/** Bytes of `https://`. */
const SCHEME: i32 = 8
/** Bytes of a name and its value: behind longer ones a command is looked for no further. */
const LONGEST_PAIR: i32 = 90

/** Where the query of the URL begins that was looked at last: its `?`; behind the URL if it has none. */
export let queryFrom: i32 = 0

/** Whether a value is such a URL. */
export function isPlainUrl(from: i32, to: i32): bool {
  if (to - from < SCHEME || (load<i32>(from) | 0x20202020) !== HTTP) return false
  const colon = from + 4 + ((load<u8>(from + 4) | 0x20) === 0x73 ? 1 : 0)
  if (load<u8>(colon) !== COLON || load<u8>(colon, 1) !== SLASH || load<u8>(colon, 2) !== SLASH) return false
  // A name: nobody who looks for addresses takes it for one.
  if (<u8>((load<u8>(colon, 3) | 0x20) - 0x61) > 25) return false
  let at = plainEnd(colon + 3, to)
  // Of a port.
  while (at < to && load<u8>(at) === COLON) at = plainEnd(at + 1, to)
  queryFrom = at
  return at === to || (load<u8>(at) === QUESTION_MARK && arePairs(at + 1, to))
}

/** Names of letters, digits and `_`, and values. */
function arePairs(start: i32, to: i32): bool {
  let from = start
  while (true) {
    const equals = plainEnd(from, to)
    if (equals === to || load<u8>(equals) !== EQUALS || !isName(from, equals)) return false
    const end = plainEnd(equals + 1, to)
    if (end - from > LONGEST_PAIR || opensPart(from, equals) || opensPart(equals + 1, end)) return false
    if (end === to) return to - start > 2
    if (load<u8>(end) !== AMPERSAND) return false
    from = end + 1
  }
}

/** A name or a value may hold a document, or stand for other text. */
function opensPart(from: i32, to: i32): bool {
  return looksEncoded(from, to) || opensPlain(from, to)
}

/** Not `do`, `then`, `else`, behind which a shell expects a command. */
function isName(from: i32, to: i32): bool {
  if (from === to || load<u8>(from) === 0x5f) return false
  for (let at = from; at < to; at++) {
    const byte = <i32>load<u8>(at)
    if (byte < 0x30 || byte === 0x7e) return false
  }
  const first = load<u8>(from) | 0x20
  const last = load<u8>(to - 1) | 0x20
  if (to - from === 2) return first !== 0x64 || last !== 0x6f
  return to - from !== 4 || !((first === 0x74 && last === 0x6e) || (first === 0x65 && last === 0x65))
}

/** Where letters, digits and `-._~/` end. */
function plainEnd(from: i32, to: i32): i32 {
  for (let at = from; at < to; at += 16) {
    const others = outside(v128.load(at), i8x16(26, 30, 30, 30, 30, 30, 30, 30, 30, 30, 28, 4, 4, 5, 21, 13))
    if (others !== 0) return min(to, at + ctz(others))
  }
  return to
}

/**
 * Those of `asks` who have something to say of what stands in such a URL.
 * @param asks a bit for each who is asked
 * @param offset of what they are asked about, from the URL's beginning
 */
export function heard(asks: i32, at: i32, offset: i32): i32 {
  const byte = <i32>load<u8>(at)
  // Its scheme, its query, the next pair of it.
  const silent = offset < SCHEME - 1 ? SSRF : byte === QUESTION_MARK ? PATHS : byte === AMPERSAND ? COMMANDS : 0
  if (silent === 0) return asks
  let left = asks
  for (let bits = asks; bits !== 0; bits &= bits - 1) {
    const bit = bits & -bits
    if (<i32>load<u8>(ctz(bits), TELLERS_OF) === silent) left ^= bit
  }
  return left
}
