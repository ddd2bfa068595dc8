/** What a reference or an escape stands for, and where it ends. */
export interface Replacement {
  readonly text: string
  readonly end: number
}

/**
 * Replaces what begins with a marker character wherever `decode` knows it; what it doesn't know stays as it is.
 * @param decode gets the position after the marker
 * @returns undefined if nothing was replaced
 */
export function replaceMarked(
  text: string,
  marker: string,
  decode: (text: string, at: number) => Replacement | undefined,
): string | undefined {
  let out = ''
  let kept = 0
  for (let at = text.indexOf(marker); at >= 0; ) {
    const found = decode(text, at + 1)
    if (found) {
      out += text.slice(kept, at) + found.text
      kept = found.end
    }
    at = text.indexOf(marker, found ? kept : at + 1)
  }
  return kept === 0 ? undefined : out + text.slice(kept)
}
