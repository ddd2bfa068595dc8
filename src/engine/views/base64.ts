import { afterByte, textOf } from './encoded-text.ts'

/** Shorter values stand for five bytes at most. */
const MIN_LENGTH = 8
/** Encoded characters whose bytes are looked at before the whole is decoded; hardly a random identifier passes. */
const PROBE = 16

/** The six bits of a base64 or base64url character; 64 for `=`, 255 for anything else. */
const SEXTET = new Uint8Array(256).fill(255)
for (let value = 0; value < 64; value++) {
  SEXTET['ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'.charCodeAt(value)] = value
}
SEXTET['-'.charCodeAt(0)] = 62
SEXTET['_'.charCodeAt(0)] = 63
SEXTET['='.charCodeAt(0)] = 64

/**
 * Whether a value may be base64 or base64url of text: of their alphabet throughout, and what its beginning stands for is
 * neither binary nor broken UTF-8.
 */
export function looksLikeBase64(bytes: Uint8Array, start: number, end: number): boolean {
  if (end - start < MIN_LENGTH) return false
  let state = 0
  const probed = start + Math.min(PROBE, (end - start) & ~3)
  for (let i = start; i < probed; i += 4) {
    const a = SEXTET[bytes[i] as number] as number
    const b = SEXTET[bytes[i + 1] as number] as number
    const c = SEXTET[bytes[i + 2] as number] as number
    const d = SEXTET[bytes[i + 3] as number] as number
    if (a > 63 || b > 63 || c > 64 || d > 64) return false
    state = afterByte(state, (a << 2) | (b >> 4))
    if (c < 64) state = afterByte(state, ((b & 15) << 4) | (c >> 2))
    if (d < 64) state = afterByte(state, ((c & 3) << 6) | d)
    if (state < 0) return false
  }
  for (let i = probed; i < end; i++) if (SEXTET[bytes[i] as number] === 255) return false
  return true
}

/**
 * Decodes base64 and base64url, padded or not, if the whole value is one and the result is text.
 * @returns undefined if it isn't
 */
export function base64View(text: string): string | undefined {
  if (!/^[A-Za-z0-9+/_-]{8,}={0,2}$/.test(text)) return undefined
  return textOf(Buffer.from(text, 'base64'))
}
