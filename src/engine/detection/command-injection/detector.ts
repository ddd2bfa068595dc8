/**
 * Command injection: does the value, put into a command line of a POSIX shell, cmd or PowerShell, end the command or substitute
 * one, and does a command that is worth running follow? Judged where commands may stand only: after separators, in
 * substitutions, and at the value's start. README.md says what is let pass.
 */
import type { Detector, FieldInfo, Report } from '../../types.ts'
import { alone, commands, counted, prefix, product, quoted, rare, runners, terse, variables, word } from './commands.ts'

const telling = new Uint8Array(128)
for (const character of ';|&`$(<>{\n\r%\0') telling[character.charCodeAt(0)] = 1

/** What a separator is worth. */
const process = 4
const strong = 3
const plain = 2
const faint = 1

const isSpace = (code: number): boolean => code <= 0x20 || code === 0xa0
const isLetter = (code: number): boolean => (code | 0x20) >= 0x61 && (code | 0x20) <= 0x7a
const isDigit = (code: number): boolean => code >= 0x30 && code <= 0x39

/** The text that is being looked at has several lines. */
let multiline = false

/** The command word that was read last. */
const command = { name: '', end: 0, hidden: false, absolute: false, upper: false, globbed: false, raw: '' }

export const commandInjection: Detector = {
  name: 'command_injection',
  bytes: ';|&`$\n\r{\\[^?*',
  cues: [
    '<(',
    '>(',
    '/bin/',
    '/usr',
    '/?',
    '/*',
    ' /',
    ' -',
    'cat ',
    'cat\t',
    'wget',
    'curl',
    'ping ',
    'nc ',
    'bash',
    'powershell',
    'cmd',
    'whoami',
    'uname',
    'ifconfig',
    'ipconfig',
    'netstat',
    'nslookup',
    'system(',
    'invoke-',
    'iex(',
    'eval(',
    'exec(',
    'passthru(',
    'popen(',
    'proc_open',
    '/dev/tcp',
    ':~',
    'lastlog',
    'strace',
    'type c:',
    'dir c:',
    'echo ',
    'perl ',
    'python',
    'ls -',
    'ls /',
    'rm -',
    'sudo ',
    'sh -',
    'telnet',
    'chmod',
    'nohup',
    "''",
    '""',
    'execsync',
    'spawn(',
    'base64 ',
    'find /',
    'sleep ',
    'id -',
    'tail -',
    'head -',
    'ps -',
    'tftp',
    'certutil',
    'check_output',
    'net user',
    'crontab',
    'getent',
    'php -',
    'ruby -',
    'nmap ',
    'socat ',
    'openssl ',
    'passwd',
  ],
  detect(text: string, field: FieldInfo, report: Report): void {
    const { length } = text
    multiline = text.includes('\n')
    if (length > 1 && judgeStart(text, field, report)) return
    let lines = 0
    for (let i = 0; i < length; i++) {
      const code = text.charCodeAt(i)
      if (code >= 128 || telling[code] === 0) continue
      const next = text.charCodeAt(i + 1)
      switch (code) {
        case 0x0a:
        case 0x0d:
          lines++
          // A text of several lines is a text: only short values with a second line may be a command's end.
          if (lines <= 3 && length <= 256 && judgeCommand(text, i + 1, faint, i, field, report)) return
          break
        case 0x3b:
          if (judgeCommand(text, i + 1, plain, i, field, report)) return
          break
        case 0x7c: {
          let j = i + 1
          if (next === 0x7c || next === 0x26) j++
          if (judgeCommand(text, j, plain, i, field, report)) return
          i = j - 1
          break
        }
        case 0x26: {
          let j = i + 1
          if (next === 0x26) j++
          // `&copy;`, `&lt;` and `&id=3` aren't commands.
          if (judgeCommand(text, j, plain, i, field, report)) return
          i = j - 1
          break
        }
        case 0x60: {
          if (next === 0x60) {
            // A fence.
            while (text.charCodeAt(i + 1) === 0x60) i++
            break
          }
          const close = text.indexOf('`', i + 1)
          if (close === -1) {
            if (length > 512) break
            if (judgeCommand(text, i + 1, plain, i, field, report)) return
            break
          }
          if (isShellTick(text, i, close) && judgeCommand(text, i + 1, strong, i, field, report)) return
          // Closed: what it holds was looked at as a whole.
          if (text.charCodeAt(i + 1) !== 0x60 && close - i < 200 && !isShellTick(text, i, close)) i = close
          break
        }
        case 0x24:
          if (next === 0x28) {
            // jQuery: $('id')
            const quote = text.charCodeAt(i + 2)
            if ((quote === 0x22 || quote === 0x27) && isQuotedWord(text, i + 3, quote)) break
            if (judgeCommand(text, text.charCodeAt(i + 2) === 0x60 ? i + 3 : i + 2, strong, i, field, report)) return
          } else if (judgeVariable(text, i, report)) return
          break
        case 0x3c:
        case 0x3e:
          if (next === 0x28 && judgeCommand(text, i + 2, process, i, field, report)) return
          if (code === 0x3e && next === 0x26 && text.startsWith('/dev/tcp/', i + 3)) {
            report('critical', i, i + 12, 'opens a shell to another machine')
            return
          }
          break
        case 0x28:
          if (judgeRunner(text, i, field, report)) return
          break
        case 0x7b:
          if (judgeBraces(text, i, report)) return
          break
        case 0x25:
          if (judgeWindowsVariable(text, i, report)) return
          break
      }
    }
  },
}

