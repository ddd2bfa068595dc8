/** Whether a name, which stands in ordinary text as well, is used as code uses it. */
import { isDigit, isLetter } from '../../ascii.ts'
import { least } from '../../asking/least.ts'
import { codeAt, valueEnd } from '../../asking/value.ts'

/** No name in `rules.ts` is longer. */
export const LONGEST_NAME: i32 = 32

export function isNameCode(code: i32): boolean {
  return isLetter(code) || isDigit(code) || code === 0x5f || code === 0x24
}

/** Whether something is done with the name that begins at `at`: called, reached into, or followed by a string. */
export function matters(at: i32): boolean {
  if (codeAt(at) === 0x3c) return at + 2 < valueEnd() && (codeAt(at + 2) | 0x20) !== 0x78
  // Bytes that PHP makes letters of; elsewhere `(~10 kg)`.
  if (codeAt(at) === 0x28) return codeAt(at + 2) > 0x7f || codeAt(at + 2) === 0x22 || codeAt(at + 2) === 0x27
  if (isNameCode(codeAt(at - 1))) return false
  let i = at
  const limit = least(valueEnd(), at + LONGEST_NAME + 1)
  while (i < limit && isNameCode(codeAt(i))) i++
  const gap = least(valueEnd(), i + 8)
  while (i < gap && codeAt(i) <= 0x20) i++
  if (isDirective(codeAt(i), codeAt(i + 1), codeAt(i + 2), codeAt(i + 3))) return false
  return i < valueEnd() && isUse(codeAt(i), codeAt(i + 1))
}

/** GraphQL's `@include(if: $all)`: no function has a parameter of that name. */
export function isDirective(a: i32, b: i32, c: i32, d: i32): boolean {
  return a === 0x28 && b === 0x69 && c === 0x66 && d === 0x3a
}

export function isUse(code: i32, next: i32): boolean {
  switch (code) {
    case 0x28: // (
    case 0x5b: // [
    case 0x22: // "
    case 0x27: // '
    case 0x60: // `
    case 0x24: // $
    case 0x5c: // \
    case 0x7b: // {
    case 0x7c: // |
    case 0x5d: // ]
      return true
    case 0x2f:
      return next === 0x2a
    case 0x3a:
      return next === 0x3a || next === 0x28
    case 0x3f:
      return next === 0x2e
    // The end of a sentence isn't a member.
    case 0x2e:
      return isNameCode(next)
    default:
      // `eval request("x")`, `echo md5(1)`
      return ((code | 0x20) === 0x72 && (next | 0x20) === 0x65) || ((code | 0x20) === 0x6d && (next | 0x20) === 0x64)
  }
}
