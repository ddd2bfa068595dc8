import { isUtf8 } from 'node:buffer'

/** Shorter values can't hold an attack that matters. */
const MIN_LENGTH = 16
/** Encoded characters whose bytes are looked at before the whole is decoded; three in four random identifiers fail here. */
const PROBE = 16

/** The six bits of a base64 or base64url character; 64 for `=`, 255 for anything else. */
const SEXTET = new Uint8Array(256).fill(255)
for (let value = 0; value < 64; value++) {
  SEXTET['ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'.charCodeAt(value)] = value
}
SEXTET['-'.charCodeAt(0)] = 62
SEXTET['_'.charCodeAt(0)] = 63
SEXTET['='.charCodeAt(0)] = 64

/** Whether a value may be base64 or base64url of text: of their alphabet throughout, and its beginning not binary. */
export function looksLikeBase64(bytes: Uint8Array, start: number, end: number): boolean {
  if (end - start < MIN_LENGTH) return false
  for (let i = start; i < start + PROBE; i += 4) {
    const a = SEXTET[bytes[i] as number] as number
    const b = SEXTET[bytes[i + 1] as number] as number
    const c = SEXTET[bytes[i + 2] as number] as number
    const d = SEXTET[bytes[i + 3] as number] as number
    if (a > 63 || b > 63 || c > 64 || d > 64) return false
    if (isControl((a << 2) | (b >> 4))) return false
    if (c < 64 && isControl(((b & 15) << 4) | (c >> 2))) return false
    if (d < 64 && isControl(((c & 3) << 6) | d)) return false
  }
  for (let i = start + PROBE; i < end; i++) if (SEXTET[bytes[i] as number] === 255) return false
  return true
}

/**
 * Decodes base64 and base64url, padded or not, if the whole value is one and the result is text.
 * @returns undefined if it isn't
 */
export function base64View(text: string): string | undefined {
  if (!/^[A-Za-z0-9+/_-]{16,}={0,2}$/.test(text)) return undefined
  const decoded = Buffer.from(text, 'base64')
  if (!isUtf8(decoded) || decoded.some(isControl)) return undefined
  return decoded.utf8Slice(0, decoded.length)
}

function isControl(byte: number): boolean {
  return (byte < 0x20 && byte !== 0x09 && byte !== 0x0a && byte !== 0x0d) || byte === 0x7f
}
