import { isUtf8 as isUtf8Slice } from 'node:buffer'

const NO_BREAK_SPACE = 0xa0
/** Values longer than this are worth a call of Node's function. */
const LONG = 256

/**
 * Decodes bytes as UTF-8 the way the most forgiving server would: overlong forms (`C0 AF` for `/`, which old decoders
 * accept and attackers use to hide a slash) give the character they spell, and a lone A0 is Latin-1's space, as databases with
 * such connections take it (`'%A0or%A01=1`); any other bad byte gives U+FFFD.
 */
export function decodeLenient(bytes: Uint8Array): string {
  let text = ''
  for (let i = 0; i < bytes.length; ) {
    const lead = bytes[i] as number
    const length =
      lead < 0x80
        ? 1
        : lead >= 0xc0 && lead < 0xe0
          ? 2
          : lead >= 0xe0 && lead < 0xf0
            ? 3
            : lead >= 0xf0 && lead < 0xf8
              ? 4
              : 0
    let code = length === 1 ? lead : lead & (0x7f >> length)
    let valid = length > 0 && i + length <= bytes.length
    for (let k = 1; valid && k < length; k++) {
      const byte = bytes[i + k] as number
      if ((byte & 0xc0) !== 0x80) valid = false
      code = (code << 6) | (byte & 0x3f)
    }
    if (!valid || code > 0x10ffff || (code >= 0xd800 && code <= 0xdfff)) {
      text += lead === NO_BREAK_SPACE ? '\u00a0' : '\ufffd'
      i += 1
    } else {
      text += String.fromCodePoint(code)
      i += length
    }
  }
  return text
}

/**
 * Whether `bytes[start, end)` is UTF-8. Most values are a line: for them a loop is quicker than to slice and to call out of
 * JavaScript, as Node's function of the name needs.
 */
export function isUtf8(bytes: Uint8Array, start: number, end: number): boolean {
  if (end - start > LONG) return isUtf8Slice(bytes.subarray(start, end))
  for (let i = start; i < end; ) {
    const lead = bytes[i++] as number
    if (lead < 0x80) continue
    if (lead < 0xc2 || lead > 0xf4) return false
    // The second byte's bounds leave out overlong forms, surrogates, and what lies beyond Unicode.
    const second = i < end ? (bytes[i++] as number) : 0
    const lowest = lead === 0xe0 ? 0xa0 : lead === 0xf0 ? 0x90 : 0x80
    const highest = lead === 0xed ? 0x9f : lead === 0xf4 ? 0x8f : 0xbf
    if (second < lowest || second > highest) return false
    for (let more = lead < 0xe0 ? 0 : lead < 0xf0 ? 1 : 2; more > 0; more--) {
      if (i === end || ((bytes[i++] as number) & 0xc0) !== 0x80) return false
    }
  }
  return true
}
