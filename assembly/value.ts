/** The value that somebody is asked about, as `src/engine/asking/value.ts` has it: a part of the memory. */
import { LEXICON, WORD_CODES } from './memory'

let from: i32 = 0
let to: i32 = 0

export function lookAt(start: i32, end: i32): void {
  from = start
  to = end
}

export function valueStart(): i32 {
  return from
}

export function valueEnd(): i32 {
  return to
}

export function codeAt(i: i32): i32 {
  // No branch: what stands before the input, or behind its end, may be read.
  return select<i32>(<i32>load<u8>(i), 0, <u32>(i - from) < <u32>(to - from))
}

export function wordCodeOf(code: i32): i32 {
  return <i32>load<u8>(code, WORD_CODES)
}

export function lexiconAt(i: i32): i32 {
  return load<i32>((i << 2) + LEXICON)
}
