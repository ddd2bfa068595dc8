import type { Range } from './ranges.ts'

/** Longer than any host name with its port (RFC 1035 §2.3.4), so it can only be user information whose `@` is cut off. */
const MAX_AUTHORITY = 262
const ENDS_URL = /[\s"'<>`]/g

/** The user information of URLs anywhere in a text: what stands between `://` and `@`. */
export function userInfo(text: string): Range[] {
  const ranges: Range[] = []
  // Both only move forward, so that the whole is one pass.
  let at = -1
  let stop = -1
  for (let i = text.indexOf('://'); i >= 0; i = text.indexOf('://', i)) {
    const start = i + 3
    let end = start
    while (end < text.length && end - start <= MAX_AUTHORITY && !endsAuthority(text.charCodeAt(end))) end++
    i = Math.max(start, end)
    const own = text.slice(start, end).lastIndexOf('@')
    if (own >= 0) {
      ranges.push([start, start + own])
      continue
    }
    if (end - start > MAX_AUTHORITY) {
      while (end < text.length && !endsAuthority(text.charCodeAt(end))) end++
      ranges.push([start, end])
      i = end
      continue
    }
    // `user:pa/ss@host`: what follows the colon is no port, so the password goes on to the `@`.
    if (!hasPassword(text.slice(start, end))) continue
    if (at < end) at = orEnd(text.indexOf('@', end), text)
    if (stop < end) stop = orEnd(nextStop(text, end), text)
    if (at >= stop) continue
    ranges.push([start, at])
    i = at
  }
  return ranges
}

function endsAuthority(code: number): boolean {
  return (
    code <= 0x20 ||
    code === 0x2f ||
    code === 0x3f ||
    code === 0x23 ||
    code === 0x22 ||
    code === 0x27 ||
    code === 0x3c ||
    code === 0x3e ||
    code === 0x5c ||
    code === 0x60
  )
}

/** @param authority without `@` */
function hasPassword(authority: string): boolean {
  const colon = authority.indexOf(':')
  return colon >= 0 && authority[0] !== '[' && !/^\d{0,5}$/.test(authority.slice(colon + 1))
}

function nextStop(text: string, from: number): number {
  ENDS_URL.lastIndex = from
  return ENDS_URL.exec(text)?.index ?? -1
}

function orEnd(index: number, text: string): number {
  return index < 0 ? text.length : index
}
