import { LEXICON_SLOTS } from './lists.ts'
import { lexicon } from './value.ts'
import { hashOn, slotOf } from './words.ts'

let count = 0

/**
 * Puts words on lists.
 * @param words in lower case, with white space between them
 * @param lists a bit for each; see `lists.ts`
 */
export function enter(words: string, lists: number): void {
  for (const word of words.trim().split(/\s+/)) {
    let hash = 0
    for (let i = 0; i < word.length; i++) hash = hashOn(hash, word.charCodeAt(i))
    let slot = slotOf(hash)
    while (lexicon[slot + 1] !== 0 && lexicon[slot] !== hash) slot = (slot + 2) % lexicon.length
    if (lexicon[slot + 1] === 0 && ++count > LEXICON_SLOTS / 2) throw new RangeError('the lexicon is full')
    lexicon[slot] = hash
    lexicon[slot + 1]! |= lists
  }
}
