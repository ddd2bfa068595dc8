import { sextets } from '../digits.ts'
import { afterByte, textOf } from './encoded-text.ts'

/** Shorter values stand for five bytes at most. */
const MIN_LENGTH = 8
/** Encoded characters whose bytes are looked at before the whole is decoded; hardly a random identifier passes. */
const PROBE = 16

/**
 * Whether a value may be base64 or base64url of text: of their alphabet throughout, and what its beginning stands for is
 * neither binary nor broken UTF-8.
 */
export function looksLikeBase64(bytes: Uint8Array, start: number, end: number): boolean {
  if (end - start < MIN_LENGTH) return false
  let state = 0
  const probed = start + Math.min(PROBE, (end - start) & ~3)
  for (let i = start; i < probed; i += 4) {
    const a = sextets[bytes[i] as number] as number
    const b = sextets[bytes[i + 1] as number] as number
    const c = sextets[bytes[i + 2] as number] as number
    const d = sextets[bytes[i + 3] as number] as number
    if (a > 63 || b > 63 || c > 64 || d > 64) return false
    state = afterByte(state, (a << 2) | (b >> 4))
    if (c < 64) state = afterByte(state, ((b & 15) << 4) | (c >> 2))
    if (d < 64) state = afterByte(state, ((c & 3) << 6) | d)
    if (state < 0) return false
  }
  for (let i = probed; i < end; i++) if (sextets[bytes[i] as number] === 255) return false
  return true
}

/**
 * Decodes base64 and base64url, padded or not, if the whole value is one and the result is text.
 * @returns undefined if it isn't
 */
export function base64View(text: string): string | undefined {
  if (!/^[A-Za-z0-9+/_-]{6,}={0,2}$/.test(text) || text.length < MIN_LENGTH) return undefined
  return textOf(Buffer.from(text, 'base64'))
}
