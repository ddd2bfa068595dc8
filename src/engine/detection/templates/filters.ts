/** Filters in single braces, as Smarty and Latte have them: `{'id'|system}`. */

import { callbacks } from './names.ts'

/** A filter that runs something ends the expression, or goes on. */
const filter = /\|(?: {0,4}|[\t\n ]{1,2}|(?:\r\n){1,2})(?:map: ?)?@?([a-z_0-9]{4,24})\s{0,4}[}|:]/gi
/** What is filtered: a string, a variable or a list, through other filters or none. */
const filtered = /^\{=?\s{0,4}(?:"[^"{}]*"|'[^'{}]*'|\$[\w.[\]'>-]*|\[[^\]{}]*\])\s{0,4}(?:\|[\w:@]{1,32}\s{0,4}){0,4}$/
/** How far before the filter its expression may begin. */
const REACH = 256

/** What may stand before its name, as `filter` has it. */
const spaces = ['', ' ', '   ', '    ', '\t', '\n', '\r\n', '\r\n\r\n', ...pairs([' ', '\t', '\n'])]
const signs = spaces.flatMap((space) => [`|${space}`, `|${space}@`]).concat('map:', 'map: ', 'map:@', 'map: @')

function pairs(marks: readonly string[]): string[] {
  return marks.flatMap((first) => marks.map((second) => first + second))
}

/** What announces such a filter. */
export const filterCues: readonly string[] = [...callbacks].flatMap((name) => signs.map((sign) => sign + name))

/** The first filter that runs something, behind a string, a variable or a list; undefined if there is none. */
export function runningFilter(text: string): { readonly start: number; readonly end: number } | undefined {
  if (!text.includes('{')) return undefined
  filter.lastIndex = 0
  for (let found = filter.exec(text); found !== null; found = filter.exec(text)) {
    const { index } = found
    const end = filter.lastIndex
    filter.lastIndex = end - 1
    if (!callbacks.has((found[1] as string).toLowerCase())) continue
    const before = text.slice(Math.max(0, index - REACH), index)
    const open = before.lastIndexOf('{')
    // `{"user"|"system"}` and `{user|system}` are alternatives.
    if (open !== -1 && filtered.test(before.slice(open))) {
      return { start: index - before.length + open, end }
    }
  }
  return undefined
}
