/** Values that are nothing but what they look like: UUIDs and points in time, which every other API is full of. */

const UUID_BYTES: i32 = 36
const DATE_BYTES: i32 = 10
/** `2026-11-23T10:20:30.123456789+01:00` */
const LONGEST_TIME: i32 = 35
const TIME_BYTES: i32 = 19

/** Whether a value is a UUID, or a time as RFC 3339 has it, a date alone included. */
export function isOrdinary(from: i32, to: i32): bool {
  const length = to - from
  if (length === UUID_BYTES) return isUuid(from)
  if (load<u8>(from, 4) !== 0x2d || length < DATE_BYTES || length > LONGEST_TIME) return false
  return length === DATE_BYTES ? isDate(from) : length > TIME_BYTES && isDate(from) && isTime(from, to)
}

/** Hexadecimal digits in groups of 8, 4, 4, 4 and 12. */
function isUuid(from: i32): bool {
  const bytes = v128.load(from)
  const more = v128.load(from, 16)
  const last = v128.load(from, 20)
  const hyphens =
    i8x16.bitmask(i8x16.eq(bytes, i8x16.splat(0x2d))) | (i8x16.bitmask(i8x16.eq(more, i8x16.splat(0x2d))) << 16)
  if (hyphens !== 0x842100) return false
  const others = i8x16.bitmask(isNoHex(bytes)) | (i8x16.bitmask(isNoHex(more)) << 16)
  return others === 0x842100 && (i8x16.bitmask(isNoHex(last)) & ~0xf) === 0
}

function isNoHex(bytes: v128): v128 {
  const digits = i8x16.lt_u(i8x16.sub(bytes, i8x16.splat(0x30)), i8x16.splat(10))
  const letters = i8x16.lt_u(i8x16.sub(v128.or(bytes, i8x16.splat(0x20)), i8x16.splat(0x61)), i8x16.splat(6))
  return v128.not(v128.or(digits, letters))
}

/** `2026-11-23` */
function isDate(from: i32): bool {
  return (digitsAt(from) & 0x3ff) === 0x36f && load<u8>(from, 7) === 0x2d
}

/** `T10:20:30`, a fraction, `Z` or an offset. */
function isTime(from: i32, to: i32): bool {
  const between = <i32>load<u8>(from, 10)
  if (((between | 0x20) !== 0x74 && between !== 0x20) || load<u8>(from, 13) !== 0x3a || load<u8>(from, 16) !== 0x3a)
    return false
  if ((digitsAt(from + 11) & 0xff) !== 0xdb) return false
  let at = from + TIME_BYTES
  if (load<u8>(at) === 0x2e) {
    do at++
    while (at < to && <u8>(load<u8>(at) - 0x30) <= 9)
    if (at === from + TIME_BYTES + 1) return false
  }
  if (at + 1 === to) return (load<u8>(at) | 0x20) === 0x7a
  if (at + 6 !== to || (load<u8>(at) !== 0x2b && load<u8>(at) !== 0x2d)) return false
  return (digitsAt(at + 1) & 0x1f) === 0x1b && load<u8>(at, 3) === 0x3a
}

/** A bit for each of 16 bytes that is a digit. */
function digitsAt(at: i32): i32 {
  return i8x16.bitmask(i8x16.lt_u(i8x16.sub(v128.load(at), i8x16.splat(0x30)), i8x16.splat(10)))
}
