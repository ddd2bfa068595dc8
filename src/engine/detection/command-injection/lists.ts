/** Lists that are written with a shell's separators. */

import { kindOf, product } from './commands.ts'

const items = /^\s{0,2}\w[\w.+#-]{0,32}(?: [\w.+#-]{1,32})?[.\s]{0,2}$/
const lone = /^[a-z][a-z0-9+#]{1,15}$/

/** At least three items of one or two words between separators. */
export function isList(text: string, separator: number): boolean {
  if (text.length > 512) return false
  const parts = text.split(String.fromCharCode(separator))
  return parts.length > 2 && parts.every((part) => items.test(part))
}

const languages: ReadonlySet<string> = new Set(['sh', 'bash', 'dash', 'zsh', 'ksh', 'fish', 'csh', 'tcsh', 'ash'])

/** `bash|zsh|fish`, `python;ruby;bash`: a shell among languages and shells. Words of other kinds, `id|name`, could be junk behind an attack. */
export function isAlternative(text: string, separator: number, name: string): boolean {
  if (!languages.has(name)) return false
  const before = wordBefore(text, separator)
  return lone.test(before) && (languages.has(before) || kindOf(before) === product)
}

function wordBefore(text: string, end: number): string {
  const part = text.slice(Math.max(0, end - 24), end)
  return part.slice(Math.max(part.lastIndexOf(';'), part.lastIndexOf('|'), part.lastIndexOf(' ')) + 1)
}

/** Without an argument they wait for input or do nothing: behind a value they end a list, `dog;cat`, `straight|wave|curl`. */
const idle: ReadonlySet<string> = new Set(
  'cat rm nc wc nl grep awk sed uniq tac sleep tail ping curl wget wall dash ssh ftp telnet mysql psql'.split(' '),
)
/** Names of columns and groups more often than commands. */
const columns: ReadonlySet<string> = new Set(['groups', 'set', 'finger', 'who', 'du', 'ss'])
/** Unix knows them in small letters only, Windows not at all. */
const small: ReadonlySet<string> = new Set('id ls ps nc df wc nl ss sh rm du pwd who env'.split(' '))
const listItem = /^ ?[A-Za-z]\w{1,24}(?: \w{1,24})? ?$/

/** A command's name, alone between separators or behind the last one, that is an item of a list: `users|groups`, `WA;OR;ID`. */
export function isItem(text: string, separator: number, end: number, name: string): boolean {
  if (name === 'w' || idle.has(name)) return true
  const first = text.charCodeAt(end - name.length)
  if (first >= 0x41 && first <= 0x5a && small.has(name)) return true
  if (text.length > 256) return false
  const parts = text.split(text.charAt(separator))
  return parts.length > (columns.has(name) ? 1 : 2) && parts.every((part) => listItem.test(part))
}

/** `"v2" & more`, `Books; more`: a program that shows page by page what it is given, and here is given nothing. */
export function isPager(name: string): boolean {
  return name === 'more' || name === 'less'
}
