/** Variables and braces out of which shells make a command. */
import type { Report } from '../../types.ts'
import { isDigit, isLetter } from './characters.ts'
import { commands, variables } from './commands.ts'

/** `$IFS`, `${PATH:0:1}`, `${x//…}` */
export function judgeVariable(text: string, dollar: number, report: Report): boolean {
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
  if (next !== 0x2d && next !== 0x2f && next !== 0x24 && next !== 0x2e && !isDigit(next) && next !== 0x68) return false
  if (next === 0x68 && !text.startsWith('http', i + 1)) return false
  if (commands.has(text.slice(open + 1, i).toLowerCase())) {
    report('critical', open, i + 2, 'expands braces into a command')
    return true
  }
  return false
}
