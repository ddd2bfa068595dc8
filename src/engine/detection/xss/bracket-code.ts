/** JSFuck and its kin: code without a letter. */
import type { Report } from '../../types.ts'

/** The shortest run of brackets inside other text that counts as code. */
const shortestRun = 12
const member = new Uint8Array(128)
for (const character of '[](){}!+ ') member[character.charCodeAt(0)] = 1

function isMember(code: number): boolean {
  return code < 128 && member[code] === 1
}

/**
 * Reads the run of brackets in which the `[]` at `at` stands.
 * @returns where the run ends, or -1 if it is code, which is reported
 */
export function readBrackets(text: string, at: number, from: number, report: Report): number {
  let start = at
  while (start > from && isMember(text.charCodeAt(start - 1))) start--
  let end = at
  while (end < text.length && isMember(text.charCodeAt(end))) end++
  const whole = start === 0 && end === text.length
  const run = text.slice(start, Math.min(end, start + 256)).replaceAll(' ', '')
  const coerces = run.includes('![]+') || run.includes('+![]') || run.includes('+!![]')
  if (run.length < (whole ? 4 : coerces ? 5 : shortestRun)) return end
  // Coercions: nobody adds or negates an empty array but to get a text out of it.
  if (!run.includes('![]') && !run.includes('+[]') && !run.includes('[]+')) return end
  if (!run.includes('!') && !run.includes('[+[]]') && !run.includes('[])[')) return end
  report('critical', start, end, 'is JavaScript written with brackets only')
  return -1
}

/** What encoders that write faces, or `$` and `_`, begin with. */
const programs = ['=~[]', 'ﾟωﾟﾉ=', 'Дﾟ)[', 'Θﾟ)+', 'Θﾟ)-', 'ｰﾟ)+', 'ｰﾟ)-']

/** What announces them, without the letters that have a small form. */
export const encoderCues: readonly string[] = ['=~[]', 'ﾟωﾟﾉ=', 'ﾟ)[', 'ﾟ)+', 'ﾟ)-']

/** aaencode, jjencode. */
export function isEncodedProgram(text: string, report: Report): boolean {
  for (const beginning of programs) {
    const at = text.indexOf(beginning)
    if (at === -1) continue
    report('critical', at, at + beginning.length, 'is JavaScript written by an encoder')
    return true
  }
  return false
}
