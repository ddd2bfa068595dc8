/** `and` and `or`, `where` and `select`, apostrophes stand in all prose: whether one of them matters. */
import { isDigit, isLetter } from '../../ascii.ts'
import {
  lookAtBytes,
  mayBeCondition,
  mayBeOrdered,
  mayLeave,
  maySelect,
  mayUnite,
  standsBehindCase,
} from './follows.ts'

const isHexDigit = (byte: number): boolean => isDigit(byte) || (isLetter(byte) && (byte | 0x20) <= 0x66)

/** What is asked for begins at `at`; see `cues.ts`. The quick look asks the same of text. */
export function tells(bytes: Uint8Array, start: number, end: number, at: number): boolean {
  lookAtBytes(bytes, start, end)
  const first = bytes[at] as number
  if (first === 0xe2) return mayLeave(at + 3)
  if (!isLetter(first)) return mayLeave(at + 1)
  if (!standsAlone(bytes, start, at)) return false
  switch (first | 0x20) {
    case 0x6f:
      return ((bytes[at + 2] as number) | 0x20) === 0x64 ? mayBeOrdered(at + 8) : mayBeCondition(at + 2)
    case 0x67:
      return mayBeOrdered(at + 8)
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
  return ((bytes[at + 2] as number) | 0x20) === 0x65 && ((bytes[at + 3] as number) | 0x20) === 0x6e
    ? standsBehindCase(at)
    : mayBeCondition(at + 5)
}

/** What is asked for begins at `at` and is no word, or none that goes on from another: `Brand`. */
export function mayStand(bytes: Uint8Array, start: number, _end: number, at: number): boolean {
  return !isLetter(bytes[at] as number) || standsAlone(bytes, start, at)
}

/** A word that begins at `at` stands by itself, or behind a number: `1or`, `0xfor`, `\Nor`; see evidence.ts. */
function standsAlone(bytes: Uint8Array, start: number, at: number): boolean {
  if (at === start || !isLetter(bytes[at - 1] as number)) return true
  if (at - 1 === start) return false
  const last = (bytes[at - 1] as number) | 0x20
  const before = bytes[at - 2] as number
  if (last === 0x6e) return before === 0x5c
  if (last === 0x78) return before === 0x30
  return isHexDigit(last) && (isHexDigit(before) || (before | 0x20) === 0x78)
}
