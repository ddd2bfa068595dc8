import { isUtf8 } from 'node:buffer'
import { hexDigit } from '../digits.ts'
import { decodeLenient } from './utf8.ts'

/**
 * Percent-decodes `%41` and IIS's `%u0041`; what is malformed stays as it is, as servers that don't refuse it read it.
 * `+` stays: it means a space in forms only, and their parser has dealt with it.
 * @returns undefined if nothing changed
 */
export function percentView(text: string): string | undefined {
  if (!/%(?:[0-9a-f]{2}|u[0-9a-f]{4})/i.test(text)) return undefined
  const source = Buffer.from(text, 'utf8')
  const out = Buffer.allocUnsafe(source.length)
  let length = 0
  for (let i = 0; i < source.length; i++) {
    const byte = source[i] as number
    if (byte === 0x25) {
      const high = hexDigit(source[i + 1])
      const low = hexDigit(source[i + 2])
      if (high >= 0 && low >= 0) {
        out[length++] = (high << 4) | low
        i += 2
        continue
      }
      if (((source[i + 1] ?? 0) | 0x20) === 0x75) {
        const code = unicodeEscape(source, i + 2)
        if (code >= 0) {
          // Six source bytes make at most three, so `out` can't overflow.
          length += out.write(String.fromCharCode(code), length, 'utf8')
          i += 5
          continue
        }
      }
    }
    out[length++] = byte
  }
  const decoded = out.subarray(0, length)
  return isUtf8(decoded) ? decoded.utf8Slice(0, length) : decodeLenient(decoded)
}

function unicodeEscape(bytes: Uint8Array, at: number): number {
  let code = 0
  for (let k = 0; k < 4; k++) {
    const digit = hexDigit(bytes[at + k])
    if (digit < 0) return -1
    code = (code << 4) | digit
  }
  return code
}
