/**
 * Command injection: does the value, put into a command line of a POSIX shell, cmd or PowerShell, end the command or substitute
 * one, and does a command that is worth running follow? Judged where commands may stand only: after separators, in
 * substitutions, and at the value's start. GRAMMAR.md says what is let pass.
 */

import './words-asked.ts'
import { isLetter } from '../../ascii.ts'
import { COMMANDS } from '../../asking/tellers.ts'
import { tellsBy } from '../../asking/value.ts'
import { withoutCode } from '../../markdown.ts'
import type { Detector, FieldInfo, Report } from '../../types.ts'
import { asked } from './asked.ts'
import { isJoint, isSpace } from './characters.ts'
import { judgeStart } from './command-line.ts'
import { command, readCommand } from './command-word.ts'
import { kindOf, rare } from './commands.ts'
import { context } from './context.ts'
import { bytes, cues } from './cues.ts'
import { isDropper, readsSecret } from './evidence.ts'
import { explain } from './explain.ts'
import { matters } from './matters.ts'
import { judgeOptions } from './options.ts'
import { judgeRunner } from './runners.ts'
import { faint, judgeCommand, plain, process, strong } from './separators.ts'
import { judgeArithmetic, judgeBraces, judgeVariable, judgeWindowsVariable } from './variables.ts'

