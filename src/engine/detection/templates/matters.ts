/** Whether more than a name, a number or white space may stand behind an opener that stands in ordinary text as well. */
import { isDigit } from '../../ascii.ts'
import { least } from '../../asking/least.ts'
import { codeAt, valueEnd } from '../../asking/value.ts'

/** How far what is asked for is looked at. */
const NEAR: i32 = 24

export function matters(at: i32): boolean {
  const isList = codeAt(at) === 0x5b && codeAt(at + 1) === 0x5b
  const isLed = isList || (codeAt(at) === 0x7b && isDigit(codeAt(at + 2)) && isLeading(codeAt(at + 1)))
  const isBrace = isLed || (codeAt(at) === 0x7b && isDigit(codeAt(at + 1)))
  const limit = least(valueEnd(), at + NEAR)
  for (let i = at + (isLed ? 3 : 2); i < limit; i++) {
    const byte = codeAt(i)
    if (isDigit(byte)) continue
    // `{2,}`, `{0}`: a calculation in braces has a sign behind its number, with or without a space.
    if (isBrace) return byte === 0x2a || byte === 0x2b || byte === 0x2d || byte === 0x2f || byte === 0x20
    return true
  }
  return true
}

/** Whether it may stand between an opener of one sign and its number. */
export function isLeading(code: i32): boolean {
  return code === 0x20 || code === 0x28 || code === 0x2b || code === 0x7e || code === 0x5b
}
