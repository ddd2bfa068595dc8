/** Names and values of the input that turned out to be quiet: short ones come again and again. */
import { IN_NAMES, IN_VALUES, QUIET_KEYS, QUIET_STRINGS_BYTES, QUIET_VALUES, REGISTERS } from './memory'
import { isQuiet } from './quiet'

/** Who looks at the values that are kept; 0 once the input is another: what is kept was not its own. */
const KEPT_FOR: i32 = REGISTERS + 72

/** One byte less than are kept: the last says how many there are. */
const LONGEST: i32 = 15
const PLACES_OF_BYTES: v128 = i8x16(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15)

// Odd, so that every bit of a text counts.
const FIRST_FACTOR: i64 = 0x9e3779b97f4a7
const SECOND_FACTOR: i64 = 0xc2b2ae3d27d4f

/** Whether nothing can be found in a name or a value. Short ones of the input in which nothing was found before need not be looked at again. */
export function isTextQuiet(from: i32, to: i32, isAscii: bool, isName: bool): bool {
  const inValues = load<i32>(IN_VALUES)
  const wanted = isName ? load<i32>(IN_NAMES) : inValues
  const length = to - from
  if (length > LONGEST) return isQuiet(from, to, isAscii, isName, wanted)
  if (load<i32>(KEPT_FOR) !== inValues) {
    memory.fill(QUIET_KEYS, 0, 2 * QUIET_STRINGS_BYTES)
    store<i32>(KEPT_FOR, inValues)
  }
  const bytes = v128.and(v128.load(from), i8x16.lt_s(PLACES_OF_BYTES, i8x16.splat(<i8>length)))
  const text = i8x16.replace_lane(bytes, <u8>LONGEST, <i8>length)
  const known = (isName ? QUIET_KEYS : QUIET_VALUES) + placeOf(text)
  if (!v128.any_true(v128.xor(text, v128.load(known)))) return true
  if (!isQuiet(from, to, isAscii, isName, wanted)) return false
  v128.store(known, text)
  return true
}

/** Where sixteen bytes are kept. */
function placeOf(text: v128): i32 {
  const mixed = i64x2.extract_lane(text, 0) * FIRST_FACTOR + i64x2.extract_lane(text, 1) * SECOND_FACTOR
  return <i32>(mixed >>> 40) & (QUIET_STRINGS_BYTES - 16)
}
