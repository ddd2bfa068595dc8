/** RFC 2046 has boundaries of up to 70 characters. Servers take longer ones, so these are read too, up to a bound. */
const MAX_STANDARD_LENGTH = 70
export const MAX_BOUNDARY_LENGTH = 1_000

const isBoundaryCharacter = new Uint8Array(256)
for (const character of "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'()+_,-./:=? ") {
  isBoundaryCharacter[character.charCodeAt(0)] = 1
}

/** What is wrong with a boundary parameter; '' if nothing. */
export function boundaryFault(boundary: string): string {
  if (boundary === '') return 'no boundary parameter'
  if (boundary.length > MAX_STANDARD_LENGTH) return `a boundary of more than ${MAX_STANDARD_LENGTH} characters`
  if (boundary.endsWith(' ')) return 'a boundary that ends with a space'
  for (let i = 0; i < boundary.length; i++) {
    if (isBoundaryCharacter[boundary.charCodeAt(i)] !== 1) return 'a boundary with characters that none may have'
  }
  return ''
}

/** The boundary of which the first line is a delimiter; undefined if it is none. */
export function guessBoundary(line: Buffer): Buffer | undefined {
  let end = line.length
  while (end > 2 && (line[end - 1] as number) <= 0x20) end--
  if (end <= 2 || end > 2 + MAX_BOUNDARY_LENGTH || line[0] !== 0x2d || line[1] !== 0x2d) return undefined
  // A CR within would be a line break to the search for delimiters.
  return line.indexOf(0x0d) >= 0 && line.indexOf(0x0d) < end ? undefined : line.subarray(2, end)
}

/** A boundary parameter as bytes; undefined if it can't be one. */
export function usableBoundary(boundary: string): Buffer | undefined {
  if (boundary === '' || boundary.length > MAX_BOUNDARY_LENGTH) return undefined
  for (let i = 0; i < boundary.length; i++) {
    const code = boundary.charCodeAt(i)
    if (code === 0x0a || code === 0x0d || code > 0xff) return undefined
  }
  return Buffer.from(boundary, 'latin1')
}
