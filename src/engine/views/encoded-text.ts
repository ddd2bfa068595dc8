import { isUtf8 } from 'node:buffer'

// What tells encoded text from identifiers, digests and pictures: what it stands for is text.

/** How many bytes have yet to come of a character; below 0 for good once the text is none. */
export function afterByte(missing: number, byte: number): number {
  if (missing !== 0) return missing > 0 && (byte & 0xc0) === 0x80 ? missing - 1 : -1
  if (byte < 0x80) return isControl(byte) ? -1 : 0
  if (byte < 0xc2 || byte > 0xf4) return -1
  return byte < 0xe0 ? 1 : byte < 0xf0 ? 2 : 3
}

/** The text that bytes stand for; undefined if they are none. */
export function textOf(decoded: Buffer): string | undefined {
  if (!isUtf8(decoded) || decoded.some(isControl)) return undefined
  return decoded.utf8Slice(0, decoded.length)
}

function isControl(byte: number): boolean {
  // Tab to carriage return are white space; NUL stands in UTF-16, and behind names that C programs read.
  return (byte < 0x20 && byte !== 0 && (byte < 0x09 || byte > 0x0d)) || byte === 0x7f
}
