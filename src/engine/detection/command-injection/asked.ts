/** Separators stand in names and prose all the time: `Smith & Sons`, `it fits; thanks`. */
import { isDigit, isLetter } from '../../ascii.ts'
import { isJoint, isSkipped } from './characters.ts'
import { isPlainEnd } from './command-word.ts'
import { commandAt, commandsOf, familyCues, kindOf, prefix, rare, word } from './commands.ts'
import { takesWords } from './tail.ts'

/** What ends a command and stands in ordinary text as well. A pipe doesn't, and matters behind a command too: `echo a|`. */
const separators: readonly string[] = [';', '&', '\n', '{']
/** What stands behind a command's name: it matters if the value begins with one. */
const gaps: readonly string[] = ['\t', ' -']
/** Names that matter at the value's start alone. */
export const openings: readonly string[] = [
  ...new Set(
    [...commandsOf(rare), ...commandsOf(prefix), 'nc', 'ping', 'ssh', 'dig', 'host', 'ls'].map((name) => `${name} `),
  ),
  ...familyCues,
]

/** Cues that are asked for; see `Detector.asked`. */
export const asked: ReadonlySet<string> = new Set([...separators, ...gaps, ...openings])

/** How far `mayBeCommandAt` of command-word.ts looks. */
const reach = 96
/** How far from the start a command may begin behind those that run it, and variables that are set for it. */
const openingReach = 160
/** Bytes of the longest text whose lines are read as commands: 256 characters. */
const longestOfLines = 1_024
/** What may stand before the first command. */
const skippedAtMost = 8

/** Whether a command may follow the separator at `at`, or whether the value begins with the command at `at`. */
export function tells(bytes: Uint8Array, start: number, end: number, at: number): boolean {
  const code = bytes[at] as number
  if (code === 0x3b || code === 0x26) {
    const next = at + 1 < end ? bytes[at + 1] : 0
    // `id;`, and nothing else.
    if (at - start < 12 && beginsWithCommand(bytes, start, end)) return true
    return mayBeCommandBehind(bytes, next === 0x7c || next === 0x26 ? at + 2 : at + 1, end)
  }
  if (code === 0x7b) return mayExpand(bytes, start, end, at)
  if (code === 0x0a) {
    if (at - start < openingReach && beginsWithCommand(bytes, start, end)) return true
    // Only short texts have a command in their second line.
    return end - start <= longestOfLines && mayBeCommandBehind(bytes, at + 1, end)
  }
  if (code === 0x09 || code === 0x20) return at - start < openingReach && beginsWithCommand(bytes, start, end)
  // The end of a longer word: `details `, `localhost `.
  return at - start < openingReach && (at === start || !isNamePart(bytes[at - 1] as number))
}

/** A brace that a shell expands, `{cat,/etc/passwd}`, or one right behind the command that the value begins with. */
function mayExpand(bytes: Uint8Array, start: number, end: number, at: number): boolean {
  if (at > start && at - start < openingReach && isNamePart(bytes[at - 1] as number)) return true
  const limit = Math.min(end, at + 24)
  let i = at + 1
  while (i < limit && isNamePart(bytes[i] as number)) i++
  return i === limit || (bytes[i] === 0x2c && i > at + 1)
}

function isNamePart(byte: number): boolean {
  return isLetter(byte) || isDigit(byte) || byte === 0x5f
}

/** The value's first word may be a command's name. */
function beginsWithCommand(bytes: Uint8Array, from: number, end: number): boolean {
  const most = Math.min(end, from + skippedAtMost + 1)
  let start = from
  while (start < most && (isSkipped(bytes[start] as number) || bytes[start] === 0x29)) start++
  return isCommandAt(bytes, start, end, Math.min(end, start + reach))
}

/** Says "no" to what `mayBeCommandAt` says "no" to, and to less: no limit and no space beyond ASCII hides a word. */
function mayBeCommandBehind(bytes: Uint8Array, from: number, end: number): boolean {
  const limit = Math.min(end, from + reach)
  let start = from
  while (start < limit && isSkipped(bytes[start] as number)) start++
  if (start >= limit) return limit < end
  return isCommandAt(bytes, start, end, limit)
}

function isCommandAt(bytes: Uint8Array, start: number, end: number, limit: number): boolean {
  let behind = start
  while (behind < limit && (isLetter(bytes[behind] as number) || (behind > start && isDigit(bytes[behind] as number))))
    behind++
  // What stands behind the value is none of its bytes.
  if (start === end) return false
  if (behind === start && (bytes[start] as number) > 0x7f) return true
  if (behind < limit && !isPlainEnd(bytes[behind] as number) && !(behind > start && endsSentence(bytes, behind, end)))
    return true
  if (isLoopWord(bytes, start, behind)) return true
  // `A=b whoami`
  if (behind > start && behind < end && bytes[behind] === 0x3d) {
    const most = Math.min(limit, behind + reach)
    let i = behind
    while (i < most && (bytes[i] as number) > 0x20 && !isJoint(bytes[i] as number)) i++
    return i < most && bytes[i] === 0x20
  }
  // A name that nobody knows, with an option.
  if (behind + 1 < end && bytes[behind] === 0x20 && bytes[behind + 1] === 0x2d) return true
  const name = commandAt(bytes, start, behind)
  return name !== undefined && !standsInProse(name, bytes, start, behind, end)
}

/** `; more or less intact`: a word that names a command as well, behind a space and before another word. */
function standsInProse(name: string, bytes: Uint8Array, start: number, behind: number, end: number): boolean {
  if (bytes[start - 1] !== 0x20 || !isJoint(bytes[start - 2] as number) || bytes[behind] !== 0x20) return false
  let next = behind + 1
  while (next < end && isLetter(bytes[next] as number)) next++
  if (next - behind < 3 || next + 1 >= end) return false
  const mark = bytes[next] as number
  if (mark !== 0x20 && ((mark !== 0x2c && mark !== 0x2e) || bytes[next + 1] !== 0x20)) return false
  // `passwd`, `user`, `localhost` are arguments.
  const first = (bytes[behind + 1] as number) | 0x20
  if (first === 0x70 || first === 0x75 || first === 0x6c) return false
  return kindOf(name) === word && !takesWords.has(name)
}

/** A mark behind a word, before white space or nothing: `in black? Yes`. */
function endsSentence(bytes: Uint8Array, at: number, end: number): boolean {
  const mark = bytes[at] as number
  if (mark !== 0x2e && mark !== 0x3f && mark !== 0x21) return false
  return at + 1 === end || bytes[at + 1] === 0x20 || bytes[at + 1] === 0x0a
}

/** `do`, `then`, `else`: what a loop's or a condition's commands begin with. */
function isLoopWord(bytes: Uint8Array, start: number, end: number): boolean {
  const first = (bytes[start] as number) | 0x20
  const second = (bytes[start + 1] as number) | 0x20
  if (end - start === 2) return first === 0x64 && second === 0x6f
  return end - start === 4 && ((first === 0x74 && second === 0x68) || (first === 0x65 && second === 0x6c))
}
