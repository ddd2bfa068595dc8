/** `and` and `or`, `where` and `select`, apostrophes stand in all prose: whether one of them matters. */
import { isDigit, isHexDigit, isLetter } from '../../ascii.ts'
import { codeAt } from '../../asking/value.ts'
import {
  mayBeCondition,
  mayBeStacked,
  maySelect,
  maySort,
  mayUnite,
  standsBehindCase,
  standsInName,
} from './follows.ts'
import { mayLeave } from './leaves.ts'

/** What is asked for begins at `at`; see `cues.ts`. The quick look asks the same of text. */
export function matters(at: i32): boolean {
  const first = codeAt(at)
  if (first === 0xe2) return mayLeave(at + 3)
  // `1.e(`: a number whose exponent is empty.
  if (first === 0x2e) return isDigit(codeAt(at - 1))
  if (first === 0x3b) return mayBeStacked(at + 1)
  if (!isLetter(first)) return mayLeave(at + 1)
  if (!standsAlone(at)) return false
  switch (first | 0x20) {
    case 0x6f:
      if ((codeAt(at + 2) | 0x20) === 0x64) return maySort(at + 5)
      return mayBeCondition((codeAt(at + 1) | 0x20) === 0x66 ? at + 6 : at + 2)
    case 0x6c:
      return mayBeCondition(at + 5)
    case 0x67:
      return maySort(at + 5)
    case 0x61:
      return mayBeCondition(at + 3)
    case 0x68:
      return mayBeCondition(at + 6)
    case 0x73:
      return maySelect(at, at + 6)
    case 0x75:
    case 0x6d:
      return mayUnite(at, at + 5)
    case 0x65:
      return mayUnite(at, at + 6)
    case 0x69:
      return mayUnite(at, at + 9)
  }
  return (codeAt(at + 2) | 0x20) === 0x65 && (codeAt(at + 3) | 0x20) === 0x6e
    ? standsBehindCase(at)
    : mayBeCondition(at + 5)
}

/** The same where punctuation is ordinary: one that is seen may be the only one that is, so that only words are asked about. */
export function mattersAmongTokens(at: i32): boolean {
  return !isLetter(codeAt(at)) || standsAlone(at)
}

/** A word that begins at `at` stands by itself, or behind a number: `1or`, `0xfor`, `\Nor`; see evidence.ts. */
function standsAlone(at: i32): boolean {
  if (standsInName(at)) return false
  const before = codeAt(at - 1)
  if (!isLetter(before)) return true
  const last = before | 0x20
  const second = codeAt(at - 2)
  if (last === 0x6e) return second === 0x5c
  if (last === 0x78) return second === 0x30
  return isHexDigit(last) && (isHexDigit(second) || (second | 0x20) === 0x78)
}
