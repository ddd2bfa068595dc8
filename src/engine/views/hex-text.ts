import { hexDigit } from '../digits.ts'
import { afterByte, textOf } from './encoded-text.ts'

/** Fewer digits stand for five bytes at most. */
const MIN_DIGITS = 12
/** Digits whose bytes are looked at before the whole is decoded; hardly a random identifier passes. */
const PROBE = 16
const ZERO = 0x30

const IS_DIGIT = new Uint8Array(256)
for (const byte of Buffer.from('0123456789abcdefABCDEF')) IS_DIGIT[byte] = 1

/** A glance that nearly every other value fails; `end - start` is at least 4. */
export function mayBeHex(bytes: Uint8Array, start: number, end: number): boolean {
  return (
    IS_DIGIT[bytes[start + 2] as number] === 1 &&
    IS_DIGIT[bytes[start + 3] as number] === 1 &&
    IS_DIGIT[bytes[end - 1] as number] === 1
  )
}

/**
 * Whether a value may be text in hexadecimal digits, with `0x` before them or without: digits throughout, and what the first
 * of them stand for is neither binary nor broken UTF-8.
 */
export function looksLikeHex(bytes: Uint8Array, start: number, end: number): boolean {
  const from = bytes[start] === ZERO && ((bytes[start + 1] as number) | 0x20) === 0x78 ? start + 2 : start
  const digits = end - from
  if (digits < MIN_DIGITS || digits % 2 !== 0) return false
  if (bytes[from] === ZERO && bytes[from + 1] === ZERO) return false
  const probed = from + Math.min(PROBE, digits)
  let state = 0
  for (let i = from; i < probed; i += 2) {
    const high = hexDigit(bytes[i])
    const low = hexDigit(bytes[i + 1])
    if (high < 0 || low < 0) return false
    state = afterByte(state, (high << 4) | low)
    if (state < 0) return false
  }
  for (let i = probed; i < end; i++) if (hexDigit(bytes[i]) < 0) return false
  return true
}

/**
 * Decodes hexadecimal digits if the whole value consists of them and they stand for text. One that would begin with NUL is a
 * number, or the name of no commit.
 * @returns undefined if it doesn't
 */
export function hexView(text: string): string | undefined {
  const digits = /^(?:0[xX])?([0-9A-Fa-f]{12,})$/.exec(text)?.[1]
  if (digits === undefined || digits.length % 2 !== 0) return undefined
  return digits.startsWith('00') ? undefined : textOf(Buffer.from(digits, 'hex'))
}
