import { isDigit } from '../../ascii.ts'
import type { Tells } from '../../types.ts'
import { filterCues } from './filters.ts'
import { openings } from './openers.ts'

/** What may stand between an opener of one sign and its number. */
export const leading = ' (+~['

/** Openers of one sign that ordinary text holds as well: what follows has a say. */
const single: readonly string[] = Array.from({ length: 10 }, (_, digit) => digit).flatMap((digit) => [
  `{${digit}`,
  `[[${digit}`,
  ...[...leading].map((sign) => `{${sign}${digit}`),
])

export const cues: readonly string[] = [...openings, ...single, ...filterCues]
export const asked: ReadonlySet<string> = new Set([
  ...single,
  '@(',
  '[#',
  '{@',
  '{$',
  '{=',
  '[=',
  '<#',
  '[%',
  '{!',
  '!{',
])

/** How far what is asked for is looked at. */
const NEAR = 24

/** Whether more than a name, a number or white space may stand in it. */
export const tells: Tells = (bytes, _start, end, at) => {
  const isList = bytes[at] === 0x5b && bytes[at + 1] === 0x5b
  const isLed = isList || (bytes[at] === 0x7b && isDigit(bytes[at + 2] as number) && isLeading(bytes[at + 1] as number))
  const isBrace = isLed || (bytes[at] === 0x7b && isDigit(bytes[at + 1] as number))
  const limit = Math.min(end, at + NEAR)
  for (let i = at + (isLed ? 3 : 2); i < limit; i++) {
    const byte = bytes[i] as number
    if (isDigit(byte)) continue
    // `{2,}`, `{0}`: a calculation in braces has a sign behind its number, with or without a space.
    if (isBrace) return byte === 0x2a || byte === 0x2b || byte === 0x2d || byte === 0x2f || byte === 0x20
    return true
  }
  return true
}

function isLeading(byte: number): boolean {
  return leading.includes(String.fromCharCode(byte))
}
