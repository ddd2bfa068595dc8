/** The characters that `bytes[start, end)` of UTF-8 text hold: all bytes but those that continue one. */
export function countCharacters(bytes: Uint8Array, start: number, end: number): number {
  let count = 0
  for (let i = start; i < end; i++) if (((bytes[i] as number) & 0xc0) !== 0x80) count++
  return count
}
