import { isDigit } from './ascii.ts'

/** The value of a hexadecimal digit; -1 if it is none. */
export function hexDigit(code: number | undefined): number {
  if (code === undefined) return -1
  if (isDigit(code)) return code - 0x30
  const letter = code | 0x20
  return letter >= 0x61 && letter <= 0x66 ? letter - 0x57 : -1
}

/** The value of each hexadecimal digit; 255 for any other byte. */
export const hexDigits = Uint8Array.from({ length: 256 }, (_, byte) => hexDigit(byte) & 0xff)

/** The six bits of each base64 or base64url character; 64 for `=`, 255 for any other byte. */
export const sextets = new Uint8Array(256).fill(255)
for (const [value, character] of [...'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'].entries()) {
  sextets[character.charCodeAt(0)] = value
}
sextets['-'.charCodeAt(0)] = 62
sextets['_'.charCodeAt(0)] = 63
sextets['='.charCodeAt(0)] = 64
