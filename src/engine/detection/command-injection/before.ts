/** What stands before a separator. */
import { isDigit } from '../../ascii.ts'
import { isSpace } from './characters.ts'

/** `token`: one word, and nothing before it. `word`: a text. */
export type Before = 'start' | 'quote' | 'close' | 'path' | 'number' | 'letter' | 'token' | 'word'

/** What stands before the separator: how the value was left. */
export function tokenBefore(text: string, separator: number): Before {
  let i = separator
  while (
    i > 0 &&
    (isSpace(text.charCodeAt(i - 1)) ||
      text.charCodeAt(i - 1) === 0x3b ||
      text.charCodeAt(i - 1) === 0x7c ||
      text.charCodeAt(i - 1) === 0x26)
  )
    i--
  if (i === 0) return 'start'
  const last = text.charCodeAt(i - 1)
  if (last === 0x27 || last === 0x22 || last === 0x60) return 'quote'
  if (last === 0x29 || last === 0x5d || last === 0x7d) return i < 24 ? 'close' : 'word'
  let j = i
  let path = false
  let digits = true
  while (j > 0 && i - j < 64 && !isSpace(text.charCodeAt(j - 1))) {
    const code = text.charCodeAt(j - 1)
    if (code === 0x2f || code === 0x5c || code === 0x2e) path = true
    else if (code === 0x3c || code === 0x3e || code === 0x3b || code === 0x7c || code === 0x2c) return 'word'
    else if (!isDigit(code)) digits = false
    j--
  }
  if (j !== 0) return 'word'
  if (digits) return 'number'
  if (path) return 'path'
  return i - j <= 2 ? 'letter' : 'token'
}
