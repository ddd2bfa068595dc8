import { filterCues } from './filters.ts'
import { isLeading } from './matters.ts'
import { openings } from './openers.ts'

/** What may stand between an opener of one sign and its number. */
const leading = Array.from({ length: 0x80 }, (_, code) => code)
  .filter(isLeading)
  .map((code) => String.fromCharCode(code))

/** Openers of one sign that ordinary text holds as well: what follows has a say. */
const single: readonly string[] = Array.from({ length: 10 }, (_, digit) => digit).flatMap((digit) => [
  `{${digit}`,
  `[[${digit}`,
  ...leading.map((sign) => `{${sign}${digit}`),
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
