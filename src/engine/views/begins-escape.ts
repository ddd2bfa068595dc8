import { isDigit } from '../ascii.ts'
import { codeAt } from '../asking/value.ts'

/** Whether the percent sign at `at` begins what is decoded: `10 % off` doesn't. */
export function beginsEscape(at: i32): boolean {
  if (isHex(codeAt(at + 1))) return isHex(codeAt(at + 2))
  if ((codeAt(at + 1) | 0x20) !== 0x75) return false
  return isHex(codeAt(at + 2)) && isHex(codeAt(at + 3)) && isHex(codeAt(at + 4)) && isHex(codeAt(at + 5))
}

function isHex(code: i32): boolean {
  return isDigit(code) || ((code | 0x20) >= 0x61 && (code | 0x20) <= 0x66)
}
