/** What the host asks: whether nothing can be found in a value, in a head's fields, one after the other. */
import { isLooked } from './look'
import { FIELDS, IN_NAMES } from './memory'
import { firstOf, isAscii, isQuiet, isStructuredQuiet } from './quiet'
import { isQuietValue } from './tokens'

// A field's words: where its value begins and ends, and what it is.
const VALUE_END: i32 = 4
const KIND: i32 = 8
const FIELD: i32 = 12
/** Punctuation is ordinary in the value, and it holds no document. */
const STRUCTURED: i32 = 1
const COOKIES: i32 = 2

const SEMICOLON: i32 = 0x3b
const EQUALS: i32 = 0x3d

/**
 * @param isStructured punctuation is ordinary in the value, and it holds no document
 * @param wanted whoever looks at the value, a bit for each
 */
export function isPlain(from: i32, to: i32, isName: bool, isStructured: bool, wanted: i32): bool {
  // What was looked at a moment ago was not quiet.
  if (isLooked(from, to, wanted)) return false
  if (isStructured) return isStructuredQuiet(from, to, isAscii(from, to), wanted)
  const isPlainText = isAscii(from, to)
  return isName ? isQuiet(from, to, isPlainText, true, wanted) : isQuietValue(from, to, isPlainText, wanted)
}

/**
 * The first of the fields in `FIELDS` from `first` on that isn't plain; `count` if all are. A field of cookies is told to begin at the first that isn't.
 * @param wanted whoever looks at them, a bit for each
 * @param inCookies whoever looks at cookies' values
 */
export function firstLoud(first: i32, count: i32, wanted: i32, inCookies: i32): i32 {
  let at = first
  while (at < count) {
    const field = FIELDS + FIELD * at
    const from = load<i32>(field)
    const to = load<i32>(field, VALUE_END)
    const kind = load<i32>(field, KIND)
    if (kind === COOKIES) {
      const loud = firstLoudCookie(from, to, inCookies)
      store<i32>(field, loud)
      if (loud < to) break
    } else if (!isPlain(from, to, false, kind === STRUCTURED, wanted)) break
    at++
  }
  return at
}

/** Where the first of a field's cookies begins in which something could be found; `end` or behind it if there is none. They are cut as in `canonical/cookies.ts`. */
function firstLoudCookie(start: i32, end: i32, inCookies: i32): i32 {
  let from = start
  while (from < end) {
    const to = firstOf(SEMICOLON, from, end)
    const equals = firstOf(EQUALS, from, to)
    if (equals < to && !isQuietPart(from, equals, true, load<i32>(IN_NAMES))) return from
    if (!isQuietPart(equals < to ? equals + 1 : from, to, false, inCookies)) return from
    from = to + 1
  }
  return from
}

/** The same of a name or a value, without the white space around it. */
function isQuietPart(start: i32, end: i32, isName: bool, wanted: i32): bool {
  let from = start
  let to = end
  while (from < to && isBlank(load<u8>(from))) from++
  while (to > from && isBlank(load<u8>(to - 1))) to--
  return from === to || isPlain(from, to, isName, false, wanted)
}

function isBlank(byte: i32): bool {
  return byte === 0x20 || byte === 0x09
}
