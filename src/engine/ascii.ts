/** Classes of ASCII, by code unit or byte; what depends on a language stands with that language. */

export const isLetter = (code: number): boolean => (code | 0x20) >= 0x61 && (code | 0x20) <= 0x7a
export const isDigit = (code: number): boolean => code >= 0x30 && code <= 0x39