/** `'id')`: nothing but a quoted word. */
function isQuotedWord(text: string, start: number, quote: number): boolean {
  const limit = Math.min(text.length, start + 64)
  for (let i = start; i < limit; i++) if (text.charCodeAt(i) === quote) return text.charCodeAt(i + 1) === 0x29
  return false
}

/** A code span of Markdown stands in prose; a substitution stands alone or beside what belongs to a shell. */
function isShellTick(text: string, open: number, close: number): boolean {
  if (close - open < 3 || close - open > 256) return false
  if (text.charCodeAt(open + 1) === 0x60) return false
  const before = open === 0 ? 0 : text.charCodeAt(open - 1)
  if (text.length > 400) return before === 0x3b || before === 0x7c || before === 0x3d
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
    return joint === 0x7c || joint === 0x3b || joint === 0x26
  }
  return before !== 0x28 && before !== 0x2f && before !== 0x5b && before !== 0x2c && before < 128 && !isSpace(before)
}

/** Reads the command word at `from`, without what shells strip from it: quotes, escapes, empty variables. */
function readCommand(text: string, from: number): void {
  const limit = Math.min(text.length, from + 96)
  let i = from
  while (i < limit) {
    const code = text.charCodeAt(i)
    if (isSpace(code) || code === 0x28 || code === 0x7b || code === 0x21 || code === 0x2b) i++
    else break
  }
  const start = i
  let name = ''
  let noise = 0
  let globs = 0
  let upper = 0
  let slash = -1
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
      noise += 2
      continue
    }
    if (code === 0x24) {
      // $@, $*, $1, $x, ${x}: empty unless set.
      const next = text.charCodeAt(i + 1)
      if (next === 0x7b) {
        const close = i + text.slice(i, i + 25).indexOf('}')
        if (close < i || name === '') break
        if (text.slice(i + 2, close).toLowerCase() === 'ifs') break
        i = close
        noise += 2
        continue
      }
      if (next === 0x28 && text.charCodeAt(i + 2) === 0x29) {
        i += 2
        noise += 2
        continue
      }
      if (name === '' || text.startsWith('IFS', i + 1)) break
      if (
        next === 0x40 ||
        next === 0x2a ||
        next === 0x21 ||
        next === 0x3f ||
        isDigit(next) ||
        isLetter(next) ||
        next === 0x5f
      ) {
        i++
        noise += 2
        continue
      }
      break
    }
    if (code === 0x60 && text.charCodeAt(i + 1) === 0x60) {
      i++
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
  while (bare.endsWith('.') || bare.endsWith('-')) bare = bare.slice(0, -1)
  command.name = start === i ? '' : bare
}

