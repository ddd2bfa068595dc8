import { afterByte, textOf } from './encoded-text.ts'
import { hexDigit } from './hex.ts'

/** Fewer digits stand for five bytes at most. */
const MIN_DIGITS = 12
/** Digits whose bytes are looked at before the whole is decoded; hardly a random identifier passes. */
const PROBE = 16

/**
 * Whether a value may be text in hexadecimal digits, with `0x` before them or without: digits throughout, and what the first
 * of them stand for is neither binary nor broken UTF-8.
 */
export function looksLikeHex(bytes: Uint8Array, start: number, end: number): boolean {
  const from = bytes[start] === 0x30 && ((bytes[start + 1] as number) | 0x20) === 0x78 ? start + 2 : start
  const digits = end - from
  if (digits < MIN_DIGITS || digits % 2 !== 0) return false
  const probed = from + Math.min(PROBE, digits)
  let state = 0
  for (let i = from; i < probed; i += 2) {
    const high = hexDigit(bytes[i])
    const low = hexDigit(bytes[i + 1])
    // Zeros are a number's, or the name of no commit.
    if (high < 0 || low < 0 || (high | low) === 0) return false
    state = afterByte(state, (high << 4) | low)
    if (state < 0) return false
  }
  for (let i = probed; i < end; i++) if (hexDigit(bytes[i]) < 0) return false
  return true
}

/**
 * Decodes hexadecimal digits if the whole value consists of them and they stand for text without NULs.
 * @returns undefined if it doesn't
 */
export function hexView(text: string): string | undefined {
  const digits = /^(?:0[xX])?([0-9A-Fa-f]{12,})$/.exec(text)?.[1]
  if (digits === undefined || digits.length % 2 !== 0) return undefined
  const decoded = Buffer.from(digits, 'hex')
  return decoded.includes(0) ? undefined : textOf(decoded)
}
