import { isUtf8 } from 'node:buffer'

const MIN_LENGTH = 16
/** Encoded characters looked at before the whole is decoded; three in four random identifiers fail here. */
const PROBE = 16

/**
 * Decodes base64 and base64url, padded or not, if the whole value is one and the result is text.
 * @returns undefined if it isn't
 */
export function base64View(text: string): string | undefined {
  if (text.length < MIN_LENGTH || !isPrintable(Buffer.from(text.slice(0, PROBE), 'base64'))) return undefined
  if (!/^[A-Za-z0-9+/_-]+={0,2}$/.test(text)) return undefined
  const decoded = Buffer.from(text, 'base64')
  if (!isUtf8(decoded) || !isPrintable(decoded)) return undefined
  return decoded.utf8Slice(0, decoded.length)
}

function isPrintable(bytes: Uint8Array): boolean {
  for (const byte of bytes) {
    if ((byte < 0x20 && byte !== 0x09 && byte !== 0x0a && byte !== 0x0d) || byte === 0x7f) return false
  }
  return bytes.length > 0
}
