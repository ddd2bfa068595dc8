/** Values that are a command line themselves. */

import { isDigit, isLetter } from '../../ascii.ts'
import type { FieldInfo, Report } from '../../types.ts'
import { isBareLine } from './bare-lines.ts'
import { isSpace } from './characters.ts'
import { isCmdlet } from './cmdlets.ts'
import { command, mayBeCommandAt, readCommand } from './command-word.ts'
import { alone, closedAtOnce, kindOf, prefix, rare, terse } from './commands.ts'
import { isUnmistakable } from './evidence.ts'
import { globKind, judgeGlobPath } from './patterns.ts'
import { behindSettings } from './separators.ts'
import { tailOf } from './tail.ts'

/** Whose name, closed by a separator, is a whole value. */
const writesFile =
  /^\s[^\n]{0,96}>{1,2}\s?(?:\/(?:tmp|var|etc|home|root|usr|opt|dev)\/|[\w./-]{1,48}\.(?:php\d?|phtml|aspx?|jspx?|sh|py|pl|cgi|htaccess)\b)/

/** `rm -rf dist build/out`: what the scripts of every package begin with, and nothing that isn't the project's own. */
const ownFolders = /^ -[rf]{1,2}(?: (?:\.\/)?[A-Za-z][\w-]{0,32}(?:\/[\w-]{1,32}){0,4}){1,6}$/

