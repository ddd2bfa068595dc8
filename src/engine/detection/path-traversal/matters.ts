/** Whether what stands in ordinary text as well may be a path's, or a URL's, where it stands. */
import { isLetter } from '../../ascii.ts'
import { codeAt, valueEnd, valueStart } from '../../asking/value.ts'

const DOT: i32 = 0x2e
const SLASH: i32 = 0x2f
const BACKSLASH: i32 = 0x5c
const REACH: i32 = 32
const LONGEST_EXTENSION: i32 = 5
/** A mark and what may stand behind a path that is a whole value: see `placeOf`. */
const ROUND_WHOLE: i32 = 3

/** Whether what begins at `at` may be a step up, a URL's end or the value's beginning. */
export function matters(at: i32): boolean {
  switch (codeAt(at)) {
    case DOT:
      return isStep(at)
    case 0x3f:
      return endsUrl(at)
    case 0x64:
    case 0x44:
      return at === valueStart()
    case BACKSLASH:
      return at - valueStart() < ROUND_WHOLE
    case SLASH:
      return mayBeUrl()
    default:
      return at - valueStart() < 8
  }
}

/** `.txt?`: an extension before it, and no more behind it than a whole value may have; `/x??` without one. */
function endsUrl(at: i32): boolean {
  const isLast = at + 1 === valueEnd()
  const next = codeAt(at + 1)
  if (next === 0x3f && codeAt(at - 1) !== 0x3f) return !endsWord(at)
  if (!isLast && next !== 0x3f && next !== 0x22 && next !== 0x27 && valueEnd() - at > ROUND_WHOLE) return false
  let last = at
  if (last > valueStart() && codeAt(last) === 0x3f) last--
  const first = last - LONGEST_EXTENSION
  while (last >= first && codeAt(last) !== DOT) last--
  return last >= first
}

/** Two dots beside a separator, or beside what could become one. */
function isStep(at: i32): boolean {
  const start = valueStart()
  const end = valueEnd()
  let first = at
  while (first > start && at - first < REACH && codeAt(first - 1) === DOT) first--
  let last = at
  while (last < end && last - at < REACH && codeAt(last) === DOT) last++
  if (last - at === REACH || at - first === REACH) return true
  // `%ls%27..`: escapes with digits of their own, which some server takes for a separator.
  if (codeAt(first - 3) === 0x25) return true
  return (first > start && isNear(codeAt(first - 1))) || (last < end && isNear(codeAt(last)))
}

function isNear(byte: i32): boolean {
  if (byte >= 0x80 || byte < 9 || (byte >= 0x0e && byte < 0x20)) return true
  return byte === SLASH || byte === BACKSLASH || byte === 0x25 || byte === 0x3b || byte === 0x3f || byte === 0x2b
}

/** `really??`: no URL ends with a word behind white space. */
function endsWord(at: i32): boolean {
  let first = at
  while (at - first < REACH && isLetter(codeAt(first - 1))) first--
  return first === valueStart() || codeAt(first - 1) === 0x20 || codeAt(first - 1) === 0x0a
}

function mayBeUrl(): boolean {
  const first = codeAt(valueStart()) | 0x20
  return first === 0x68 || first === 0x66 || first <= 0x2f
}
