/** Commands behind a separator or in a substitution. */
import type { FieldInfo, Report } from '../../types.ts'
import { isDigit, isLetter, isSpace } from './characters.ts'
import { command, mayBeCommandAt, readCommand } from './command-word.ts'
import { commands, counted, prefix, product, rare, terse } from './commands.ts'
import { globKind } from './patterns.ts'
import { type Tail, tailOf } from './tail.ts'

/** What holds for the whole text that is being looked at. */
export const context = { multiline: false }

/** What a separator is worth. */
export const process = 4
export const strong = 3
export const plain = 2
export const faint = 1

/** Judges what follows a separator or opens a substitution at `from`. */
export function judgeCommand(
  text: string,
  from: number,
  weight: number,
  separator: number,
  field: FieldInfo,
  report: Report,
): boolean {
  if (!mayBeCommandAt(text, from)) return false
  let at = from
  let led = false
  for (let steps = 0; steps < 4; steps++) {
    readCommand(text, at)
    const { name, end, hidden, absolute, globbed } = command
    if (name === '' || (name.length < 2 && name !== 'w')) return false
    const kind = globbed ? globKind(command.raw) : (commands.get(name) ?? (commands.has(`${name}.exe`) ? rare : 0))
    if (kind === 0) {
      // x=1;cmd and FOO=bar cmd
      return false
    }
    const tail = tailOf(text, end, name)
    if (kind === prefix && tail === 'word') {
      at = end
      led = true
      continue
    }
    const spaced = isSpace(text.charCodeAt(from))
    if (isCommand(text, kind, name, tail, weight, separator, spaced, led, field)) {
      report('critical', separator, Math.min(text.length, end + 1), `runs a command: ${name}`)
      return true
    }
    if (hidden && command.raw.length > 2 && tail !== 'call' && tail !== 'name') {
      if (kind === rare || tail !== 'word') {
        report('critical', separator, Math.min(text.length, end + 1), `hides a command from a filter: ${name}`)
        return true
      }
    }
    if (
      absolute &&
      /^\/(?:usr\/|opt\/)?(?:local\/)?s?bin\/|^\/[a-z?]{1,4}\/[a-z?]{0,3}bin\//.test(command.raw) &&
      tail !== 'name'
    ) {
      report('critical', separator, Math.min(text.length, end + 1), `runs a command: ${command.raw}`)
      return true
    }
    if (tail === 'argument')
      report('warning', separator, Math.min(text.length, end + 1), `may run a command: ${name}`, 2)
    return false
  }
  return false
}

function isCommand(
  text: string,
  kind: number,
  name: string,
  tail: Tail,
  weight: number,
  separator: number,
  spaced: boolean,
  led: boolean,
  field: FieldInfo,
): boolean {
  if (tail === 'name' || tail === 'call') return false
  // Long texts, several lines: documentation and scripts of CI hold whole command lines.
  const document = text.length > 512 || (text.length > 160 && context.multiline)
  const code = text.charCodeAt(separator)
  const before = tokenBefore(text, separator)
  // `&copy;`
  const entity =
    code === 0x26 &&
    tail === 'separator' &&
    text.charCodeAt(command.end) === 0x3b &&
    !spaced &&
    text.charCodeAt(separator + 1) !== 0x26
  if (entity) return false
  if (document && weight < strong && before !== 'start' && before !== 'quote') {
    return kind === rare && !spaced && tail === 'argument' && text.length < 4096 && !context.multiline
  }
  if (document && weight >= strong && context.multiline && before !== 'start' && before !== 'quote') return false
  if (weight >= strong) {
    if (tail === 'close') return kind !== product || name === 'cmd'
    if (tail === 'argument' || tail === 'quoted') return true
    if (tail === 'number') return counted.has(name)
    if (tail === 'end' || tail === 'separator') return kind === rare || kind === prefix || name.length <= 4
    return kind === rare || (weight === process && closesSoon(text, command.end))
  }
  if (tail === 'argument') return true
  if (tail === 'quoted') return true
  if (tail === 'number') return counted.has(name) || name === 'echo'
  if (tail === 'close') return kind === rare || (before === 'start' && terse.has(name))
  if (tail === 'end' || tail === 'separator') {
    // A table's cells: `| id | name |`
    if (code === 0x7c && tail === 'separator' && spaced) return false
    if (kind === rare || led) return true
    if (kind === product) return false
    if (before === 'start' || before === 'quote' || before === 'close' || before === 'path' || before === 'number')
      return true
    if (weight === faint) return false
    if (field.where === 'header') return false
    return !spaced && terse.has(name) && code !== 0x26 && (before === 'letter' || tail === 'end')
  }
  // A word follows: prose, unless nobody would write the command's name in prose.
  return kind === rare && before !== 'word' && !prosePast(text, command.end)
}

function closesSoon(text: string, from: number): boolean {
  return text.slice(from, from + 48).includes(')')
}

/** Several words in a row follow: a sentence. */
function prosePast(text: string, from: number): boolean {
  let words = 0
  for (let i = from; i < text.length && i < from + 48; i++) {
    if (isSpace(text.charCodeAt(i)) && isLetter(text.charCodeAt(i + 1))) words++
  }
  return words > 2
}

/** What stands before the separator: how the value was left. */
function tokenBefore(
  text: string,
  separator: number,
): 'start' | 'quote' | 'close' | 'path' | 'number' | 'letter' | 'word' {
  let i = separator
  while (
    i > 0 &&
    (isSpace(text.charCodeAt(i - 1)) ||
      text.charCodeAt(i - 1) === 0x3b ||
      text.charCodeAt(i - 1) === 0x7c ||
      text.charCodeAt(i - 1) === 0x26)
  )
    i--
  if (i === 0) return 'start'
  const last = text.charCodeAt(i - 1)
  if (last === 0x27 || last === 0x22 || last === 0x60) return 'quote'
  if (last === 0x29 || last === 0x5d || last === 0x7d) return i < 24 ? 'close' : 'word'
  let j = i
  let path = false
  let digits = true
  while (j > 0 && i - j < 64 && !isSpace(text.charCodeAt(j - 1))) {
    const code = text.charCodeAt(j - 1)
    if (code === 0x2f || code === 0x5c || code === 0x2e) path = true
    else if (code === 0x3b || code === 0x7c || code === 0x2c) return 'word'
    else if (!isDigit(code)) digits = false
    j--
  }
  if (j !== 0) return 'word'
  if (digits) return 'number'
  if (path) return 'path'
  return i - j <= 2 ? 'letter' : 'word'
}
