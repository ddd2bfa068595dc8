/** Lists that are written with a shell's separators. */

import { kindOf, product, shells, terse } from './commands.ts'

const items = /^\s{0,2}\w[\w.+#-]{0,32}(?: [\w.+#-]{1,32})?[.\s]{0,2}$/
const lone = /^[a-z][a-z0-9+#]{1,15}$/

/** At least three items of one or two words between separators. */
export function isList(text: string, separator: number): boolean {
  if (text.length > 512) return false
  const parts = text.split(String.fromCharCode(separator))
  return parts.length > 2 && parts.every((part) => items.test(part))
}

const languages: ReadonlySet<string> = new Set(['sh', 'bash', 'dash', 'zsh', 'ksh', 'fish', 'csh', 'tcsh', 'ash'])

/**
 * `bash|zsh|fish`, `python;ruby;bash`, `id|name|date`: the command's name is one of several words of its kind. The neighbour
 * before it is a language or a shell as well, or the one behind it is a word that is no command.
 */
export function isAlternative(text: string, separator: number, end: number, name: string): boolean {
  const mark = text.charAt(separator)
  const before = wordBefore(text, separator)
  if (languages.has(name) && lone.test(before) && (languages.has(before) || kindOf(before) === product)) return true
  if (languages.has(name) || shells.has(name) || !terse.has(name) || text.charAt(end) !== mark) return false
  const behind = wordBehind(text, end + 1)
  return behind.length > 2 && lone.test(behind) && kindOf(behind) === 0
}

function wordBefore(text: string, end: number): string {
  const part = text.slice(Math.max(0, end - 24), end)
  return part.slice(Math.max(part.lastIndexOf(';'), part.lastIndexOf('|'), part.lastIndexOf(' ')) + 1)
}

function wordBehind(text: string, start: number): string {
  const part = text.slice(start, start + 24)
  const end = part.search(/[;|]/)
  return end === -1 ? part : part.slice(0, end)
}
