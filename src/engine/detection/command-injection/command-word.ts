/** Reads the word that a shell would take for a command. */
import { isDigit, isLetter } from '../../ascii.ts'
import { isJoint, isPlainEnd, isSkipped } from './characters.ts'
import { mayBeCommand } from './commands.ts'

/** The command word that was read last. */
export const command = {
  name: '',
  end: 0,
  hidden: false,
  absolute: false,
  upper: false,
  globbed: false,
  trimmed: false,
  raw: '',
}

const unset = /^\$\{\w{1,16}:?[-=]/

/** Reads the command word at `from`, without what shells strip from it: quotes, escapes, empty variables. */
export function readCommand(text: string, from: number): void {
  const limit = Math.min(text.length, from + 96)
  let i = from
  while (i < limit) {
    const code = text.charCodeAt(i)
    if (isSkipped(code)) i++
    else break
  }
  const start = i
  let name = ''
  let noise = 0
  let globs = 0
  let upper = 0
  let slash = -1
  let inBraces = false
  for (; i < limit; i++) {
    const code = text.charCodeAt(i)
    if (isLetter(code) || isDigit(code) || code === 0x2d || code === 0x5f || code === 0x2e) {
      if (code <= 0x5a && code >= 0x41) upper++
      name += String.fromCharCode(code >= 0x41 && code <= 0x5a ? code | 0x20 : code)
      continue
    }
    if (code === 0x2f) {
      name += '/'
      slash = name.length
      continue
    }
    if (code === 0x27 || code === 0x22) {
      // A quote at the word's end may close the application's; inside the word it hides the word.
      const next = text.charCodeAt(i + 1)
      if (name !== '' && !isLetter(next) && next !== 0x27 && next !== 0x22 && next !== 0x24) {
        // The word opened with this quote: "cat" …
        if (noise > 0) {
          continue
        }
        break
      }
      if (name !== '') noise += 2
      else noise++
      continue
    }
    if (code === 0x5c || code === 0x5e) {
      const next = text.charCodeAt(i + 1)
      if (name === '' && code === 0x5c && !isLetter(next)) break
      if (code === 0x5c && /^[a-z]:$/.test(name)) break
      // A word that goes on in the next line.
      if (next === 0x0a && code === 0x5c && name !== '') i++
      noise += 2
      continue
    }
    if (code === 0x24) {
      const length = emptyAt(text, i, name === '')
      if (length === 0) break
      noise += length === 1 ? 1 : 2
      if (text.charCodeAt(i + 1) === 0x7b && text.charCodeAt(i + length - 1) !== 0x7d) inBraces = true
      i += length - 1
      continue
    }
    if (code === 0x7d && inBraces) {
      inBraces = false
      continue
    }
    if (code === 0x60) {
      const close = text.charCodeAt(i + 1) === 0x3a ? i + 2 : i + 1
      if (text.charCodeAt(close) !== 0x60) break
      i = close
      noise += 2
      continue
    }
    if (
      (code === 0x3f || code === 0x2a || code === 0x5b) &&
      (slash > 0 || isLetter(text.charCodeAt(i + 1)) || text.charCodeAt(i + 1) === 0x3f)
    ) {
      if (code === 0x5b) {
        const close = i + text.slice(i, i + 13).indexOf(']')
        if (close < i) break
        i = close
      }
      name += '?'
      globs++
      continue
    }
    break
  }
  command.end = i
  command.hidden = noise > 1
  command.globbed = globs > 0
  command.absolute = slash > 0 && name.startsWith('/')
  command.upper = upper > 0 && upper < name.length
  command.raw = name
  let bare = slash > 0 ? name.slice(slash) : name
  if (bare.endsWith('.exe')) bare = bare.slice(0, -4)
  const { length } = bare
  while (bare.endsWith('.') || bare.endsWith('-')) bare = bare.slice(0, -1)
  command.trimmed = bare.length < length
  command.name = start === i ? '' : bare
}

/**
 * How many characters at a dollar sign a shell takes for nothing: `$'` of `$'id'`, `$""`, `$@`, `$1`, `$x`, `${x}`, `$()`, `$(:)`, `${x:-` of
 * `${x:-id}`; 0 if they are something.
 * @param isFirst the command word begins with it
 */
function emptyAt(text: string, at: number, isFirst: boolean): number {
  const next = text.charCodeAt(at + 1)
  const second = text.charCodeAt(at + 2)
  if (next === 0x27 || next === 0x22) return second === next ? 3 : isLetter(second) ? 1 : 0
  if (next === 0x28) {
    const close = second === 0x3a ? at + 3 : at + 2
    return text.charCodeAt(close) === 0x29 ? close + 1 - at : 0
  }
  if (next === 0x7b) {
    // What a variable is that isn't set.
    const otherwise = unset.exec(text.slice(at, at + 24))?.[0].length ?? 0
    if (otherwise > 0) return otherwise
    const close = at + text.slice(at, at + 25).indexOf('}')
    if (close < at || (isFirst && !goesOn(text.charCodeAt(close + 1)))) return 0
    return text.slice(at + 2, close).toLowerCase() === 'ifs' ? 0 : close + 1 - at
  }
  const isEmpty = next === 0x40 || next === 0x2a || next === 0x21 || next === 0x3f || isDigit(next)
  if (isFirst ? !isEmpty || !goesOn(second) : text.startsWith('IFS', at + 1)) return 0
  return isEmpty || isLetter(next) || next === 0x5f ? 2 : 0
}

/** A name may go on behind a variable that is empty: `${x}whoami`, `$@id`. */
function goesOn(code: number): boolean {
  return isLetter(code) || code === 0x24 || code === 0x2f
}

/** A quick look at the word: nearly all that follow a semicolon or begin a value are spelt plainly and no command's. */
export function mayBeCommandAt(text: string, from: number): boolean {
  const limit = Math.min(text.length, from + 96)
  let start = from
  while (start < limit && isSkipped(text.charCodeAt(start))) start++
  // A soup of separators: no command begins with one.
  if (start < limit && isJoint(text.charCodeAt(start))) return false
  let end = start
  while (end < limit && isLetter(text.charCodeAt(end))) end++
  // Digits, dots, quotes, slashes and what else a name may hold or hide behind.
  if (end < limit && !isPlainEnd(text.charCodeAt(end))) return true
  // A name that nobody knows, with an option or a file.
  if (text.charCodeAt(end) === 0x20 && end > start && isOptionOrPath(text.charCodeAt(end + 1))) return true
  return mayBeCommand(text, start, end)
}

/** A hyphen or a slash. */
function isOptionOrPath(code: number): boolean {
  return code === 0x2d || code === 0x2f
}
