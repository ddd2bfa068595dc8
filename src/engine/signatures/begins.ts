/** Whether a literal stands where its signature has it count: at the beginning of a value, or behind that of a line. */
import { codeAt, valueStart } from '../asking/value.ts'

/** Bytes that may stand before the literal of a signature `at: start`. */
const BEFORE_START: i32 = 4
/** Bytes that may stand between a line break and the literal of a signature `at: line`: a tag and a space. */
const BEFORE_LINE: i32 = 12

/** One answer serves both: the signature's pattern has the last word. */
export function begins(at: i32): boolean {
  if (at - valueStart() <= BEFORE_START) return true
  for (let i = at; i >= at - BEFORE_LINE; i--) if (codeAt(i) === 0x0a) return true
  return false
}
