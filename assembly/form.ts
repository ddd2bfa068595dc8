/**
 * A walk through a form or a query that passes over pairs in which nothing can be found. `src/engine/body/parsers/urlencoded.ts` reads
 * what it stops before, and all of it where there is no module.
 */

import { WINDOW_BYTES } from '../src/engine/windows'
import { besideEnd, putFormBeside } from './escapes'
import { isTextQuiet } from './kept'
import { BESIDE, FORM_PAIRS, IN_NAMES, IN_VALUES, MAX_FORM_PAIRS, REGISTERS } from './memory'
import { isAscii, isQuiet } from './quiet'
import { isQuietValue } from './tokens'

const AMPERSAND: i32 = 0x26
const EQUALS: i32 = 0x3d
const SEMICOLON: i32 = 0x3b
/** Longer names are told of in part only. */
const MAX_NAME_BYTES: i32 = 256
/** A shorter form repeats too little for anything to be kept of it. */
const REPEATS: i32 = 2_048

/** Pairs that were passed over. */
const PAIRS_PASSED: i32 = REGISTERS + 80

// A pair's words: where its name begins and ends, and the bytes of its value, decoded.
const NAME_END: i32 = 4
const VALUE_BYTES: i32 = 8
const PAIR: i32 = 12

/**
 * Walks from a pair's beginning on. Stops before a pair that isn't wholly there, isn't plain, or isn't quiet, and when it has passed over as
 * many as it can tell of.
 * @param isWhole the last pair ends at `end`
 * @returns where a pair begins; `end` if none does
 */
export function walkForm(start: i32, end: i32, isWhole: bool): i32 {
  const keeps = end - start > REPEATS
  let pair = FORM_PAIRS
  let at = start
  while (at < end && pair < FORM_PAIRS + PAIR * MAX_FORM_PAIRS) {
    const nameEnd = plainEnd(at, end, EQUALS)
    if (nameEnd === end || load<u8>(nameEnd) !== EQUALS || nameEnd === at || nameEnd - at > MAX_NAME_BYTES) break
    const isNameAscii = isPlainAscii
    const from = nameEnd + 1
    let to = plainEnd(from, end, AMPERSAND)
    let textFrom = from
    let textTo = to
    if (to < end && load<u8>(to) !== AMPERSAND) {
      if (load<u8>(to) === SEMICOLON) break
      to = putFormBeside(from, end, false)
      textFrom = BESIDE
      textTo = besideEnd
      if (to === 0) break
      isPlainAscii = isAscii(textFrom, textTo)
    }
    if (to === end ? !isWhole : load<u8>(to) !== AMPERSAND) break
    if (textTo - textFrom > WINDOW_BYTES) break
    const isValueAscii = isPlainAscii
    if (!isQuietPart(at, nameEnd, isNameAscii, true, keeps)) break
    if (textTo > textFrom && !isQuietPart(textFrom, textTo, isValueAscii, false, keeps)) break
    store<i32>(pair, at)
    store<i32>(pair, nameEnd, NAME_END)
    store<i32>(pair, textTo - textFrom, VALUE_BYTES)
    pair += PAIR
    at = min(end, to + 1)
  }
  store<i32>(PAIRS_PASSED, (pair - FORM_PAIRS) / PAIR)
  return at
}

function isQuietPart(from: i32, to: i32, isAscii: bool, isName: bool, keeps: bool): bool {
  if (keeps) return isTextQuiet(from, to, isAscii, isName)
  return isName
    ? isQuiet(from, to, isAscii, true, load<i32>(IN_NAMES))
    : isQuietValue(from, to, isAscii, load<i32>(IN_VALUES))
}

/** Whether what was passed over last is ASCII. */
let isPlainAscii: bool = true

/** Where what stands for itself ends: before `&`, `;`, `%`, `+`, the byte that is given, or at `end`. */
function plainEnd(from: i32, end: i32, besides: i32): i32 {
  const other = i8x16.splat(<i8>besides)
  let highs: i32 = 0
  for (let at = from; at < end; at += 16) {
    const bytes = v128.load(at)
    const ends = i8x16.bitmask(
      v128.or(
        v128.or(i8x16.eq(bytes, i8x16.splat(0x25)), i8x16.eq(bytes, i8x16.splat(0x26))),
        v128.or(
          v128.or(i8x16.eq(bytes, i8x16.splat(0x2b)), i8x16.eq(bytes, i8x16.splat(0x3b))),
          i8x16.eq(bytes, other),
        ),
      ),
    )
    const length = min(ends === 0 ? 16 : ctz(ends), end - at)
    highs |= i8x16.bitmask(bytes) & ((1 << length) - 1)
    if (length < 16) {
      isPlainAscii = highs === 0
      return at + length
    }
  }
  isPlainAscii = highs === 0
  return end
}
