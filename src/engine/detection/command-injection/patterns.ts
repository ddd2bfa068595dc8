/** Names and paths that a shell has to complete. */

import { isDigit, isLetter } from '../../ascii.ts'
import type { Report } from '../../types.ts'
import { isSpace } from './characters.ts'
import { directories, rare } from './commands.ts'

/** `/???/c?t`, `/etc/pas[s]wd`: a path that a shell has to complete. */
export function judgeGlobPath(text: string, at: number, report: Report): boolean {
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
      if (close < i || isPlaceholder(text, i, close)) return false
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
  if (
    globs > 0 &&
    segments === 1 &&
    known === 1 &&
    at === 0 &&
    i >= text.length &&
    text.includes('[') &&
    text.length > 4
  ) {
    report('critical', at, Math.min(i, text.length), 'names a file by a pattern that a shell completes')
    return true
  }
  if (globs > 0 && segments >= 2 && known >= 1 && (simple || known >= 2 || segments >= 3)) {
    report('critical', at, Math.min(i, text.length), 'names a file by a pattern that a shell completes')
    return true
  }
  return false
}

/**
 * `/proc/[pid]/statm`: a whole folder in brackets stands for a name; as a pattern it would match folders of one letter.
 * `/dev/tty[1-63]`: numbers of devices from one to another; `/bin/base6[0-99]` completes to a program.
 */
function isPlaceholder(text: string, open: number, close: number): boolean {
  const content = text.slice(open + 1, close)
  if (/^\d{1,3}-\d{2,3}$/.test(content)) return /^\/dev\/[a-z]{2,12}$/.test(text.slice(0, open))
  const next = text.charCodeAt(close + 1)
  const isFolder = text.charCodeAt(open - 1) === 0x2f && (next === 0x2f || close + 1 >= text.length)
  return isFolder && /^[a-z]{3,}$/.test(content)
}

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
export function globKind(raw: string): number {
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
