import { LEXICON_SLOTS } from './lists.ts'
import { codeAt, lexiconAt, wordCodeOf } from './value.ts'

/** More white space or letters than this are an attacker's: nothing is ruled out. */
export const FAR: i32 = 64

/** A hash of words, one code after the other; a capital's is that of the small letter. */
export function hashOn(hash: i32, code: i32): i32 {
  return ((hash << 5) - hash + (code | 0x20)) | 0
}

/** The lists that a word is on; see `lists.ts`. @param hash of its letters, from 0 on, by `hashOn` */
export function listsOf(hash: i32): i32 {
  let slot = slotOf(hash)
  let lists = lexiconAt(slot + 1)
  while (lists !== 0 && lexiconAt(slot) !== hash) {
    slot = (slot + 2) & (2 * LEXICON_SLOTS - 1)
    lists = lexiconAt(slot + 1)
  }
  return lists
}

/** Where a word is looked for first. */
export function slotOf(hash: i32): i32 {
  return ((hash ^ (hash >>> 12)) & (LEXICON_SLOTS - 1)) << 1
}

/** Letters of other scripts count as letters. */
export function isWord(code: i32): boolean {
  return wordCodeOf(code) !== 0
}

/** Behind the word that was looked at last. */
export let wordEnd: i32 = 0

/** The lists of the word at `i`, of which no more than the first letters count. */
export function listsAt(i: i32): i32 {
  let hash: i32 = 0
  let at = i
  const stop = i + FAR
  for (let code = wordCodeOf(codeAt(at)); code !== 0 && at < stop; code = wordCodeOf(codeAt(++at)))
    hash = hashOn(hash, code)
  wordEnd = at
  return listsOf(hash)
}