/** Judges what follows a separator or opens a substitution at `from`. */
function judgeCommand(
  text: string,
  from: number,
  weight: number,
  separator: number,
  field: FieldInfo,
  report: Report,
): boolean {
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

/** What stands behind a command's name. */
type Tail = 'end' | 'separator' | 'argument' | 'quoted' | 'number' | 'word' | 'call' | 'name' | 'close'

function tailOf(text: string, end: number, name: string): Tail {
  const { length } = text
  if (end >= length) return 'end'
  const code = text.charCodeAt(end)
  if (code === 0x3d || code === 0x3a || code === 0x2c) return 'name'
  if (code === 0x28) return name === 'iex' || name.startsWith('invoke-') ? 'argument' : 'call'
  if (code === 0x29 || code === 0x60) return 'close'
  if (code === 0x24 || code === 0x3c || code === 0x3e || code === 0x7b) return 'argument'
  if (code === 0x7c || code === 0x26 || code === 0x23) return 'separator'
  if (code === 0x3b) return 'separator'
  if (code === 0x27 || code === 0x22) {
    const after = text.charCodeAt(end + 1)
    return end + 1 >= length || isSpace(after) || after === 0x7c || after === 0x3b || after === 0x26 || after === 0x29
      ? 'end'
      : 'quoted'
  }
  if (code === 0x2f || code === 0x5c) return isLetter(text.charCodeAt(end + 1)) ? 'argument' : 'word'
  if (!isSpace(code) && code !== 0x2b) return 'word'
  let i = end
  while (i < length && i < end + 16 && (isSpace(text.charCodeAt(i)) || text.charCodeAt(i) === 0x2b)) {
    if ((text.charCodeAt(i) === 0x0a || text.charCodeAt(i) === 0x0d) && i > end - 1) return 'separator'
    i++
  }
  if (i >= length) return 'end'
  const first = text.charCodeAt(i)
  const second = text.charCodeAt(i + 1)
  if (first === 0x2d) return isLetter(second) || second === 0x2d || isDigit(second) ? 'argument' : 'word'
  if (first === 0x2f)
    return isLetter(second) || second === 0x3f || second === 0x2a || second === 0x5b
      ? 'argument'
      : i + 1 >= length || isSpace(second) || second === 0x3b || second === 0x7c
        ? 'argument'
        : 'word'
  if (first === 0x2e) return second === 0x2f || second === 0x2e ? 'argument' : 'word'
  if (first === 0x7e) return 'argument'
  if (first === 0x24) return second === 0x28 || isLetter(second) || second === 0x7b ? 'argument' : 'word'
  if (first === 0x3e || first === 0x3c) return 'argument'
  if (first === 0x2a) return second === 0x2e || i + 1 >= length ? 'argument' : 'word'
  if (first === 0x25) return isLetter(second) ? 'argument' : 'word'
  if (first === 0x7c || first === 0x26 || first === 0x3b || first === 0x23) return 'separator'
  if (first === 0x29 || first === 0x60) return 'close'
  if (first === 0x22 || first === 0x27) {
    if (i + 1 >= length) return 'end'
    return quoted.has(name) || second === 0x2f || second === 0x2d ? 'quoted' : 'word'
  }
  if (first === 0x28) return name === 'iex' ? 'argument' : 'call'
  // Numbers, addresses, host names, drives, file names.
  let j = i
  let dots = 0
  let slashes = 0
  let digits = 0
  while (j < length && j < i + 64) {
    const at = text.charCodeAt(j)
    if (
      isSpace(at) ||
      at === 0x7c ||
      at === 0x3b ||
      at === 0x26 ||
      at === 0x60 ||
      at === 0x29 ||
      at === 0x27 ||
      at === 0x22
    )
      break
    if (at === 0x2e && j + 1 < length && !isSpace(text.charCodeAt(j + 1))) dots++
    else if (at === 0x2f || at === 0x5c) slashes++
    else if (isDigit(at)) digits++
    j++
  }
  if (digits > 0 && digits + dots === j - i) return dots >= 3 ? 'argument' : 'number'
  if ((slashes > 0 && !text.startsWith('or', i)) || (text.charCodeAt(i + 1) === 0x3a && slashes > 0)) return 'argument'
  if (dots > 0) return 'argument'
  const argument = text.slice(i, j).toLowerCase()
  if (
    argument === 'passwd' ||
    argument === 'user' ||
    argument === 'localgroup' ||
    argument === 'localhost' ||
    (name === 'reg' && (argument === 'add' || argument === 'query'))
  )
    return 'argument'
  return 'word'
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
  const document = text.length > 512 || (text.length > 160 && multiline)
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
    return kind === rare && !spaced && tail === 'argument' && text.length < 4096 && !multiline
  }
  if (document && weight >= strong && multiline && before !== 'start' && before !== 'quote') return false
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

/** The value is itself a command line. */
function judgeStart(text: string, field: FieldInfo, report: Report): boolean {
  if (field.where === 'path' || field.isName || text.length > 2048) return false
  let at = 0
  // Quotes or brackets of the application that the value closes first.
  while (at < text.length && at < 8 && (isSpace(text.charCodeAt(at)) || text.charCodeAt(at) === 0x29)) at++
  const first = text.charCodeAt(at)
  if (first === 0x2f && judgeGlobPath(text, at, report)) return true
  if (!isLetter(first) && first !== 0x2f && first !== 0x5c && first !== 0x27 && first !== 0x22) return false
  for (let steps = 0; steps < 3; steps++) {
    readCommand(text, at)
    const { name, end, hidden, absolute, globbed } = command
    if (name.length < 2) return false
    const kind = globbed ? globKind(command.raw) : (commands.get(name) ?? 0)
    if (kind === 0) return false
    const tail = tailOf(text, end, name)
    if (kind === prefix && (tail === 'word' || tail === 'argument')) {
      at = end
      if (tail === 'word') continue
    }
    // `c'a't /etc/passwd`, `wh$@oami`
    if (
      hidden &&
      ((first !== 0x27 && first !== 0x22) || name.length > 2) &&
      (kind === rare || tail === 'argument' || tail === 'end') &&
      tail !== 'name' &&
      tail !== 'call' &&
      inner(text, at, end)
    ) {
      report('critical', at, end, `hides a command from a filter: ${name}`)
      return true
    }
    if (command.upper && !name.includes('-')) return false
    if (first === 0x27 || first === 0x22) return false
    if (absolute || globbed) {
      const bin = /(?:^|\/)[a-z?]*b[i?][n?]\/|^\/\?+\/|^\/[a-z?]{3}\/[a-z?]{3}\//.test(command.raw)
      if (bin && (tail === 'end' || tail === 'argument' || tail === 'separator' || tail === 'quoted')) {
        report('critical', at, end, `is a command line: ${command.raw}`)
        return true
      }
      return false
    }
    if (steps > 0 && (kind === rare || tail === 'argument')) {
      report('critical', at, end, `is a command line: ${name}`)
      return true
    }
    if (kind === rare && (tail === 'argument' || (tail === 'end' && alone.has(name)))) {
      report(tail === 'argument' || text.length < 16 ? 'critical' : 'error', at, end, `is a command line: ${name}`)
      return true
    }
    if (tail === 'argument' && dangerousArgument(text, end, name)) {
      report('critical', at, end, `is a command line: ${name}`)
      return true
    }
    if (tail === 'quoted' && kind !== word && /\s-[a-z]+\s/.test(text.slice(end, end + 16))) {
      report('critical', at, end, `is a command line: ${name}`)
      return true
    }
    return false
  }
  return false
}

/** Quotes, escapes or variables stand inside the word, not around it. */
function inner(text: string, start: number, end: number): boolean {
  for (let i = start + 1; i < end - 1; i++) {
    const code = text.charCodeAt(i)
    if (
      (code === 0x27 || code === 0x22 || code === 0x5c || code === 0x24 || code === 0x5e || code === 0x60) &&
      i > start
    ) {
      const before = text.charCodeAt(i - 1)
      if (isLetter(before) || before === 0x2f) return true
    }
  }
  return false
}

/** The first argument is what attackers pass: an absolute path, an address, a flag of a shell or an interpreter. */
function dangerousArgument(text: string, end: number, name: string): boolean {
  const rest = text
    .slice(end, end + 160)
    .trimStart()
    .toLowerCase()
  if (
    /^(?:-\S+\s+){0,3}["']?(?:\/(?:etc|bin|usr|var|proc|tmp|dev|root|home|opt|sbin)\b|\/?[a-z]:[\\/]|\.\.\/|~\/|\/[a-z?*]*[?*[])/.test(
      rest,
    )
  )
    return true
  if (/^(?:sh|bash|dash|zsh|perl|python3?|ruby|php|node|cmd)$/.test(name)) return /^(?:-[ceirnxlp]+|\/c)\b/.test(rest)
  if (name === 'nc' || name === 'ping' || name === 'ssh' || name === 'dig' || name === 'host')
    return /^(?:-[a-z]+\s*)+\d|^-[a-z]*[el]|^\d{1,3}(?:\.\d{1,3}){3}/.test(rest)
  if (name === 'rm') return rest.startsWith('-r') || rest.startsWith('-f')
  if (name === 'net') return /^(?:user|localgroup|share|view|group)\b/.test(rest)
  if (name === 'ls' || name === 'ps' || name === 'id') return /^-[a-z]{1,5}\b/.test(rest) && text.length < 64
  if (name === 'echo') return /[>|`]|\$\(/.test(rest)
  return />\s*[/\w.]+\.(?:php|asp|jsp|sh|txt)|\|\s*(?:sh|bash)\b|`|\$\(|\$\{?ifs/.test(rest)
}

/** `/???/c?t`, `/etc/pas[s]wd`: a path that a shell has to complete. */
function judgeGlobPath(text: string, at: number, report: Report): boolean {
  const limit = Math.min(text.length, at + 64)
  let segments = 0
  let globs = 0
  let known = 0
  let pattern = ''
  let i = at
  let simple = true
  for (; i <= limit; i++) {
    const code = i < limit ? text.charCodeAt(i) : 0x20
    if (code === 0x2f || isSpace(code) || code === 0x27 || code === 0x22) {
      if (pattern !== '') {
        segments++
        if (directories.some((directory) => matches(pattern, directory))) known++
      }
      pattern = ''
      if (code !== 0x2f) break
      continue
    }
    if (code === 0x3f) {
      pattern += '?'
      globs++
    } else if (code === 0x5b) {
      const close = i + text.slice(i, i + 13).indexOf(']')
      if (close < i) return false
      i = close
      // Noise: /[e//]tc
      pattern += '?'
      globs++
    } else if (code === 0x2a) {
      simple = false
      pattern += '*'
      globs++
    } else if (isLetter(code) || isDigit(code) || code === 0x2e || code === 0x2d || code === 0x5f)
      pattern += text.charAt(i).toLowerCase()
    else return false
  }
  if (globs > 0 && segments >= 2 && known >= 1 && (simple || known >= 2 || segments >= 3)) {
    report('critical', at, Math.min(i, text.length), 'names a file by a pattern that a shell completes')
    return true
  }
  return false
}

const directories: readonly string[] = ['bin', 'usr', 'etc', 'sbin', 'dev', 'proc', 'passwd', 'shadow']

function matches(pattern: string, name: string): boolean {
  if (pattern.includes('*')) {
    const star = pattern.indexOf('*')
    return pattern.length > 1 && name.startsWith(pattern.slice(0, star)) && name.endsWith(pattern.slice(star + 1))
  }
  if (pattern.length !== name.length) return false
  for (let i = 0; i < name.length; i++)
    if (pattern.charCodeAt(i) !== 0x3f && pattern.charCodeAt(i) !== name.charCodeAt(i)) return false
  return true
}

/** The kind of the commonest command that a pattern completes to. */
function globKind(raw: string): number {
  const name = raw.slice(raw.lastIndexOf('/') + 1)
  if (raw.startsWith('/')) {
    for (const segment of raw.slice(1, raw.lastIndexOf('/')).split('/'))
      if (directories.some((directory) => matches(segment, directory))) return rare
    return 0
  }
  for (const known of ['cat', 'id', 'ls', 'whoami', 'wget', 'curl', 'nc', 'bash', 'sh', 'uname', 'ping', 'ifconfig']) {
    if (name.includes('?') && name.length > 2 && !/^\?+$/.test(name) && matches(name, known)) return rare
  }
  return 0
}

/** `{cat,/etc/passwd}` */
function judgeBraces(text: string, open: number, report: Report): boolean {
  const limit = Math.min(text.length, open + 24)
  let i = open + 1
  while (i < limit && (isLetter(text.charCodeAt(i)) || isDigit(text.charCodeAt(i)))) i++
  if (text.charCodeAt(i) !== 0x2c || i === open + 1) return false
  const next = text.charCodeAt(i + 1)
  if (next !== 0x2d && next !== 0x2f && next !== 0x24 && next !== 0x2e && !isDigit(next) && next !== 0x68) return false
  if (next === 0x68 && !text.startsWith('http', i + 1)) return false
  if (commands.has(text.slice(open + 1, i).toLowerCase())) {
    report('critical', open, i + 2, 'expands braces into a command')
    return true
  }
  return false
}

/** `$IFS`, `${PATH:0:1}`, `${x//…}` */
function judgeVariable(text: string, dollar: number, report: Report): boolean {
  let i = dollar + 1
  const brace = text.charCodeAt(i) === 0x7b
  if (brace) i++
  while (text.charCodeAt(i) === 0x21 || text.charCodeAt(i) === 0x23) i++
  const start = i
  while (
    i < start + 20 &&
    i < text.length &&
    (isLetter(text.charCodeAt(i)) || isDigit(text.charCodeAt(i)) || text.charCodeAt(i) === 0x5f)
  )
    i++
  if (i - start < 3) return false
  const first = text.charCodeAt(start)
  if (first < 0x41 || first > 0x5a) return false
  const name = text.slice(start, i).toLowerCase()
  if (!variables.has(name)) return false
  if (name === 'ifs') {
    report('critical', dollar, i, 'uses the field separator in place of a space')
    return true
  }
  if (brace) {
    const operator = text.charCodeAt(i)
    if (
      operator === 0x23 ||
      operator === 0x25 ||
      operator === 0x2f ||
      (operator === 0x3a && isDigit(text.charCodeAt(i + 1)))
    ) {
      report('critical', dollar, i + 1, "cuts a command out of a shell's variable")
      return true
    }
  }
  return false
}

/** `%PROGRAMFILES:~10,1%` */
function judgeWindowsVariable(text: string, percent: number, report: Report): boolean {
  let i = percent + 1
  while (i < percent + 24 && i < text.length && (isLetter(text.charCodeAt(i)) || text.charCodeAt(i) === 0x5f)) i++
  if (text.charCodeAt(i) === 0x3a && text.charCodeAt(i + 1) === 0x7e && i > percent + 2) {
    report('critical', percent, i + 2, "cuts a command out of the system's variable")
    return true
  }
  if (text.charCodeAt(i) === 0x25 && text.slice(percent + 1, i).toLowerCase() === 'comspec') {
    report('critical', percent, i, 'calls the command interpreter through a variable')
    return true
  }
  return false
}

/** `system('id')`, `exec("sleep 5")` */
function judgeRunner(text: string, open: number, field: FieldInfo, report: Report): boolean {
  let start = open
  while (
    start > 0 &&
    open - start < 24 &&
    (isLetter(text.charCodeAt(start - 1)) || text.charCodeAt(start - 1) === 0x5f)
  )
    start--
  if (open - start < 3 || !runners.has(text.slice(start, open).toLowerCase())) return false
  let i = open + 1
  while (i < open + 4 && isSpace(text.charCodeAt(i))) i++
  const quote = text.charCodeAt(i)
  if (quote !== 0x27 && quote !== 0x22 && quote !== 0x60 && quote !== 0x5c) return false
  readCommand(text, quote === 0x5c ? i + 2 : i + 1)
  const { name, end } = command
  const kind = commands.get(name) ?? 0
  if (kind === 0) return false
  const tail = tailOf(text, end, name)
  const runner = text.slice(start, open).toLowerCase()
  const generic = runner === 'call' || runner === 'run' || runner === 'spawn' || runner === 'subprocess'
  if (tail === 'call' || tail === 'name' || (generic && kind !== rare)) return false
  if (text.length > 512 && field.where === 'body' && kind !== rare) return false
  report('critical', start, end, `runs a command through ${runner}()`)
  return true
}
