/** Classes of ASCII, by code unit or byte; what depends on a language stands with that language. */

export const isLetter = (code: number): boolean => (code | 0x20) >= 0x61 && (code | 0x20) <= 0x7a
export const isDigit = (code: number): boolean => code >= 0x30 && code <= 0x39

/** The value of a hexadecimal digit; -1 if it is none. */
export function hexDigit(code: number | undefined): number {
  if (code === undefined) return -1
  if (isDigit(code)) return code - 0x30
  const letter = code | 0x20
  return letter >= 0x61 && letter <= 0x66 ? letter - 0x57 : -1
}
