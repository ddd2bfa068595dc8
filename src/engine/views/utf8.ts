/**
 * Decodes bytes as UTF-8 the way the most forgiving server would: overlong forms (`C0 AF` for `/`, which old decoders
 * accept and attackers use to hide a slash) give the character they spell; any other bad byte gives U+FFFD.
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
      text += '\ufffd'
      i += 1
    } else {
      text += String.fromCodePoint(code)
      i += length
    }
  }
  return text
}
