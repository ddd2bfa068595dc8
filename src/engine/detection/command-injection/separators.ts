/** Commands behind a separator or in a substitution. */

import { isDigit, isLetter } from '../../ascii.ts'
import type { FieldInfo, Report } from '../../types.ts'
import { type Before, tokenBefore } from './before.ts'
import { isJoint, isSpace } from './characters.ts'
import { command, mayBeCommandAt, readCommand } from './command-word.ts'
import {
  alone,
  counted,
  isMember,
  kindOf,
  listed,
  prefix,
  product,
  rare,
  shells,
  slashing,
  terse,
  word,
} from './commands.ts'
import { context } from './context.ts'
import { isUnmistakable, printsName, readsSecret, writesFile } from './evidence.ts'
import { judgeForm } from './forms.ts'
import { isGuessed } from './guessed.ts'
import { isAlternative, isItem, isList, isPager } from './lists.ts'
import { globKind } from './patterns.ts'
import { looksLikeShell } from './prose-tail.ts'
import { isGlued, type Tail, tailOf } from './tail.ts'

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
  if (weight < strong && judgeForm(text, from, separator, field, report)) return true
  if (!mayBeCommandAt(text, from) && !opensOtherwise(text, from)) return false
  if (runsVariable(text, from) || closesLoop(text, from)) {
    report('critical', separator, Math.min(text.length, from + 2), 'runs a command out of variables')
    return true
  }
  let at = behindSettings(text, weight === plain ? behindRedirections(text, from) : from)
  if (!mayBeCommandAt(text, at)) return false
  let led = at > from
  let named = false
  for (let steps = 0; steps < 5; steps++) {
    readCommand(text, at)
    const { name, end, hidden, absolute, globbed } = command
    if (name === '' || (name.length < 2 && name !== 'w')) return false
    if (weight <= plain && endsInSegment(text, command.raw, field)) return false
    const kind = globbed ? globKind(command.raw) : kindOf(name)
    if (kind !== rare && text.charCodeAt(0) === 0x22 && isCell(text, from, end)) return false
    if (kind === 0) {
      if (hidden || weight !== plain || !isGuessed(text, end, command.raw, separator, field)) return false
      report('critical', separator, Math.min(text.length, end + 1), `runs a command: ${name}`)
      return true
    }
    const tail = tailOf(text, end, name)
    // Windows knows `Dir c:` and `&Dir`; nothing knows `&rM\"`.
    const isMixed = command.upper && !isSpace(text.charCodeAt(end)) && (name.length < 3 || end < text.length)
    // `"Yes."`: what ends a sentence is a part of the name to a shell.
    if (command.trimmed && weight === faint && isQuote(text.charCodeAt(end - 1))) return false
    if (name.length < 3 && initials.test(text.slice(end - name.length, end + 3))) return false
    if (name.length <= 3 && (isMixed || isGlued(text, end, name, tail))) return false
    if (tail !== 'argument' && countryCode.test(text.slice(end - 2, end)) && name.length === 2) return false
    if (name === 'w' && (absolute || (weight < strong && !isAllOf(text, separator, end)))) return false
    if (kind === prefix && (tail === 'word' || (tail === 'argument' && wrapsBehindOptions(text, end)))) {
      at = tail === 'word' ? end : behindOptions(text, end)
      if (setting.has(name)) at = behindSettings(text, at, true)
      led = true
      named = tail === 'word' && columnWords.has(name)
      continue
    }
    const spaced = isSpace(text.charCodeAt(from))
    if (named && (name === 'date' || name === 'time') && (tail === 'end' || tail === 'separator')) return false
    if (isCommand(text, kind, name, tail, weight, separator, spaced, led, field)) {
      report('critical', separator, Math.min(text.length, end + 1), `runs a command: ${name}`)
      return true
    }
    if (hidden && command.raw.length > 2 && tail !== 'call' && tail !== 'name') {
      // `c${x}at notes`
      if (kind === rare || tail !== 'word' || text.slice(at, end).includes('${')) {
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

const rows = /^"[^"\n]{1,100}"(?:[;|]"[^"\n]{0,100}"){1,100}(?:\r?\n|$)/

/** `"name";"id"`: a word in a cell of a table whose first line is nothing but cells in quotes. */
function isCell(text: string, from: number, end: number): boolean {
  if (text.charCodeAt(from) !== 0x22 || text.charCodeAt(from - 2) !== 0x22) return false
  const close = text.charCodeAt(end) === 0x22 ? end : end - 1
  const behind = close + 1 < text.length ? text.charCodeAt(close + 1) : 0x0a
  const isClosed = behind === 0x3b || behind === 0x7c || behind === 0x0a || behind === 0x0d
  return isClosed && text.charCodeAt(close) === 0x22 && rows.test(text.slice(0, 2_048))
}

/** `/artists/Simon & Garfunkel/top`: a path's segments are values of their own, and no folder of a shell. */
function endsInSegment(text: string, raw: string, field: FieldInfo): boolean {
  return field.where === 'path' && text.charCodeAt(0) === 0x2f && segment.test(raw)
}

const segment = /^(?!(?:usr|s?bin|opt)\/)[^/.~$]+\//i

function isQuote(code: number): boolean {
  return code === 0x22 || code === 0x27
}

/** `` `AG` ``, `&AR`: a country or a state. Programs of Unix have no large letters, those of Windows with two of them are left out. */
const countryCode = /^(?!CD|MD|RD|FC|SC|PS)[A-Z]{2}$/

/** `AT&T`, `R&D`: Unix knows no commands in large letters, Windows none of one letter. */
const initials = /^[A-Z]{1,2}&[A-Z](?![\w./])/

/** Wrappers that set variables for what they run: `env X=1 id`. */
const setting: ReadonlySet<string> = new Set(['env', 'sudo', 'doas'])

/** Wrappers that are words of columns: `id;start date;end date`. */
const columnWords: ReadonlySet<string> = new Set(['start', 'time', 'watch', 'script'])

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
  // `the box; more or less`
  if (kind === word && tail === 'word' && spaced && weight < strong && name !== 'echo') return false
  if (tail === 'argument' && weight < strong && isExclusion(text, command.end, name)) return false
  // Long texts, several lines: documentation and scripts of CI hold whole command lines.
  const stands = tokenBefore(text, separator)
  // In a script a quote is its own.
  const before = stands === 'quote' && spaced && context.multiline && separator > 40 ? 'word' : stands
  const isLong = context.size > 512 || (context.size > 160 && context.multiline)
  const document = isLong || (context.multiline && before === 'word' && text.length > 40)
  const code = text.charCodeAt(separator)
  // `&copy;`
  const entity =
    code === 0x26 &&
    tail === 'separator' &&
    text.charCodeAt(command.end) === 0x3b &&
    !spaced &&
    text.charCodeAt(separator + 1) !== 0x26
  if (entity) return false
  if (document && before !== 'start' && before !== 'quote' && (tail === 'argument' || tail === 'quoted')) {
    // Scripts of several lines download; they don't read what a system keeps secret.
    if (context.multiline ? readsSecret(text, command.end) : isUnmistakable(text, command.end, name)) return true
  }
  if (document && weight < strong && before !== 'start' && before !== 'quote') {
    return kind === rare && !spaced && tail === 'argument' && text.length < 4096 && !context.multiline
  }
  if (document && weight >= strong && context.multiline && before !== 'start' && before !== 'quote') return false
  if (weight >= strong) {
    if (tail === 'close') return kind !== product || name === 'cmd'
    if (tail === 'argument' || tail === 'quoted') return true
    if (tail === 'number') return counted.has(name)
    if (tail === 'end' || tail === 'separator') return kind === rare || kind === prefix || name.length <= 4
    return kind === rare || printsName(text, command.end, name) || (weight === process && closesSoon(text, command.end))
  }
  if (tail === 'argument') return true
  if (tail === 'quoted') return true
  if (tail === 'number' && measures(text, command.end, name)) return false
  if (tail === 'number')
    return counted.has(name) || name === 'echo' || kind === rare || (before === 'start' && !spaced && code > 0x26)
  if (tail === 'close') return kind === rare || (terse.has(name) && isGroupBehind(text, before, separator))
  if (tail === 'end' || tail === 'separator') {
    if (isAlternative(text, separator, name) || (spaced && !led && isPager(name))) return false
    const leaves = before === 'start' || before === 'quote' || before === 'close' || led
    if (!leaves && isItem(text, separator, command.end, name)) return false
    // A table's cells: `| id | name |`
    if (code === 0x7c && tail === 'separator' && spaced) return false
    // A list of what somebody knows: `Linux; nmap; wget`
    if (kind === rare && before === 'word' && !spaced) return true
    if (kind === rare && before === 'word' && listed.has(name)) return false
    if (kind === rare && spaced && !alone.has(name) && isList(text, code)) return false
    if (kind === rare || led) return true
    if (kind === product)
      return before === 'start' && field.where !== 'header' && name !== 'go' && tail === 'end' && shells.has(name)
    if (before === 'start' || before === 'quote' || before === 'close' || before === 'path' || before === 'number')
      return true
    if (weight === faint) return false
    if (field.where === 'header') return false
    const isJoined = code !== 0x26 || text.charCodeAt(separator + 1) === 0x26
    return !spaced && terse.has(name) && isJoined && (before === 'letter' || tail === 'end')
  }
  if (name === 'echo' && writesFile(text, command.end)) return true
  // A word follows: prose, unless nobody would write the command's name in prose.
  if (kind === product || kind === word) {
    if (name.length <= 2 && !isSpace(text.charCodeAt(command.end))) return false
    const isAnd = code === 0x26 && text.charCodeAt(separator + 1) !== 0x26
    if (before === 'start' && !spaced && (!isAnd || name === 'echo') && code > 0x20)
      return !prosePast(text, command.end) || (kind === product && isOptionPast(text, command.end))
    return kind === product && before !== 'word' && isOptionPast(text, command.end)
  }
  if (kind === rare && isTitle(text, separator)) return false
  return kind === rare && before !== 'word' && (!prosePast(text, command.end) || isMember(name))
}

/** `;w`, `| w`: a separator and the name are the whole value. */
function isAllOf(text: string, separator: number, end: number): boolean {
  return separator < 2 && end === text.length && text.charCodeAt(end - 1) === 0x77
}

/** `8.8.8.8;(id)`: the group that a shell of its own runs stands behind a value that was left. */
function isGroupBehind(text: string, before: Before, separator: number): boolean {
  if (before === 'start' || before === 'quote' || before === 'number') return true
  return /^[\w.:-]{1,48}(?:[;|]|&&)\s?\(/.test(text.slice(0, separator + 4)) && text.charCodeAt(separator + 1) !== 0x20
}

/** Variables that are set before a command. */
const SETTINGS = 6
const LONGEST_VARIABLE = 48
/** `A[0]=`, `A+=` */
const indexed = /^(?:\[\w{0,4}\])?\+?(?==)/

/**
 * Behind `A=b C=d `: variables that are set for a command.
 * @param ofProgram `env` and `sudo` set what they are told to, `1=1` too; a shell takes that for a command's name
 */
export function behindSettings(text: string, from: number, ofProgram = false): number {
  let at = from
  for (let n = 0; n < SETTINGS; n++) {
    let i = at
    while (i < at + 8 && isSpace(text.charCodeAt(i))) i++
    const start = i
    // `$u`, `$@`: nothing, if nobody has set it.
    if (text.charCodeAt(i) === 0x24) {
      i++
      if (text.charCodeAt(i) === 0x28 || text.charCodeAt(i) === 0x7b) return at
      while (i < start + 24 && (isName(text.charCodeAt(i)) || (i === start + 1 && text.charCodeAt(i) === 0x40))) i++
      if (i === start + 1) return at
    } else {
      while (i < start + LONGEST_VARIABLE && isName(text.charCodeAt(i))) i++
      if (i === start) return at
      if (text.charCodeAt(i) !== 0x3d) i += indexed.exec(text.slice(i, i + 8))?.[0].length ?? 0
      if (text.charCodeAt(i) !== 0x3d) return at
      if (!ofProgram && isDigit(text.charCodeAt(start))) return at
      const limit = Math.min(text.length, i + 64)
      const quote = text.charCodeAt(i + 1)
      if (isQuote(quote)) i += Math.max(0, text.slice(i, limit).indexOf(String.fromCharCode(quote), 2))
      while (i < limit && !isSpace(text.charCodeAt(i)) && !isJoint(text.charCodeAt(i))) i++
    }
    if (i >= text.length || text.charCodeAt(i) !== 0x20) return at
    at = i
  }
  return at
}

const redirection = /(?:\d|&)?(?:<<<|>\||[<>]{1,2})&?(?:"[^"]{0,32}"|'[^']{0,32}'|[\w./-]{1,32})/.source
const redirections = new RegExp(`^(?:${redirection}\\s{0,4}){0,4}${redirection}\\s{1,4}`)

/** Behind `>x 2>&1 `: a shell takes redirections before a command as well. */
function behindRedirections(text: string, from: number): number {
  const code = text.charCodeAt(from)
  const next = text.charCodeAt(from + 1)
  const isOne = code === 0x3c || code === 0x3e || ((isDigit(code) || code === 0x26) && (next === 0x3e || next === 0x3c))
  return isOne ? from + (redirections.exec(text.slice(from, from + 96))?.[0].length ?? 0) : from
}

/** A cheap look at what is no command's name: a setting (`A=b id`) or a loop's word (`do id`). */
function opensOtherwise(text: string, from: number): boolean {
  let start = from
  while (start < from + 8 && isSpace(text.charCodeAt(start))) start++
  let end = start
  while (end < start + LONGEST_VARIABLE && isName(text.charCodeAt(end))) end++
  const code = text.charCodeAt(end)
  return code === 0x3d || code === 0x2b || code === 0x5b || end - start === 2 || end - start === 4
}

/** `a=id;$a`: runs what the text itself has put into a variable. */
function runsVariable(text: string, from: number): boolean {
  const first = text.charCodeAt(from)
  if ((first !== 0x24 && first !== 0x22) || context.size > 512) return false
  const [, name] = /^"?\$\{?([A-Za-z_]\w{0,15})\}?"?(?:$|[\s;|&$])/.exec(text.slice(from, from + 24)) ?? []
  return name !== undefined && text.lastIndexOf(`${name}=`, from) !== -1
}

const bodies = /^\s{0,4}(?:then|do|else)\s{1,4}([\w/.-]{1,64})/
const closings = /[;\n]\s{0,4}(?:done|fi|esac)\b/

/** `; do id; done`: a command in a shell's loop or condition. */
function closesLoop(text: string, from: number): boolean {
  const first = text.charCodeAt(from) <= 0x20 ? text.charCodeAt(from + 1) : text.charCodeAt(from)
  if (first !== 0x64 && first !== 0x74 && first !== 0x65) return false
  if (context.multiline) return false
  const [, name] = bodies.exec(text.slice(from, from + 80)) ?? []
  if (name === undefined || kindOf(name) === 0 || context.size > 512) return false
  return closings.test(text.slice(from, from + 256))
}

function isName(code: number): boolean {
  return isLetter(code) || code === 0x5f || (code >= 0x30 && code <= 0x39)
}

/** `-u / whoami`, `-l 100 -f whoami`: options of what runs a command. */
function behindOptions(text: string, from: number): number {
  let i = from
  let last = from
  const limit = Math.min(text.length, from + 64)
  for (let n = 0; n < 6; n++) {
    while (i < limit && isSpace(text.charCodeAt(i))) i++
    const code = text.charCodeAt(i)
    const isOption = code === 0x2d || code === 0x2f || (code >= 0x30 && code <= 0x39)
    if (!isOption || i >= limit) break
    while (i < limit && !isSpace(text.charCodeAt(i)) && !isJoint(text.charCodeAt(i))) i++
    last = i
  }
  return last
}

function wrapsBehindOptions(text: string, from: number): boolean {
  const at = behindOptions(text, from)
  return at > from && text.charCodeAt(at) === 0x20 && mayBeCommandAt(text, at)
}

const wordOption = /^ -[a-z]{4}/
const sorting: ReadonlySet<string> = new Set(['sort', 'head', 'tail', 'top', 'uniq', 'date', 'join'])

/** What recipes of images clean up behind a package manager. */
const packageCaches =
  /^ -r?f?r? (?:\/var\/(?:lib\/apt\/lists|cache\/(?:apk|apt|apt\/archives|yum|dnf))(?:\/\*)?\/? ?){1,4}(?:$|\n)/

/** `(root) CMD (   cd / && run-parts --report /etc/cron.hourly)` in each log of a Debian; `call -us`, `sort -count`: a minus that is no option of the command; `rm -rf /var/lib/apt/lists/*`. */
function isExclusion(text: string, from: number, name: string): boolean {
  if (name === 'run-parts') return /^ --report \/etc\/cron\.[a-z]{5,7}\)?$/.test(text.slice(from, from + 40))
  if (name === 'rm') return packageCaches.test(text.slice(from, from + 128))
  // `cut -d: -f1 /etc/passwd`
  if (slashing.has(name)) return text.startsWith(' -', from) && !isUnmistakable(text, from, name)
  return sorting.has(name) && wordOption.test(text.slice(from, from + 8))
}

/** `all -m ping`: one word, and an option. */
function isOptionPast(text: string, from: number): boolean {
  return /^ [\w.,:-]{1,32} --?[a-z]/.test(text.slice(from, from + 48))
}

const spans = /^ \d{1,4} (?:second|minute|hour|day|night|week|month|year|more|or|to)s?\b/
const counts = /^ \d{1,4} [a-z]{3,}/i

/** `; sleep 8 hours`, `; kill 2 birds`: these commands take no words behind the number. */
function measures(text: string, from: number, name: string): boolean {
  if (name !== 'sleep' && name !== 'kill') return false
  return (name === 'sleep' ? spans : counts).test(text.slice(from, from + 24))
}

/** `Canvas; Wall Art`: a title. Commands are called in small letters, or in large ones only. */
function isTitle(text: string, separator: number): boolean {
  const isCapital = /^[;|&] [A-Z][a-z]{1,15} [A-Z][a-z]{1,15}(?:[ ,.;<)]|$)/.test(text.slice(separator, separator + 40))
  return isCapital && !looksLikeShell(text, separator + 1)
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
