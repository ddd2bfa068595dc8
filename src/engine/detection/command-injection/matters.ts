/** Whether a command may begin where the screen has seen what ends one, or what names one. */
import { isDigit, isLetter } from '../../ascii.ts'
import { least } from '../../asking/least.ts'
import { COMMAND, COMMAND_PART, PROSE_COMMAND } from '../../asking/lists.ts'
import { codeAt, valueEnd, valueStart } from '../../asking/value.ts'
import { hashOn, listsAt, listsOf, wordEnd } from '../../asking/words.ts'
import { isJoint, isPlainEnd, isSkipped } from './characters.ts'

/** How far `mayBeCommandAt` of command-word.ts looks. */
const reach: i32 = 96
/** Bytes before a command behind those that run it, and three variables that are set for it: some 300 characters; see `behindSettings`. */
const openingReach: i32 = 1_200
/** Bytes of the longest text whose lines are read as commands: 256 characters. */
const longestOfLines: i32 = 1_024
/** Characters of a command's name, before which no more is looked for. */
const longestName: i32 = 40
/** What may stand before the first command. */
const skippedAtMost: i32 = 8

/** Whether a command may follow the separator at `at`, or whether the value begins with the command at `at`. */
export function matters(at: i32): boolean {
  const code = codeAt(at)
  const before = at - valueStart()
  if (code === 0x3b || code === 0x26 || code === 0x7c) {
    const next = codeAt(at + 1)
    // `id;`, and nothing else; `echo a|`
    if (before < (code === 0x7c ? openingReach : 12) && beginsWithCommand()) return true
    return mayBeCommandBehind(next === 0x7c || next === 0x26 ? at + 2 : at + 1)
  }
  if (code === 0x7b) return mayExpand(at)
  if (code === 0x60 || code === 0x27 || code === 0x22 || code === 0x3e) {
    if (before < openingReach && beginsWithCommand()) return true
    if (code === 0x60) return mayBeSubstituted(at)
    return code === 0x3e ? codeAt(at + 1) === 0x28 || codeAt(at + 1) === 0x26 : mayHide(at)
  }
  // The line feed that follows is asked about.
  if (code === 0x0d && codeAt(at + 1) === 0x0a) return false
  if (code === 0x0a || code === 0x0d) {
    if (before < openingReach && beginsWithCommand()) return true
    // Only short texts have a command in their second line.
    return valueEnd() - valueStart() <= longestOfLines && mayBeCommandBehind(at + 1)
  }
  if (code === 0x09 || code === 0x20) return (before < openingReach && beginsWithCommand()) || endsFolder(at)
  const last = codeAt(at - 1)
  if (code === 0x2f) return codeAt(at + 1) === 0x3f ? !isNamePart(last) : isDirectory(at + 1)
  // The end of a longer word: `details `, `localhost `, `unit-test-`.
  if (before >= openingReach || isNamePart(last) || last === 0x2d) return false
  return beginsWithCommand()
}

/** A backtick before a command; or two of them in a word, which a shell takes for nothing: `who``ami`. */
function mayBeSubstituted(at: i32): boolean {
  if (codeAt(at + 1) !== 0x60) return mayBeCommandBehind(at + 1)
  return isNamePart(codeAt(at - 1)) && goesOn(at + 2)
}

/** Quotes that a shell takes for nothing, in a word or before it: `wh''oami`, `""cat`; not `x=""`, `''as is''`. */
function mayHide(at: i32): boolean {
  let behind = at + 2
  const stop = behind + skippedAtMost
  while ((codeAt(behind) === 0x27 || codeAt(behind) === 0x22) && behind < stop) behind++
  return goesOn(behind)
}

/** A name may go on here. */
function goesOn(at: i32): boolean {
  const code = codeAt(at)
  if (at >= valueEnd() || isPlainEnd(code)) return false
  if (code === 0x2e) return codeAt(at + 1) > 0x20
  return code !== 0x3e && code !== 0x3c && code !== 0x5d && code !== 0x7d && !isJoint(code)
}

/** A folder of a path that is a command, or may be one with a hyphen, and an option behind it: `/api/ls -l`. */
function endsFolder(at: i32): boolean {
  let from = at
  let isCompound = false
  for (let code = codeAt(at - 1); at - from < longestName; code = codeAt(from - 1)) {
    if (code === 0x2d) isCompound = true
    else if (!isAlphanumeric(code)) break
    from--
  }
  return codeAt(from - 1) === 0x2f && (isCompound || (listsAt(from) & COMMAND) !== 0)
}

