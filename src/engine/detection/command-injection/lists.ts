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
