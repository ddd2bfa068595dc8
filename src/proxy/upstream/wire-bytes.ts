export const TAB = 0x09
export const LF = 0x0a
export const CR = 0x0d
export const SPACE = 0x20

/** Part of a token (RFC 9110 §5.6.2), as names are. */
export const TOKEN = 1
/** Part of a field value or a reason phrase: no control byte but the tab. */
export const TEXT = 2

/** What each byte may be part of: `TOKEN`, `TEXT`, both or neither. */
export const KIND = new Uint8Array(256)
for (let byte = 0; byte < 256; byte++) {
  const isToken = /[!#$%&'*+.^_`|~0-9A-Za-z-]/.test(String.fromCharCode(byte))
  const isText = byte === TAB || (byte >= SPACE && byte !== 0x7f)
  KIND[byte] = (isToken ? TOKEN : 0) | (isText ? TEXT : 0)
}
