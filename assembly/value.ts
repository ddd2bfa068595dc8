/** The value that somebody is asked about, as `src/engine/asking/value.ts` has it: a part of the memory. */
import { LEXICON } from './memory'

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
  return i < from || i >= to ? 0 : <i32>load<u8>(i)
}

export function lexiconAt(i: i32): i32 {
  return load<i32>((i << 2) + LEXICON)
}
