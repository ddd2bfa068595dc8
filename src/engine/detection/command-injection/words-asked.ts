/** The words by which `matters.ts` tells commands. */
import { enter } from '../../asking/lexicon.ts'
import { COMMAND, COMMAND_PART, PROSE_COMMAND } from '../../asking/lists.ts'
import { commands, hyphenedParts, kindOf, word } from './commands.ts'
import { takesWords } from './tail.ts'

for (const known of commands.keys()) {
  const name = known.endsWith('.exe') ? known.slice(0, -4) : known
  enter(name, kindOf(name) === word && !takesWords.has(name) ? COMMAND | PROSE_COMMAND : COMMAND)
}
for (const part of hyphenedParts) enter(part, COMMAND_PART)
