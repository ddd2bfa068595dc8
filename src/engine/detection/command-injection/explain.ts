/** What the detector reads in a text, for people. */
import type { Token } from '../../types.ts'
import { isSpace } from './characters.ts'
import { command, readCommand } from './command-word.ts'
import { kindOf, prefix } from './commands.ts'
import { tailOf } from './tail.ts'

const MAX_TOKENS = 64

/** The separators and substitutions of a text, the commands behind them, and what follows those: the first 64. */
export function explain(text: string): readonly Token[] {
  const tokens: Token[] = []
  readWord(text, 0, tokens)
  for (let i = 0; i < text.length && tokens.length < MAX_TOKENS; ) {
    const opening = openingAt(text, i)
    if (opening === '') {
      i++
      continue
    }
    const end = i + lengthOf(text, i)
    tokens.push({ type: opening, start: i, end })
    readWord(text, end, tokens)
    i = end
  }
  return tokens.slice(0, MAX_TOKENS)
}

/** What opens a command at `at`; '' if nothing does. */
function openingAt(text: string, at: number): string {
  const next = text.charCodeAt(at + 1)
  switch (text.charCodeAt(at)) {
    case 0x3b:
    case 0x26:
    case 0x7c:
      return 'separator'
    case 0x0a:
      return 'line break'
    case 0x60:
      return 'backtick'
    case 0x24:
      return next === 0x28 ? 'substitution' : next === 0x7b ? 'variable' : ''
    case 0x3c:
    case 0x3e:
      return next === 0x28 ? 'process substitution' : 'redirection'
  }
  return ''
}

function lengthOf(text: string, at: number): number {
  const code = text.charCodeAt(at)
  const next = text.charCodeAt(at + 1)
  if (code === 0x24) return 2
  if (code === 0x3c || code === 0x3e) return next === 0x28 ? 2 : 1
  return (code === 0x26 || code === 0x7c) && next === code ? 2 : 1
}

/** The word behind an opening, if it is a command's, and the kind of what follows it. */
function readWord(text: string, from: number, tokens: Token[]): void {
  readCommand(text, from)
  const { name, end, hidden, absolute } = command
  const kind = kindOf(name)
  if (name === '' || (kind === 0 && !hidden && !absolute)) return
  let start = from
  while (start < end && isSpace(text.charCodeAt(start))) start++
  tokens.push({ type: kind === prefix ? 'wrapper' : hidden ? 'hidden command' : 'command', start, end })
  const tail = tailOf(text, end, name)
  if (tail !== 'end' && tail !== 'separator')
    tokens.push({ type: tail, start: end, end: Math.min(text.length, end + 1) })
}
