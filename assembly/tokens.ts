/** Tokens in a head: JSON in base64, header and claims, as `embedded.ts` opens them. */
import { isDone, walkWhole } from './json'
import { forgetLook } from './look'
import { IN_VALUES, READS_TOKENS, SEXTETS, TOKEN, TOKEN_REACH } from './memory'
import { BASE64, CREDENTIALS, firstOf, isStill, looksLikeBase64, openerOf, opens, SHORTEST_ENCODED } from './quiet'

const DOT: i32 = 0x2e
const BACKSLASH: i32 = 0x5c
const PADDING: i32 = 64
/** `bear` */
const BEAR: i32 = 0x72616562
const BEARER_BYTES: i32 = 7

/** Whether nothing can be found in a value, nor in the token that it may hold. @param wanted whoever looks at it, a bit for each */
export function isQuietValue(from: i32, to: i32, isAscii: bool, wanted: i32): bool {
  const opener = openerOf(from, to, false)
  if (!isStill(from, to, isAscii, opener, wanted)) return false
  return !opens(opener, from, to) || isQuietToken(opener, from, to, wanted)
}

/**
 * Whether a value that may hold a token is one in which nothing can be found, or holds none.
 * @param opener what it may hold by its first byte
 */
function isQuietToken(opener: i32, from: i32, to: i32, wanted: i32): bool {
  if (load<i32>(READS_TOKENS) === 0) return false
  if (opener === BASE64) return isQuietAt(from, to, wanted)
  if (opener !== CREDENTIALS || (load<i32>(from) | 0x20202020) !== BEAR || to - from <= BEARER_BYTES) return false
  return load<u8>(from + BEARER_BYTES - 1) === 0x20 && isQuietAt(from + BEARER_BYTES, to, wanted)
}

function isQuietAt(from: i32, to: i32, wanted: i32): bool {
  const dot = firstOf(DOT, from, to)
  if (!opensJson(from, dot)) return true
  if (!isQuietPart(from, dot, wanted)) return false
  if (dot === to) return true
  const end = firstOf(DOT, dot + 1, to)
  return !opensJson(dot + 1, end) || isQuietPart(dot + 1, end, wanted)
}

/** Whether a part is taken for JSON in base64, if what it stands for begins as JSON does. */
function opensJson(from: i32, to: i32): bool {
  if (to - from < SHORTEST_ENCODED || !looksLikeBase64(from, to)) return false
  const first =
    ((<i32>load<u8>(<i32>load<u8>(from), SEXTETS)) << 2) | (<i32>load<u8>(<i32>load<u8>(from + 1), SEXTETS) >> 4)
  return first === 0x7b || first === 0x5b || first <= 0x20
}

function isQuietPart(from: i32, to: i32, wanted: i32): bool {
  const end = decode(from, to)
  if (end === 0) return false
  const others = load<i32>(IN_VALUES)
  store<i32>(IN_VALUES, wanted)
  const stopped = walkWhole(TOKEN, end)
  store<i32>(IN_VALUES, others)
  return stopped === end && isDone()
}

/** Puts what a part stands for at `TOKEN`. @returns where it ends; 0 if it is too long, padded in the middle, or holds an escape */
function decode(start: i32, end: i32): i32 {
  forgetLook()
  let to = end
  while (to > start && load<u8>(<i32>load<u8>(to - 1), SEXTETS) === PADDING) to--
  if (to - start > TOKEN_REACH) return 0
  let out = TOKEN
  let bits: i32 = 0
  let count: i32 = 0
  for (let at = start; at < to; at++) {
    const sextet = <i32>load<u8>(<i32>load<u8>(at), SEXTETS)
    if (sextet >= PADDING) return 0
    bits = (bits << 6) | sextet
    count += 6
    if (count < 8) continue
    count -= 8
    const byte = (bits >>> count) & 0xff
    // Its text would be put beside the input, where the value itself may lie.
    if (byte === BACKSLASH) return 0
    store<u8>(out++, byte)
  }
  return out
}
