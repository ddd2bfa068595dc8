/** Reads tags as a browser's tokeniser does. Every function is bounded by the limit that it is given. */
import { isDigit, isLetter } from '../../ascii.ts'
import { isSpace } from './characters.ts'

/** The end of the tag name that starts at `start`. */
export function nameEnd(text: string, start: number): number {
  const limit = Math.min(text.length, start + 64)
  let i = start
  for (; i < limit; i++) {
    const code = text.charCodeAt(i)
    if (isLetter(code) || isDigit(code) || code === 0x2d || code === 0x3a || code === 0x5f || code === 0) continue
    if (code > 0x7f && code !== 0xff1e && code !== 0xa0) continue
    break
  }
  return i
}

/** Lower-case, without the NULs that old browsers skip. */
export function plainName(text: string, start: number, end: number): string {
  const name = text.slice(start, end).toLowerCase()
  return name.includes('\0') ? name.replaceAll('\0', '') : name
}

export interface Attribute {
  nameStart: number
  nameEnd: number
  valueStart: number
  valueEnd: number
  /** Where the next attribute starts; -1 at the tag's end. */
  next: number
}

/** Reads the attribute at `from` into `into`; false at the tag's end. Looks no further than `limit`. */
export function readAttribute(text: string, from: number, limit: number, into: Attribute): boolean {
  let i = from
  for (; i < limit; i++) {
    const code = text.charCodeAt(i)
    if (code === 0x3e || code === 0x3c || code === 0xff1e) return false
    if (
      !isSpace(code) &&
      code !== 0x2f &&
      code !== 0x22 &&
      code !== 0x27 &&
      code !== 0x60 &&
      code !== 0x2b &&
      code !== 0x3d
    )
      break
  }
  if (i >= limit) return false
  into.nameStart = i
  for (; i < limit; i++) {
    const code = text.charCodeAt(i)
    if (isSpace(code) || code === 0x3d || code === 0x3e || code === 0x2f || code === 0x3c) break
  }
  into.nameEnd = i
  into.valueStart = into.valueEnd = i
  let j = i
  while (j < limit && isSpace(text.charCodeAt(j))) j++
  if (text.charCodeAt(j) !== 0x3d || j >= limit) {
    into.next = i
    return true
  }
  j++
  while (j < limit && isSpace(text.charCodeAt(j))) j++
  const quote = text.charCodeAt(j)
  if (quote === 0x22 || quote === 0x27 || quote === 0x60) {
    into.valueStart = j + 1
    for (j++; j < limit; j++) if (text.charCodeAt(j) === quote) break
    into.valueEnd = j
    into.next = Math.min(j + 1, limit)
    return true
  }
  into.valueStart = j
  for (; j < limit; j++) {
    const code = text.charCodeAt(j)
    if (isSpace(code) || code === 0x3e) break
  }
  into.valueEnd = j
  into.next = j
  return true
}
