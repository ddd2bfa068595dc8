/** Whether what stands behind the slashes of a URL may be more than a name. */

import { least } from '../../asking/least.ts'
import { codeAt, valueEnd } from '../../asking/value.ts'

const SLASH: i32 = 0x2f
const BACKSLASH: i32 = 0x5c
/** How far an `@` is looked for behind what may end a host; see `disguises.ts`. */
const SECOND_HOST: i32 = 18

/** Whether what follows `//` may be an address rather than a name: a digit, a bracket, an escape, or something before an `@`. */
export function matters(at: i32): boolean {
  if (codeAt(at) !== SLASH) return isShortForm(at)
  const from = at + 2
  if (from >= valueEnd()) return false
  if (isAddress(codeAt(from))) return true
  // A name of any length ends at the next slash, so that this is done once for each byte.
  let most = valueEnd()
  for (let i = from; i < most; i++) {
    const byte = codeAt(i)
    if (byte === 0x40) return true
    // Browsers drop them wherever they stand.
    if (byte === 0x09 || byte === 0x0a || byte === 0x0d) return true
    // The authority has ended …
    if (byte === SLASH || byte <= 0x20) return false
    // … for some: `http://a.example?x@b.example`
    if (byte === 0x3f || byte === 0x23) most = least(most, i + SECOND_HOST)
    if (byte >= 0x80) return true
  }
  return false
}

function isAddress(byte: i32): boolean {
  return (
    (byte >= 0x30 && byte <= 0x39) ||
    byte === 0x5b ||
    byte === 0x25 ||
    byte === SLASH ||
    byte === BACKSLASH ||
    byte >= 0x80
  )
}

/** A colon and one slash only, or a tab or a line's end behind the colon, which browsers drop. */
function isShortForm(at: i32): boolean {
  let colon = at
  while (colon < valueEnd() && codeAt(colon) !== 0x3a) colon++
  return codeAt(colon + 1) !== SLASH || codeAt(colon + 2) !== SLASH
}
