import { LEXICON_SLOTS } from './lists.ts'
import { lexicon } from './value.ts'
import { hashOn, slotOf } from './words.ts'

/** The words, by their hashes. */
const entered = new Map<number, string>()

/**
 * Puts words on lists.
 * @param words in lower case, with white space between them
 * @param lists a bit for each; see `lists.ts`
 * @throws RangeError if there are too many, or one has the hash of another, whose lists it would share
 */
export function enter(words: string, lists: number): void {
  for (const word of words.trim().split(/\s+/)) {
    let hash = 0
    for (let i = 0; i < word.length; i++) hash = hashOn(hash, word.charCodeAt(i))
    let slot = slotOf(hash)
    while (lexicon[slot + 1] !== 0 && lexicon[slot] !== hash) slot = (slot + 2) % lexicon.length
    if ((entered.get(hash) ?? word) !== word) throw new RangeError(`${word} has the hash of ${entered.get(hash)}`)
    entered.set(hash, word)
    if (entered.size > LEXICON_SLOTS / 2) throw new RangeError('the lexicon is full')
    lexicon[slot] = hash
    lexicon[slot + 1]! |= lists
  }
}