/** Words of as many letters as directories of the system have: `/dev`, `/proc`, `/passwd`, not `/developers`. */
function isDirectory(from: i32): boolean {
  let end = from
  while (isLetter(codeAt(end)) && end - from < 8) end++
  const length = end - from
  if (length !== 6) return length === 3 || length === 4
  const first = codeAt(from) | 0x20
  return first === 0x70 || first === 0x73
}

/** A brace that a shell expands, `{cat,/etc/passwd}`, a group, `{ id; }`, or one behind the command that the value begins with. */
function mayExpand(at: i32): boolean {
  if (codeAt(at + 1) === 0x20 && mayBeCommandBehind(at + 1)) return true
  if (at - valueStart() < openingReach && beginsWithCommand()) return true
  const lists = listsAt(at + 1)
  return codeAt(wordEnd) === 0x2c && (lists & COMMAND) !== 0
}

function isNamePart(byte: i32): boolean {
  return isAlphanumeric(byte) || byte === 0x5f
}

function isAlphanumeric(byte: i32): boolean {
  return isLetter(byte) || isDigit(byte)
}

/** A test, `[ -f x ]`, or a choice of letters that a shell completes to a name: `[c]at`; not `[a link](…)`. */
function mayBeTested(open: i32): boolean {
  if (codeAt(open + 1) <= 0x20) return true
  let close = open + 1
  const stop = open + 16
  while (close < stop && codeAt(close) !== 0x5d) close++
  return close < stop && isAlphanumeric(codeAt(close + 1))
}

/** A space beyond ASCII, or bytes that are no character: `; « Contributor »` begins with neither. */
function mayBeWideSpace(at: i32): boolean {
  const lead = codeAt(at)
  const second = codeAt(at + 1)
  if (lead > 0xff || lead < 0xc2 || lead === 0xe1 || lead === 0xef) return true
  if (lead === 0xc2) return second < 0xa1
  if (lead === 0xe3) return second === 0x80
  if (lead !== 0xe2) return second < 0x80
  const third = codeAt(at + 2)
  return second !== 0x80 ? second === 0x81 || second < 0x80 : third < 0x90 || (third > 0xa7 && third < 0xb0)
}

/** The value's first word may be a command's name. */
function beginsWithCommand(): boolean {
  const most = least(valueEnd(), valueStart() + skippedAtMost + 1)
  let start = valueStart()
  while (start < most && (isSkipped(codeAt(start)) || codeAt(start) === 0x29)) start++
  return mayBegin(codeAt(start)) && isCommandAt(start, least(valueEnd(), start + reach))
}

/** What the first word of a command line may begin with: a name, a path, a quote, a variable. */
function mayBegin(code: i32): boolean {
  if (isLetter(code) || code > 0x7f) return true
  return (
    code === 0x2f || code === 0x5c || code === 0x27 || code === 0x22 || code === 0x24 || code === 0x5f || code === 0x60
  )
}

/** Says "no" to what `mayBeCommandAt` says "no" to, and to less: no limit and no space beyond ASCII hides a word. */
function mayBeCommandBehind(from: i32): boolean {
  const limit = least(valueEnd(), from + reach)
  let start = from
  while (start < limit && isSkipped(codeAt(start))) start++
  if (start >= limit) return limit < valueEnd()
  return isCommandAt(start, limit)
}

