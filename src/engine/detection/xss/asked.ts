/** Whether a cue that stands in ordinary text as well may matter where it stands. Looks at few bytes. */
import { isLetter } from '../../ascii.ts'
import { isWord } from './characters.ts'
import { longestGap, longestHandler } from './handlers.ts'

/** See `Detector.tells`: `at` is where a cue of `asked` begins. */
export function tells(bytes: Uint8Array, start: number, end: number, at: number): boolean {
  const first = bytes[at] as number
  switch (first) {
    case 0x5b:
      return bytes[at + 1] === 0x5d ? isInBrackets(bytes, start, end, at) : followsObject(bytes, start, at)
    case 0x5d:
      return closesComputed(bytes, start, at)
    case 0x3a:
      return true
  }
  const second = bytes[at + 1] as number
  if (second === 0x3a) return endsScheme(bytes, start, at)
  const letter = first | 0x20
  // `document.`, `window.`
  if (letter === 0x64 || letter === 0x77) return isMember(bytes, start, end, at, letter === 0x64 ? at + 9 : at + 7)
  return isAssigned(bytes, end, at)
}

/** A name goes on to an equals sign: `onerror=`, `location.href =`. */
function isAssigned(bytes: Uint8Array, end: number, at: number): boolean {
  let i = at
  const limit = Math.min(end, at + longestHandler + 2)
  while (i < limit && (isLetter(bytes[i] as number) || bytes[i] === 0x2e)) i++
  const gap = Math.min(end, i + longestGap + 1)
  while (i < gap && isGap(bytes[i] as number)) i++
  return i < end && bytes[i] === 0x3d
}

/** White space as the detector reads it over; what isn't ASCII may be some. */
function isGap(byte: number): boolean {
  return byte <= 0x20 || byte > 0x7f
}

function isMember(bytes: Uint8Array, start: number, end: number, at: number, member: number): boolean {
  if (member >= end || !isLetter(bytes[member] as number)) return false
  return at === start || !isLetter(bytes[at - 1] as number)
}

/** `javascript:`, `vbscript:`, `livescript:`, `data:`: control characters in between don't count. */
function endsScheme(bytes: Uint8Array, start: number, at: number): boolean {
  const before = (bytes[at] as number) | 0x20
  let i = at - 1
  while (i >= start && i > at - 40 && (bytes[i] as number) < 0x20) i--
  if (i < start) return false
  return ((bytes[i] as number) | 0x20) === (before === 0x74 ? 0x70 : 0x74)
}

/** `window["`, also behind a comment: a name or the end of one stands before the bracket. */
function followsObject(bytes: Uint8Array, start: number, at: number): boolean {
  let i = at - 1
  while (i >= start && i > at - 64 && isGap(bytes[i] as number)) i--
  if (i < start) return false
  const before = bytes[i] as number
  return isWord(before) || before === 0x2e || before === 0x2f
}

/** `top["al"+"ert"](1)`: a quote, a slash or a bracket stands in what is closed. */
function closesComputed(bytes: Uint8Array, start: number, at: number): boolean {
  const limit = Math.max(start, at - 64)
  let telling = false
  for (let i = at - 1; i >= limit; i--) {
    const byte = bytes[i] as number
    if (byte === 0x5b) return telling
    if (byte === 0x22 || byte === 0x27 || byte === 0x60 || byte === 0x2f || byte === 0x28) telling = true
  }
  return false
}

/** `[]` among signs that turn it into something else. */
function isInBrackets(bytes: Uint8Array, start: number, end: number, at: number): boolean {
  const before = at > start ? (bytes[at - 1] as number) : 0
  const after = at + 2 < end ? (bytes[at + 2] as number) : 0
  return before === 0x21 || before === 0x2b || before === 0x20 || after === 0x2b || after === 0x20
}
