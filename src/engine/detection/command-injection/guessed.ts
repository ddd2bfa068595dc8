/** Programs that no list holds, told by their options and by what they read. */

import { isDigit, isLetter } from '../../ascii.ts'
import type { FieldInfo } from '../../types.ts'
import { tokenBefore } from './before.ts'
import { context } from './context.ts'
import { readsSecret } from './evidence.ts'

const MINUS = 0x2d
const SLASH = 0x2f

/** Whether `name`, which nobody knows, is a program: it stands where a value was left and has an option as programs take them, or a file that systems keep secret. */
export function isGuessed(text: string, end: number, name: string, separator: number, field: FieldInfo): boolean {
  if (field.where === 'header' || name.length < 2 || name.length > 32) return false
  const next = text.charCodeAt(end + 1)
  if (text.charCodeAt(end) !== 0x20 || (next !== MINUS && next !== SLASH) || !isProgramName(text, end, name))
    return false
  const before = tokenBefore(text, separator)
  if (before === 'word' || context.size > 256) return false
  return next === SLASH ? readsSecret(text, end) : isOption(text, end + 1)
}

/** Lower case, as programs are named. */
function isProgramName(text: string, end: number, name: string): boolean {
  return isLetter(name.charCodeAt(0)) && text.slice(end - name.length, end) === name
}

/** `-x`, `-x `, `--long`, `--long=`; not `-word`, with which searches leave something out. */
function isOption(text: string, at: number): boolean {
  const isLong = text.charCodeAt(at + 1) === MINUS
  let i = at + (isLong ? 2 : 1)
  const start = i
  while (
    i < start + 32 &&
    (isLetter(text.charCodeAt(i)) || isDigit(text.charCodeAt(i)) || text.charCodeAt(i) === MINUS)
  )
    i++
  if (i === start || !isLetter(text.charCodeAt(start))) return false
  const behind = i < text.length ? text.charCodeAt(i) : 0x20
  const isEnded = behind <= 0x20 || behind === 0x3d || behind === 0x3b || behind === 0x7c || behind === 0x26
  return isEnded && (isLong ? i - start > 2 : i - start === 1)
}
