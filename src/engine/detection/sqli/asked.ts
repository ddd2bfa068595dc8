/** `and` and `or` end many a word: `brand new`, `for you`. */

const isDigit = (byte: number): boolean => byte >= 0x30 && byte <= 0x39
const isLetter = (byte: number): boolean => (byte | 0x20) >= 0x61 && (byte | 0x20) <= 0x7a
const isHexDigit = (byte: number): boolean => isDigit(byte) || (isLetter(byte) && (byte | 0x20) <= 0x66)

/** Whether a word that begins at `at` stands by itself, or behind a number: `1or`, `0xfor`, `\Nor`; see evidence.ts. */
export function tells(bytes: Uint8Array, start: number, _end: number, at: number): boolean {
  if (at === start || !isLetter(bytes[at - 1] as number)) return true
  if (at - 1 === start) return false
  const last = (bytes[at - 1] as number) | 0x20
  const before = bytes[at - 2] as number
  if (last === 0x6e) return before === 0x5c
  if (last === 0x78) return before === 0x30
  return isHexDigit(last) && (isHexDigit(before) || (before | 0x20) === 0x78)
}