function isCommandAt(start: i32, limit: i32): boolean {
  let behind = start
  let hash: i32 = 0
  let folder: i32 = 0
  for (let code = codeAt(behind); behind < limit; code = codeAt(++behind)) {
    // Of a path the last part counts: `and/or`, `bin/id`; names may hold dots.
    const joins = behind > start && (code === 0x2f || code === 0x2e) && isAlphanumeric(codeAt(behind + 1))
    if (!joins && !isAlphanumeric(code)) break
    if (code === 0x2f && folder === 0) folder = hash
    hash = code === 0x2f ? 0 : hashOn(hash, code)
  }
  // What stands behind the value is none of its bytes.
  if (start === valueEnd()) return false
  if (behind === start && codeAt(start) > 0x7f) return mayBeWideSpace(start)
  if (behind > start && codeAt(behind) === 0x5f) {
    while (behind < limit && isNamePart(codeAt(behind))) behind++
    // `&utm_source=app`: what is set, if anything.
    if (codeAt(behind) !== 0x3d) return true
  }
  const code = codeAt(behind)
  // `; I'd like`: a quote that is closed nowhere near.
  if (behind > start && code === 0x27 && isContraction(behind)) return hidesCommand(hash, behind)
  if (code === 0x5b && behind === start) return mayBeTested(start)
  // A headline, or a comment of the shell.
  if (code === 0x23 && behind === start) return false
  // An item of a list.
  if (behind === start && code === 0x2d && codeAt(start + 1) === 0x20) return false
  if (behind > start && code === 0x2d && isOtherCompound(behind + 1, limit)) return false
  if (behind < limit && !isPlainEnd(code) && !(behind > start && endsSentence(behind))) return true
  // `dir/s`
  if (folder !== 0 && (listsOf(folder) & COMMAND) !== 0) return true
  // `Date: today`, `time, place`: a label or a list, whatever it names.
  if (behind > start && (code === 0x3a || code === 0x2c)) return false
  if (isLoopWord(start, behind)) return true
  // `A=b whoami`
  if (behind > start && code === 0x3d) {
    const most = least(limit, behind + reach)
    let i = behind
    while (i < most && codeAt(i) > 0x20 && !isJoint(codeAt(i))) i++
    return i === most ? most < valueEnd() : codeAt(i) === 0x20
  }
  // A name that nobody knows, with an option or a file.
  if (code === 0x20 && (codeAt(behind + 1) === 0x2d || codeAt(behind + 1) === 0x2f)) return true
  const lists = behind > start ? listsOf(hash) : 0
  return (lists & COMMAND) !== 0 && !((lists & PROSE_COMMAND) !== 0 && standsInProse(start, behind))
}

/** Behind a first word and a hyphen: `new-customer`, which no program is called, with neither an option nor a file. */
function isOtherCompound(start: i32, limit: i32): boolean {
  let end = start
  let hash: i32 = 0
  for (let code = codeAt(end); end < limit && isAlphanumeric(code); code = codeAt(++end)) {
    hash = hashOn(hash, code)
  }
  if (end === start || (listsOf(hash) & COMMAND_PART) !== 0) return false
  if (end === limit) return end === valueEnd()
  const code = codeAt(end)
  if (code === 0x20) return codeAt(end + 1) !== 0x2d && codeAt(end + 1) !== 0x2f
  return code === 0x2d || isPlainEnd(code)
}

/** `; more or less intact`: a word that names a command as well, behind a space and before another word. */
function standsInProse(start: i32, behind: i32): boolean {
  if (codeAt(start - 1) !== 0x20 || !isJoint(codeAt(start - 2)) || codeAt(behind) !== 0x20) return false
  let next = behind + 1
  while (isLetter(codeAt(next))) next++
  if (next - behind < 3 || next + 1 >= valueEnd()) return false
  const mark = codeAt(next)
  if (mark !== 0x20 && ((mark !== 0x2c && mark !== 0x2e) || codeAt(next + 1) !== 0x20)) return false
  // `passwd`, `user`, `localhost` are arguments.
  const first = codeAt(behind + 1) | 0x20
  return first !== 0x70 && first !== 0x75 && first !== 0x6c
}

/** `I'm`, `don't`, `we'll`: one or two letters behind an apostrophe, and a space. */
function isContraction(at: i32): boolean {
  if (!isLetter(codeAt(at + 1))) return false
  return codeAt(at + 2) === 0x20 || (isLetter(codeAt(at + 2)) && codeAt(at + 3) === 0x20)
}

/** `st'at `: with the letters behind the quote it is a command. */
function hidesCommand(hash: i32, quote: i32): boolean {
  let whole = hash
  for (let i = quote + 1; isLetter(codeAt(i)); i++) whole = hashOn(whole, codeAt(i))
  return (listsOf(whole) & COMMAND) !== 0
}

/** A mark behind a word, before white space or nothing: `in black? Yes`. */
function endsSentence(at: i32): boolean {
  const mark = codeAt(at)
  if (mark !== 0x2e && mark !== 0x3f && mark !== 0x21) return false
  return at + 1 === valueEnd() || codeAt(at + 1) === 0x20 || codeAt(at + 1) === 0x0a
}

/** `do`, `then`, `else`: what a loop's or a condition's commands begin with. */
function isLoopWord(start: i32, end: i32): boolean {
  const first = codeAt(start) | 0x20
  const last = codeAt(end - 1) | 0x20
  if (end - start === 2) return first === 0x64 && last === 0x6f
  const third = codeAt(start + 2) | 0x20
  if (end - start !== 4) return false
  return (first === 0x74 && third === 0x65 && last === 0x6e) || (first === 0x65 && third === 0x73 && last === 0x65)
}
