/** Variables and braces out of which shells make a command. */

import { isDigit, isLetter } from '../../ascii.ts'
import type { Report } from '../../types.ts'
import { kindOf, rare, variables } from './commands.ts'
import { context } from './context.ts'

/** `$IFS`, `${PATH:0:1}`, `${x//…}` */
export function judgeVariable(text: string, dollar: number, report: Report): boolean {
  let i = dollar + 1
  const brace = text.charCodeAt(i) === 0x7b
  if (brace) {
    i++
    if (isCommandVariable(text, dollar, i) || (context.size <= 256 && isShellExpansion(text, i))) {
      report('critical', dollar, Math.min(text.length, i + 4), "cuts a command out of a shell's variable")
      return true
    }
  }
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

/** `$((1+1))`, `$[2+2]`, `$()`: what only a shell computes. */
export function judgeArithmetic(text: string, dollar: number, report: Report): boolean {
  const open = text.charCodeAt(dollar + 1)
  if (open !== 0x28 && open !== 0x5b) return false
  if (context.size > 256) return false
  const rest = text.slice(dollar, dollar + 64)
  if (
    !/^\$\(\((?:[\s\d+*/%()$-]{1,32}|[A-Z_a-z]\w{0,16}[+*/-][\w+*/-]{1,16})\)\)|^\$\[\d{1,16} ?[+*/-] ?\d{1,16}\]|^\$\[\]$|^\$\(\)/.test(
      rest,
    )
  )
    return false
  report('critical', dollar, Math.min(text.length, dollar + 3), 'computes with a shell')
  return true
}

/** `${x#…}`, `${x//a/b}`, `${x:0:1}`, `${!x}`, `${x^^}`, `${x@P}`: what only shells do with a variable. */
function isShellExpansion(text: string, start: number): boolean {
  const rest = text.slice(start, start + 64)
  if (!rest.includes('}')) return false
  return (
    /^[A-Za-z_@*\d]\w{0,20}(?:#[^}\s]|##|%%|%[*?\\./]|\/\/|\^\^\}|,,\}|@[QEPAa]\}|:\d{1,3}:\d{1,3}\}|:(?: -|\(-)\d)/.test(
      rest,
    ) ||
    /^![A-Za-z_]\w{0,20}[}@*[]/.test(rest) ||
    rest.startsWith('`')
  )
}

/** `${cmd}`, and nothing else: a command's name as a variable's. */
function isCommandVariable(text: string, dollar: number, start: number): boolean {
  if (dollar !== 0 || text.length > 24 || !text.endsWith('}')) return false
  const name = text.slice(start, -1)
  return name === 'cmd' || (name.length > 3 && kindOf(name) === rare)
}

/** `%PROGRAMFILES:~10,1%` */
export function judgeWindowsVariable(text: string, percent: number, report: Report): boolean {
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

/** `{cat,/etc/passwd}` */
export function judgeBraces(text: string, open: number, report: Report): boolean {
  const limit = Math.min(text.length, open + 24)
  let i = open + 1
  while (i < limit && (isLetter(text.charCodeAt(i)) || isDigit(text.charCodeAt(i)))) i++
  if (text.charCodeAt(i) !== 0x2c || i === open + 1) return false
  const next = text.charCodeAt(i + 1)
  // `;{id,}`
  const isEmpty =
    next === 0x7d && open > 0 && (text.charCodeAt(open - 1) === 0x3b || text.charCodeAt(open - 1) === 0x7c)
  // `8.8.8.8;{cat,notes}`
  const isLone = open > 0 && /[;|&]/.test(text.charAt(open - 1)) && /^,[\w.*?-]{1,32}\}/.test(text.slice(i, i + 36))
  if (
    !isLone &&
    !isEmpty &&
    next !== 0x2d &&
    next !== 0x2f &&
    next !== 0x24 &&
    next !== 0x2e &&
    !isDigit(next) &&
    next !== 0x68
  )
    return false
  if (next === 0x68 && !isLone && !text.startsWith('http', i + 1)) return false
  if (kindOf(text.slice(open + 1, i).toLowerCase()) !== 0) {
    report('critical', open, i + 2, 'expands braces into a command')
    return true
  }
  return false
}
