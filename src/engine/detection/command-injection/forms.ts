/** What a shell runs behind a separator though no command's name stands there. */

import { isLetter } from '../../ascii.ts'
import type { FieldInfo, Report } from '../../types.ts'
import { tokenBefore } from './before.ts'
import { isSpace } from './characters.ts'
import { kindOf, rare } from './commands.ts'
import { context } from './context.ts'

const REACH = 96

/** `./x`, `~/x`, `/tmp/x`: a file that was put there before. */
const file = /^(?:\.{1,2}\/|~\/|\/(?:tmp|var\/tmp|dev\/shm|home|root|opt)\/)[\w.][\w./-]{0,64}(?:$|[\s;|&<>#'"`)])/
/** `. ./x`: the same, read by the shell itself. */
const sourced = /^\.\s{1,4}(?:\.{0,2}\/|~\/)[\w.]/
/** `> /tmp/x`: a file that the shell empties or makes though no command writes to it. */
const emptied = /^>{1,2}\s?(?:\/(?:tmp|var|etc|home|root|opt|usr|dev\/(?:shm|tcp))\/|~\/|[a-z]:\\)[\w.]/i
/** `$SHELL`, `$0<<<id`: the shell that is running. */
const shell = /^"?\$(?:\{(?:SHELL|BASH)\}|(?:SHELL|BASH)(?!\w))(?:$|[\s;|&<>#'"`])|^\$\{?0\}?\s?(?:<|-c\s)/
/** `[ -f x ]` */
const test = /^\[{1,2}\s{1,4}(?:!\s)?-[a-z]\s/
/** `f(){ id;`, `function f { id;` */
const definition =
  /^(?:function\s{1,4}\w{1,24}\s{0,4}(?:\(\s?\)\s{0,4})?|\w{1,24}\s{0,2}\(\s?\)\s{0,4})\{\s{1,4}([\w/.-]{1,32})[^\n{}]{0,48};\s{0,4}\}/
/** `until id;do`, `if id;then` */
const condition = /^(?:until|while|if)\s{1,4}(?:!\s{1,4})?([\w/.-]{1,32})[^\n;]{0,40}[;\n]\s{0,4}(?:do|then)\s/
/** `dir/s`, `cmd/c whoami`: Windows wants no white space before an option. */
const glued =
  /^(?:cmd(?:\.exe)?[;,=]?(?:\/[a-z](?::\w{1,3})?){0,3}\/[ckr](?:["\s]|(?!trl)[a-z]{2})|forfiles\/[a-z]\s|certutil\/[a-z]{3}|powershell(?:\.exe)?\/c\s|(?:(?:ipconfig|netstat|systeminfo|tasklist|whoami)\/\w{1,9}|(?:dir|del|erase|rd|rmdir|x?copy|move|start|tree|ping|shutdown|taskkill|timeout|findstr|attrib|schtasks)(?:\/[a-z]{1,3}(?::[a-z-]{1,4})?){1,4})(?:$|[\s&|>]))/i
/** `call whoami`, `if 1==1 whoami`, `,whoami`: what Windows passes over before a command. */
const led =
  /^(?:[,;=]{1,4}\s{0,4}|call\s{1,4}|if\s{1,4}(?:not\s{1,4})?[\w".]{1,16}==[\w".]{1,16}\s{1,4})([a-z][\w.]{1,16})(?:$|[\s&|/>])/i
/** Characters of the longest of these names. */
const LONGEST_GLUED = 14
/** `case x in x) id;;esac` */
const choice = /^case\s[^\n;]{1,24}\sin\s[^\n;)]{1,24}\)\s{0,4}([\w/.-]{1,32})[^\n]{0,40};;\s{0,4}esac(?!\w)/

/** Judges what follows the separator that ends before `from`. */
export function judgeForm(text: string, from: number, separator: number, field: FieldInfo, report: Report): boolean {
  let at = from
  while (at < from + 8 && isSpace(text.charCodeAt(at))) at++
  // Parameters of a header are paths and tests; none is a shell.
  const isParameter = field.where === 'header' && text.charCodeAt(at) !== 0x24
  const message = isParameter ? gluedAt(text, at, separator) : formAt(text, at, separator)
  if (message === undefined || context.size > 256) return false
  report('critical', separator, Math.min(text.length, at + 2), message)
  return true
}

function formAt(text: string, at: number, separator: number): string | undefined {
  switch (text.charCodeAt(at)) {
    case 0x2e:
    case 0x2f:
    case 0x7e: {
      const rest = text.slice(at, at + REACH)
      return (file.test(rest) || sourced.test(rest)) && isLeft(text, separator) ? 'runs a file' : undefined
    }
    case 0x3e:
      return emptied.test(text.slice(at, at + REACH)) && isLeft(text, separator) ? 'writes a file' : undefined
    case 0x22:
    case 0x24:
      return shell.test(text.slice(at, at + REACH)) ? 'runs a shell out of a variable' : undefined
    case 0x5b:
      return test.test(text.slice(at, at + REACH)) && isLeft(text, separator) ? 'tests with a shell' : undefined
  }
  const ofWindows = gluedAt(text, at, separator)
  if (ofWindows !== undefined) return ofWindows
  if (context.multiline || !mayBeWord(text.charCodeAt(at))) return undefined
  const rest = text.slice(at, at + REACH)
  const name = (condition.exec(rest) ?? choice.exec(rest) ?? definition.exec(rest))?.[1]
  if (name === undefined || kindOf(name) === 0) return undefined
  return "runs a command in a shell's condition or function"
}

/** @param at where a command's name begins */
function gluedAt(text: string, at: number, separator: number): string | undefined {
  const before = text.charCodeAt(separator)
  if (before !== 0x26 && before !== 0x7c) return undefined
  const first = text.charCodeAt(at)
  if (mayLead(first)) {
    const [, name] = led.exec(text.slice(at, at + REACH)) ?? []
    if (name !== undefined && kindOf(name.toLowerCase()) === rare) return 'runs a command of Windows'
  }
  if (!isLetter(first)) return undefined
  const slash = text.slice(at, at + LONGEST_GLUED + 1).indexOf('/')
  return slash > 1 && glued.test(text.slice(at, at + REACH)) ? 'runs a command of Windows' : undefined
}

/** `,`, `;`, `=`, and the first letters of `call` and `if`. */
function mayLead(code: number): boolean {
  return code === 0x2c || code === 0x3b || code === 0x3d || (code | 0x20) === 0x63 || (code | 0x20) === 0x69
}

/** What follows the separator can't belong to what stands before it: nothing, a quote's end, a number, an address. */
function isLeft(text: string, separator: number): boolean {
  const before = tokenBefore(text, separator)
  if (before === 'path') return /^[\d.:]{1,48}$/.test(text.slice(0, separator).trim())
  return before === 'start' || before === 'quote' || before === 'number'
}

/** The first letters of `until`, `while`, `if`, `case`, `function`, and of short names such as `f`. */
function mayBeWord(code: number): boolean {
  return code === 0x75 || code === 0x77 || code === 0x69 || code === 0x63 || code === 0x66 || code === 0x78
}
