/** Classes of ASCII, by code unit or byte; what depends on a language stands with that language. Compiled for the screen's module too. */

export function isLetter(code: i32): boolean {
  return (code | 0x20) >= 0x61 && (code | 0x20) <= 0x7a
}

export function isDigit(code: i32): boolean {
  return code >= 0x30 && code <= 0x39
}

export function isHexDigit(code: i32): boolean {
  return isDigit(code) || ((code | 0x20) >= 0x61 && (code | 0x20) <= 0x66)
}