/** The value is itself a command line. */
export function judgeStart(text: string, field: FieldInfo, report: Report): boolean {
  if (field.where === 'path') return judgePath(text, report)
  if (text.length > 2048) return false
  let at = behindSettings(text, 0)
  if (at > 0) while (at < text.length && isSpace(text.charCodeAt(at))) at++
  const from = at
  // Quotes or brackets of the application that the value closes first.
  while (at < text.length && at < from + 8 && (isSpace(text.charCodeAt(at)) || text.charCodeAt(at) === 0x29)) at++
  const first = text.charCodeAt(at)
  if (first === 0x2f && judgeGlobPath(text, at, report)) return true
  if (!isLetter(first) && first !== 0x2f && first !== 0x5c && first !== 0x27 && first !== 0x22) return false
  if (first === 0x5c && isEscapedCommand(text, at, report)) return true
  if (!mayBeCommandAt(text, at)) return false
  for (let steps = 0; steps < 3; steps++) {
    readCommand(text, at)
    const { name, end, hidden, absolute, globbed } = command
    if (name.length < 2) return false
    const kind = globbed ? globKind(command.raw) : kindOf(name)
    if (kind === 0) return false
    const tail = tailOf(text, end, name)
    const spaced = isSpace(text.charCodeAt(end))
    // Pluses for spaces are form encoding, which is undone elsewhere.
    if (text.charCodeAt(end) === 0x2b) return false
    if (kind === prefix && spaced && !command.trimmed && (tail === 'word' || tail === 'argument')) {
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
      isSpliced(text, at, end)
    ) {
      report('critical', at, end, `hides a command from a filter: ${name}`)
      return true
    }
    if (command.upper && !name.includes('-')) return false
    if (first === 0x27 || first === 0x22) return false
    if (command.trimmed || text.charCodeAt(end) === 0x3c || text.charCodeAt(end) === 0x2f) return false
    if (absolute || globbed) {
      if (!globbed && !hidden && tail === 'end' && !answersAlone(name) && end === text.length) return false
      if (
        isProgramPath(command.raw, absolute, globbed) &&
        (tail === 'end' || tail === 'argument' || tail === 'separator' || tail === 'quoted')
      ) {
        report('critical', at, end, `is a command line: ${command.raw}`)
        return true
      }
      return false
    }
    if (field.isName && kind !== rare) return false
    // The head of a patch; the program knows no such option.
    if (name === 'diff' && text.startsWith(' --git a/', end)) return false
    if (name === 'rm' && ownFolders.test(text.slice(end)) && !text.includes('..')) return false
    if (spaced && isBareLine(text, end, name, field)) {
      report('critical', at, end, `is a command line: ${name}`)
      return true
    }
    if (steps > 0 && (kind === rare || (tail === 'argument' && name !== 'date' && name !== 'time'))) {
      report('critical', at, end, `is a command line: ${name}`)
      return true
    }
    if (kind === rare && (tail === 'argument' || (tail === 'end' && alone.has(name)))) {
      report(tail === 'argument' || text.length < 16 ? 'critical' : 'error', at, end, `is a command line: ${name}`)
      return true
    }
    if (
      tail === 'separator' &&
      text.length < 12 &&
      closedAtOnce.has(name) &&
      /^\s?[;|&#]{1,2}\s?$/.test(text.slice(end))
    ) {
      report('critical', at, end, `is a command line: ${name}`)
      return true
    }
    if ((name === 'echo' || name === 'printf') && writesFile.test(text.slice(end, end + 160))) {
      report('critical', at, end, `writes a file: ${name}`)
      return true
    }
    if (kind === rare && tail === 'number' && dangerousArgument(text, end, name)) {
      report('critical', at, end, `is a command line: ${name}`)
      return true
    }
    if (kind === rare && name.includes('-') && tail === 'word' && isUnitName(text, end)) {
      report('critical', at, end, `is a command line: ${name}`)
      return true
    }
    if (tail === 'word' && isCmdlet(name) && isWord(text, end)) {
      report('critical', at, end, `is a command line: ${name}`)
      return true
    }
    if (name === 'ls' && tail === 'word' && !field.isName && isListing(text, end, field)) {
      report('critical', at, end, 'is a command line: ls')
      return true
    }
    if (
      // What is glued to the name is part of it.
      (tail === 'argument' || (tail === 'quoted' && spaced)) &&
      (dangerousArgument(text, end, name) || isUnmistakable(text, end, name))
    ) {
      report('critical', at, end, `is a command line: ${name}`)
      return true
    }
    return false
  }
  return false
}

/** `\\ls`, `\\cat x`: a whole value that an alias would otherwise answer. */
function isEscapedCommand(text: string, at: number, report: Report): boolean {
  if (text.length > 64 || at !== 0) return false
  let end = 1
  while (isLetter(text.charCodeAt(end))) end++
  const name = text.slice(1, end)
  if (end < 3 || !(terse.has(name) || kindOf(name) === rare) || name === 'w') return false
  const tail = tailOf(text, end, name)
  if (tail !== 'end' && tail !== 'argument' && tail !== 'separator') return false
  report('critical', at, end, `hides a command from a filter: ${name}`)
  return true
}

/** Folders of a path that are looked at. */
const MAX_FOLDERS = 12

/** `/api/bash -c id`: a folder begins a command line; `/whoami`, `/files/cut 2.pdf` don't. */
function judgePath(text: string, report: Report): boolean {
  if (text.length > 512 || !text.includes(' ')) return false
  let at = text.indexOf('/')
  for (let n = 0; n < MAX_FOLDERS && at !== -1; n++) {
    if (isLetter(text.charCodeAt(at + 1)) && mayBeCommandAt(text, at + 1)) {
      readCommand(text, at + 1)
      const { name, end, hidden } = command
      const kind = hidden || text.charCodeAt(end) !== 0x20 ? 0 : kindOf(name)
      const hasArgument = kind !== 0 && tailOf(text, end, name) === 'argument'
      if (hasArgument && (kind === rare || dangerousArgument(text, end, name) || isUnmistakable(text, end, name))) {
        report('critical', at + 1, end, `is a command line: ${name}`)
        return true
      }
    }
    at = text.indexOf('/', at + 1)
  }
  return false
}

/** One argument with a hyphen or a dot inside, as units and packages are named: `aa-disable php-fpm`. */
function isUnitName(text: string, from: number): boolean {
  return (
    /^ [a-z][a-z0-9]{0,31}(?:[-_@][a-z0-9]{1,31}){1,4}\s{0,2}$/.test(text.slice(from, from + 100)) && text.length < 100
  )
}

/** Nothing but one word follows: `Set-ExecutionPolicy Bypass`. */
function isWord(text: string, from: number): boolean {
  return /^ [\w*]{1,48}\s{0,2}$/.test(text.slice(from, from + 64))
}

const searching: ReadonlySet<string> = new Set([
  'q',
  'query',
  'search',
  's',
  'term',
  'keyword',
  'keywords',
  'text',
  'title',
  'name',
])

/** Of what is written about the command. */
const about = /\b(?:commands?|linux|unix|windows|mac|options?|in|vs|and|or|for|with|the|to|of|swap|engine|model)\b/

/** `ls foo bar` where nobody searches for it. */
function isListing(text: string, from: number, field: FieldInfo): boolean {
  if (field.where !== 'query' || searching.has(field.name) || text.length > 48) return false
  const names = text.slice(from)
  return text.startsWith('ls ') && /^(?: [a-z0-9_.-]{2,16}){1,2}$/.test(names) && !about.test(names)
}

/** Escapes, variables or quotes around at most one character stand inside the word: a single quote there is an apostrophe. */
function isSpliced(text: string, start: number, end: number): boolean {
  for (let i = start + 1; i < end - 1; i++) {
    const before = text.charCodeAt(i - 1)
    if (!isLetter(before) && before !== 0x2f) continue
    const code = text.charCodeAt(i)
    if (code === 0x5c || code === 0x24 || code === 0x5e || code === 0x60) return true
    if (code !== 0x27 && code !== 0x22) continue
    const inner = text.charCodeAt(i + 1)
    if (inner === code || ((isLetter(inner) || isDigit(inner)) && text.charCodeAt(i + 2) === code)) return true
  }
  return false
}

/**
 * The program tells or does something without an argument. The path of another, alone in its field, is what users' shells,
 * processes and containers are described with: `/bin/bash`, `/usr/bin/node`.
 */
function answersAlone(name: string): boolean {
  return (closedAtOnce.has(name) || terse.has(name) || endings.has(name)) && !interpreters.test(name)
}

const interpreters = /^(?:ba|da|z|k|c|tc|a)?sh$/
const endings: ReadonlySet<string> = new Set(
  'reboot shutdown halt poweroff last date arch mount lsof lscpu lsblk getent history users logname free vmstat top tty'.split(
    ' ',
  ),
)

/** `/usr/bin/id`, or a pattern that completes to it. */
function isProgramPath(path: string, absolute: boolean, globbed: boolean): boolean {
  if (/(?:^|\/)[a-z?]{0,8}bin\//.test(path)) return true
  return absolute && globbed && /\/[a-z?]{0,8}b[i?][n?]\/|^\/\?+\/|^\/[a-z?]{3}\/[a-z?]{3}\//.test(path)
}

/** The first argument is what attackers pass: an absolute path, an address, a flag of a shell or an interpreter. */
function dangerousArgument(text: string, end: number, name: string): boolean {
  const rest = text
    .slice(end, end + 160)
    .trimStart()
    .toLowerCase()
  if (
    /^(?:(?:-\S+|\d{1,4}|[ugoa+]?[+=][rwxst]{1,4})\s+){0,3}["']?(?:\/(?:etc|bin|usr|var|proc|tmp|dev|root|home|opt|sbin)\b|\/?(?:[a-z]:\\|[cde]:\/)|\.\.\/|~\/|\/(?:bi?|us?|et?|sb?|de?|pr?)?[?*[]|\/[a-z]\[)/.test(
      rest,
    )
  )
    return true
  if (name === 'cmd') return rest.startsWith('/c')
  if (/^(?:sh|bash|dash|zsh|perl|python3?|ruby|php|node)$/.test(name)) return /^-[ceirnxlp]+\b/.test(rest)
  if (name === 'nc' || name === 'ping' || name === 'ssh' || name === 'dig' || name === 'host')
    return /^(?:-[a-z]+\s*)+\d|^-[a-z]*[el]|^\d{1,3}(?:\.\d{1,3}){3}/.test(rest)
  if (name === 'rm') return rest.startsWith('-r') || rest.startsWith('-f')
  if (name === 'net') return /^(?:user|localgroup|share|view|group)\b/.test(rest)
  if (name === 'ls' || name === 'ps' || name === 'id')
    return (/^-[a-z]{1,5}\b/.test(rest) || (name === 'ls' && rest === '/')) && text.length < 64
  if (name === 'echo') return /[>|`]|\$\(/.test(rest)
  return />\s*[/\w.]+\.(?:php|asp|jsp|sh|txt)|\|\s*(?:sh|bash)\b|`|\$\(|\$\{?ifs/.test(rest)
}
