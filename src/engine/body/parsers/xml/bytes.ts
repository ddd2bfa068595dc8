export const TAB = 0x09
export const LF = 0x0a
export const CR = 0x0d
export const SPACE = 0x20
export const BANG_BYTE = 0x21
export const QUOTE = 0x22
export const AMPERSAND = 0x26
export const APOSTROPHE = 0x27
export const DASH = 0x2d
export const SLASH = 0x2f
export const HASH = 0x23
export const SEMICOLON = 0x3b
export const LESS = 0x3c
export const EQUALS = 0x3d
export const GREATER = 0x3e
export const QUESTION = 0x3f
export const BRACKET = 0x5d

/** Bytes that end a run which stands for itself. */
export const ENDS_TEXT = new Uint8Array(256)
export const ENDS_VALUE = new Uint8Array(256)
export const ENDS_REST = new Uint8Array(256)
for (let byte = 0; byte < SPACE; byte++) {
  if (byte !== TAB && byte !== LF && byte !== CR)
    for (const table of [ENDS_TEXT, ENDS_VALUE, ENDS_REST]) table[byte] = 1
}
for (const byte of [LESS, AMPERSAND, BRACKET, GREATER]) ENDS_TEXT[byte] = 1
for (const byte of [LESS, AMPERSAND, QUOTE, APOSTROPHE]) ENDS_VALUE[byte] = 1
for (const byte of [DASH, QUESTION, BRACKET]) ENDS_REST[byte] = 1

export function isSpace(byte: number): boolean {
  return byte === SPACE || byte === LF || byte === TAB || byte === CR
}

export function isBlank(bytes: Buffer, start: number, end: number): boolean {
  for (let i = start; i < end; i++) if (!isSpace(bytes[i] as number)) return false
  return true
}
