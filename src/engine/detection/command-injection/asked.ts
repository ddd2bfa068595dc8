/** Separators stand in names and prose all the time: `Smith & Sons`, `it fits; thanks`. */
import { isLetter, isSkipped } from './characters.ts'
import { isPlainEnd } from './command-word.ts'
import { mayBeCommandWord } from './commands.ts'

/** What ends a command and stands in ordinary text as well. A pipe doesn't, and matters behind a command too: `echo a|`. */
export const asked: ReadonlySet<string> = new Set([';', '&'])

/** How far `mayBeCommandAt` of command-word.ts looks. */
const reach = 96

/** Whether a command may follow the separator at `at`. */
export function tells(bytes: Uint8Array, _start: number, end: number, at: number): boolean {
  const next = at + 1 < end ? bytes[at + 1] : 0
  return mayBeCommandBehind(bytes, next === 0x7c || next === 0x26 ? at + 2 : at + 1, end)
}

/** Says "no" to what `mayBeCommandAt` says "no" to, and to less: no limit and no space beyond ASCII hides a word. */
function mayBeCommandBehind(bytes: Uint8Array, from: number, end: number): boolean {
  const limit = Math.min(end, from + reach)
  let start = from
  while (start < limit && isSkipped(bytes[start] as number)) start++
  if (start >= limit) return limit < end
  let behind = start
  while (behind < limit && isLetter(bytes[behind] as number)) behind++
  if (behind === start && (bytes[start] as number) > 0x7f) return true
  if (behind < limit && !isPlainEnd(bytes[behind] as number)) return true
  return mayBeCommandWord(bytes, start, behind)
}
