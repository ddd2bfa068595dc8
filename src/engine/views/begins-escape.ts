import { isHexDigit } from '../ascii.ts'
import { codeAt } from '../asking/value.ts'

/** Whether the percent sign at `at` begins what is decoded: `10 % off` doesn't. */
export function beginsEscape(at: i32): boolean {
  if (isHexDigit(codeAt(at + 1))) return isHexDigit(codeAt(at + 2))
  if ((codeAt(at + 1) | 0x20) !== 0x75) return false
  return (
    isHexDigit(codeAt(at + 2)) && isHexDigit(codeAt(at + 3)) && isHexDigit(codeAt(at + 4)) && isHexDigit(codeAt(at + 5))
  )
}