/** What a command may end or begin with. */
const telling = /[;|&`$(<>{\n\r%\0]/g
/** The same of a text that is too long for its lines to be commands. */
const tellingInLine = /[;|&`$(<>{%\0]/g
const tellingAt = new Uint8Array(128)
for (const character of ';|&`$(<>{\n\r%\0') tellingAt[character.charCodeAt(0)] = 1
/** How many characters are looked at one by one before an expression, which is fast once it runs, takes over. */
const STRIDE = 12

/** A longer text of several lines is a text: only short values with a second line may be a command's end. */
const LONG = 256

/** The first place at `from` or behind it where a command may end or begin; the text's length if there is none. */
function nextTelling(text: string, from: number): number {
  const { length } = text
  const near = Math.min(length, from + STRIDE)
  for (let i = from; i < near; i++) {
    const code = text.charCodeAt(i)
    if (code < 128 && tellingAt[code] === 1) return i
  }
  const expression = context.multiline && context.size > LONG ? tellingInLine : telling
  expression.lastIndex = near
  return expression.exec(text)?.index ?? length
}

/** Something critical is reported: the text needs no further look. */
const done = -1

/** Shorter texts have no code of Markdown beside words. */
const SHORTEST_DOCUMENT = 24

export const commandInjection: Detector = {
  name: 'command_injection',
  bytes,
  cues,
  asked,
  tells: tellsBy(matters),
  teller: COMMANDS,
  detect(text: string, field: FieldInfo, report: Report): void {
    // In Markdown's code commands are text. Documents are sent in bodies; elsewhere a fence would be a disguise.
    const isDocument = text.length > SHORTEST_DOCUMENT && field.where === 'body' && !field.isName
    const prose = isDocument ? withoutCode(text) : undefined
    const say = isScript(field) ? ofScript(text, report) : report
    if (!judge(prose ?? text, field, say)) judgeSpans(text, say)
  },
  explain,
}

/** `"scripts": {"build": "tsc && cp -r wasm build"}`: a package's manifest, which holds command lines. */
function isScript(field: FieldInfo): boolean {
  return field.where === 'body' && !field.isName && field.name !== 'scripts' && field.parent === 'scripts'
}

/** Builds and tests read nothing that a system keeps secret. */
function ofScript(text: string, report: Report): Report {
  return (severity, start, end, message, paranoia) => {
    if (readsSecret(text, end - 1)) report(severity, start, end, message, paranoia)
    else report('warning', start, end, message, 2)
  }
}

/** Returns true if something critical was found. */
function judge(text: string, field: FieldInfo, report: Report): boolean {
  const { length } = text
  context.begin(text)
  if (length > 1 && (judgeStart(text, field, report) || judgeOptions(text, report))) return true
  let lines = 0
  for (let i = nextTelling(text, 0); i < length; i = nextTelling(text, i + 1)) {
    const code = text.charCodeAt(i)
    if (code === 0x0a || code === 0x0d) {
      if (++lines > 3 || context.size > LONG) continue
    }
    i = judgeAt(text, i, code, field, report)
    if (i === done) return true
  }
  return false
}

/** A command in backticks amid words of one line, which is Markdown as well: critical if nobody would have a reader run it. */
function judgeSpans(text: string, report: Report): void {
  if (text.includes('\n')) return
  let open = text.indexOf('`')
  for (let n = 0; open !== -1 && n < 8; n++) {
    const close = text.indexOf('`', open + 1)
    if (close === -1) return
    readCommand(text, open + 1)
    if (command.end < close && isDropper(text, command.end, command.name)) {
      report('critical', open, close + 1, `runs what it downloads: ${command.name}`)
      return
    }
    open = text.indexOf('`', close + 1)
  }
}

/** Judges what may end or substitute a command. Returns the last position that it has dealt with, or `done`. */
function judgeAt(text: string, at: number, code: number, field: FieldInfo, report: Report): number {
  switch (code) {
    case 0x0a:
    case 0x0d:
      return judgeCommand(text, at + 1, faint, at, field, report) ? done : at
    case 0x3b:
      return judgeCommand(text, at + 1, plain, at, field, report) ? done : at
    case 0x7c:
    case 0x26:
      return judgeJoint(text, at, code, field, report)
    case 0x60:
      return judgeTick(text, at, field, report)
    case 0x24:
      return judgeDollar(text, at, field, report) ? done : at
    case 0x3c:
    case 0x3e:
      return judgeRedirection(text, at, code, field, report) ? done : at
    case 0x28:
      return judgeRunner(text, at, field, report) ? done : at
    case 0x7b:
      return judgeBraces(text, at, report) ? done : at
    case 0x25:
      return judgeWindowsVariable(text, at, report) ? done : at
  }
  return at
}

/** `|`, `||`, `|&`, `&`, `&&` */
function judgeJoint(text: string, at: number, code: number, field: FieldInfo, report: Report): number {
  const next = text.charCodeAt(at + 1)
  const last = next === 0x26 || (code === 0x7c && next === code) ? at + 1 : at
  return judgeCommand(text, last + 1, plain, at, field, report) ? done : last
}

/** A backtick: a substitution, Markdown's code span or its fence. */
function judgeTick(text: string, at: number, field: FieldInfo, report: Report): number {
  let i = at
  if (text.charCodeAt(at + 1) === 0x60) {
    while (text.charCodeAt(i + 1) === 0x60) i++
    return i
  }
  const close = text.indexOf('`', at + 1)
  if (close === -1 && isOldQuote(text, at)) return at
  if (close === -1) return context.size <= 512 && judgeCommand(text, at + 1, plain, at, field, report) ? done : at
  if (isShellTick(text, at, close)) {
    if (judgeCommand(text, at + 1, strong, at, field, report) || judgeOthers(text, at, 0x60, field, report)) return done
    // ``t.`id` set `a` ``: the next tick closes, it opens nothing.
    return isName(text, at + 1, close) ? close : at
  }
  // A short span is passed with all that it holds.
  return close - at < 200 ? close : at
}

/** `$(…)`, `$IFS` */
function judgeDollar(text: string, at: number, field: FieldInfo, report: Report): boolean {
  if (judgeArithmetic(text, at, report) || isEscapedQuote(text, at, report)) return true
  if (text.charCodeAt(at + 1) !== 0x28) return judgeVariable(text, at, report)
  const first = text.charCodeAt(at + 2)
  // `$(<notes.txt)`: what bash reads without `cat`; jQuery makes an element of `$(<div>)`.
  if (first === 0x3c && /^\s{0,2}[\w./~*-]{2,64}\s{0,2}\)/.test(text.slice(at + 3, at + 72))) {
    report('critical', at, at + 3, 'reads a file with a shell')
    return true
  }
  // jQuery: $('id')
  if ((first === 0x22 || first === 0x27) && isQuotedWord(text, at + 3, first)) return false
  if (judgeCommand(text, first === 0x60 ? at + 3 : at + 2, strong, at, field, report)) return true
  return judgeOthers(text, at, 0x29, field, report)
}

/** Bytes of a substitution in which further commands are looked for. */
const SUBSTITUTED = 60

/** `$(x;id)`, `` `echo id|sh` ``: the further commands of a substitution, up to what closes it, or opens another. */
function judgeOthers(text: string, open: number, closing: number, field: FieldInfo, report: Report): boolean {
  const end = Math.min(text.length, open + SUBSTITUTED)
  let groups = 0
  for (let i = open + 2; i < end; i++) {
    const code = text.charCodeAt(i)
    if (isSubstitution(text, i) || (code === closing && groups === 0)) return false
    if (code === 0x28) groups++
    else if (code === 0x29) groups--
    if (isJoint(code) && judgeCommand(text, i + 1, strong, open, field, report)) return true
  }
  return false
}

/** `$(`, `<(`, which are judged themselves. */
function isSubstitution(text: string, bracket: number): boolean {
  const before = text.charCodeAt(bracket - 1)
  return text.charCodeAt(bracket) === 0x28 && (before === 0x24 || before === 0x3c || before === 0x3e)
}

const escapes = /^[\w/ .-]{0,16}\\(?:x[0-9a-f]|u[0-9a-f]{2}|[0-7])/i

/** `$'\\x69\\x64'`: a quote in which bash undoes escapes. */
function isEscapedQuote(text: string, at: number, report: Report): boolean {
  if (text.charCodeAt(at + 1) !== 0x27 || !escapes.test(text.slice(at + 2, at + 32))) return false
  report('critical', at, at + 4, 'spells a command in escapes')
  return true
}

/** `<(…)`, `>(…)`, `>&/dev/tcp/…` */
function judgeRedirection(text: string, at: number, code: number, field: FieldInfo, report: Report): boolean {
  const next = text.charCodeAt(at + 1)
  if (next === 0x28) return judgeCommand(text, at + 2, process, at, field, report)
  let target = at + 2
  while (target < at + 6 && text.charCodeAt(target) === 0x20) target++
  if (code !== 0x3e || next !== 0x26 || !text.startsWith('/dev/tcp/', target)) return false
  report('critical', at, target + 9, 'opens a shell to another machine')
  return true
}

/** ``the `traceroute' of``: quotes as they were typed before there were others. */
function isOldQuote(text: string, at: number): boolean {
  if (at < 2 || text.charCodeAt(at - 1) !== 0x20 || !isLetter(text.charCodeAt(at - 2))) return false
  return /^`[\w -]{1,32}'(?=[\s.,;:!?)]|$)/.test(text.slice(at, at + 36))
}

/** Nothing but letters, digits and underscores stands between. */
function isName(text: string, start: number, end: number): boolean {
  return end - start < 65 && /^\w+$/.test(text.slice(start, end))
}

/** `'id')`: nothing but a quoted word. */
function isQuotedWord(text: string, start: number, quote: number): boolean {
  const limit = Math.min(text.length, start + 64)
  for (let i = start; i < limit; i++) if (text.charCodeAt(i) === quote) return text.charCodeAt(i + 1) === 0x29
  return false
}

/** `` `whoami`.evil.example ``: what the command says becomes a name that is looked up. */
function isNameServerCall(text: string, open: number, close: number): boolean {
  if (!isLetter(text.charCodeAt(close + 2)) || text.charCodeAt(close + 1) !== 0x2e) return false
  return /^(?:whoami|hostname|id|uname(?: -[a-z]{1,3})?|pwd|cat \/[\w/.-]{1,32})$/.test(text.slice(open + 1, close))
}

/** ``| `id` |``: a cell of a table, which has a line of its own. */
function isCell(text: string, bar: number, close: number): boolean {
  if (!/^ {1,16}\|/.test(text.slice(close + 1, close + 18))) return false
  const start = text.lastIndexOf('\n', bar) + 1
  return start > 0 && bar - start < 256 && text.charCodeAt(start) === 0x7c
}

/** `` `t`.`id` ``, `` **`id`** ``: a column of a table, a word in bold. */
function isQualified(text: string, open: number, close: number): boolean {
  const before = text.slice(Math.max(0, open - 2), open)
  const isBold = before === '**' && text.startsWith('**', close + 1) && (open < 3 || isSpace(text.charCodeAt(open - 3)))
  if (!isBold && (before !== '`.' || kindOf(text.slice(open + 1, close)) === rare)) return false
  return isName(text, open + 1, close)
}

