/**
 * The value that somebody is asked about: bytes, or the text of them. One is looked at at a time. `assembly/value.ts` is the same
 * for the screen's module, where places are addresses.
 */
import { isDigit, isLetter } from '../ascii.ts'
import type { Tells } from '../types.ts'
import { LEXICON_SLOTS } from './lists.ts'

/** Words by their hashes, with open addressing: two numbers each, the hash and the lists that the word is on; 0 lists end a search. */
export const lexicon = new Int32Array(2 * LEXICON_SLOTS)

let bytes: Uint8Array | undefined
let text = ''
let from = 0
let to = 0

/** Looks at `value[start, end)` from now on. */
export function lookAtBytes(value: Uint8Array, start: number, end: number): void {
  bytes = value
  from = start
  to = end
}

export function lookAtText(value: string): void {
  bytes = undefined
  text = value
  from = 0
  to = value.length
}

/** What a detector that says whether a place matters is asked by the screen. */
export function tellsBy(matters: (at: number) => boolean): Tells {
  return (value, start, end, at) => {
    lookAtBytes(value, start, end)
    return matters(at)
  }
}

/** Where the value begins. */
export function valueStart(): number {
  return from
}

/** Behind the value. */
export function valueEnd(): number {
  return to
}

/** The byte or the code unit at `i`; 0 outside of the value. */
export function codeAt(i: number): number {
  if (i < from || i >= to) return 0
  return bytes === undefined ? text.charCodeAt(i) : (bytes[i] as number)
}

/** A byte or a code unit as a word has it: capitals as small letters, and 0 for what no word goes on with. */
export function wordCodeOf(code: number): number {
  if (isLetter(code)) return code | 0x20
  return isDigit(code) || code === 0x5f || code === 0x24 || code > 0x7f ? code : 0
}

/** A number of the lexicon. */
export function lexiconAt(i: number): number {
  return lexicon[i] as number
}
