/** What the host asks: whether nothing can be found in a value, in a head's fields, one after the other. */
import { isLooked } from './look'
import { FIELDS } from './memory'
import { isAscii, isQuiet, isStructuredQuiet } from './quiet'
import { isQuietValue } from './tokens'

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
 * The first of the fields in `FIELDS` from `first` on that isn't plain; `count` if all are. A field's words: where its value begins and ends, and
 * whether it is structured.
 */
export function firstLoud(first: i32, count: i32, wanted: i32): i32 {
  let at = first
  while (at < count) {
    const field = FIELDS + 12 * at
    if (!isPlain(load<i32>(field), load<i32>(field, 4), false, load<i32>(field, 8) !== 0, wanted)) break
    at++
  }
  return at
}