/** `$[`, `$((`: what stands in it is calculated, and run before. */
const calculation = /\$(?:\[|\(\()$/

/** A code span of Markdown stands in prose; a substitution stands alone or beside what belongs to a shell. */
function isShellTick(text: string, open: number, close: number): boolean {
  if (close - open < 3 || close - open > 256) return false
  if (text.charCodeAt(open + 1) === 0x60) return false
  const before = open === 0 ? 0 : text.charCodeAt(open - 1)
  if (isQualified(text, open, close)) return false
  if (isNameServerCall(text, open, close) || calculation.test(text.slice(Math.max(0, open - 3), open))) return true
  if (context.size > 400) return before === 0x3b || before === 0x7c || before === 0x3d
  let i = open
  while (i > 0 && isSpace(text.charCodeAt(i - 1))) i--
  if (i === 0) {
    let j = close + 1
    while (j < text.length && isSpace(text.charCodeAt(j))) j++
    const after = j < text.length ? text.charCodeAt(j) : 0
    return !isLetter(after)
  }
  if (i !== open) {
    const joint = text.charCodeAt(i - 1)
    if (joint === 0x7c && isCell(text, i, close)) return false
    return joint === 0x7c || joint === 0x3b || joint === 0x26
  }
  // `http://x.example/`id``
  const isInPath = before === 0x2f && !text.includes(' ') && text.includes('://')
  return (
    isInPath ||
    (before !== 0x28 && before !== 0x2f && before !== 0x5b && before !== 0x2c && before < 128 && !isSpace(before))
  )
}
