/** Whether a cue that stands in ordinary text as well may matter where it stands. Looks at few bytes. */
import { isLetter } from '../../ascii.ts'
import { least } from '../../asking/least.ts'
import { codeAt, valueEnd, valueStart } from '../../asking/value.ts'
import { isWord } from './characters.ts'

/** The longest name of a handler, and the white space that is read over. */
export const longestHandler: i32 = 48
export const longestGap: i32 = 8
/** As in `schemes.ts`. */
const schemeReach: i32 = 4_096

/** See `Detector.tells`: `at` is where a cue of `asked` begins. */
export function matters(at: i32): boolean {
  const first = codeAt(at)
  const second = codeAt(at + 1)
  switch (first) {
    case 0x5b:
      return second === 0x5d ? isInBrackets(at) : followsObject(at)
    case 0x5d:
      return closesComputed(at)
    case 0x3a:
      return true
  }
  if (second === 0x3a) return endsScheme(at)
  const letter = first | 0x20
  // `document.`, `window.`
  if (letter === 0x64 || letter === 0x77) return isMember(at, letter === 0x64 ? at + 9 : at + 7)
  return isAssigned(at)
}

/** A name goes on to an equals sign: `onerror=`, `location.href =`. */
function isAssigned(at: i32): boolean {
  let i = at
  const limit = least(valueEnd(), at + longestHandler + 2)
  while (i < limit && (isLetter(codeAt(i)) || codeAt(i) === 0x2e)) i++
  const gap = least(valueEnd(), i + longestGap + 1)
  while (i < gap && isGap(codeAt(i))) i++
  return codeAt(i) === 0x3d
}

/** White space as the detector reads it over; what isn't ASCII may be some. */
function isGap(byte: i32): boolean {
  return byte <= 0x20 || byte > 0x7f
}

function isMember(at: i32, member: i32): boolean {
  return isLetter(codeAt(member)) && !isLetter(codeAt(at - 1))
}

/** `javascript:`, `vbscript:`, `livescript:`, `data:`: control characters in between don't count. */
function endsScheme(at: i32): boolean {
  let i = at - 1
  while (i >= valueStart() && i > at - schemeReach && codeAt(i) < 0x20) i--
  return (codeAt(i) | 0x20) === ((codeAt(at) | 0x20) === 0x74 ? 0x70 : 0x74)
}

/** `window["`, also behind a comment: a name or the end of one stands before the bracket. */
function followsObject(at: i32): boolean {
  let i = at - 1
  while (i >= valueStart() && i > at - 64 && isGap(codeAt(i))) i--
  const before = codeAt(i)
  return isWord(before) || before === 0x2e || before === 0x2f
}

/** `top["al"+"ert"](1)`: a quote, a slash or a bracket stands in what is closed. */
function closesComputed(at: i32): boolean {
  let telling = false
  for (let i = at - 1; i >= at - 64 && i >= valueStart(); i--) {
    const byte = codeAt(i)
    if (byte === 0x5b) return telling
    if (byte === 0x22 || byte === 0x27 || byte === 0x60 || byte === 0x2f || byte === 0x28) telling = true
  }
  return false
}

/** `[]` among signs that turn it into something else. */
function isInBrackets(at: i32): boolean {
  const before = codeAt(at - 1)
  const after = codeAt(at + 2)
  return before === 0x21 || before === 0x2b || before === 0x20 || after === 0x2b || after === 0x20
}
