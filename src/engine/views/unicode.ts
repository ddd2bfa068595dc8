/** Characters that renderers and filters drop, with which attackers cut keywords apart. */
const INVISIBLE = new Set([0x00ad, 0x180e, 0x200b, 0x200c, 0x200d, 0x2060, 0xfeff])

/** Best-fit mappings that servers and databases apply to what isn't in their code page. */
const BEST_FIT: Readonly<Record<number, string>> = {
  697: "'",
  700: "'",
  712: "'",
  8242: "'",
  8725: '/',
  8726: '\\',
  8260: '/',
  10744: '/',
  8228: '.',
  8229: '..',
  8249: '<',
  8250: '>',
  12296: '<',
  12297: '>',
  65124: '<',
  65125: '>',
  65340: '\\',
}

/**
 * Folds what a later stage may fold: fullwidth forms to ASCII, best-fit characters to what they become, invisible ones
 * to nothing, and Unicode spaces to a space.
 * @returns undefined if nothing changed
 */
export function unicodeView(text: string): string | undefined {
  let out = ''
  let kept = 0
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i)
    if (code < 0x80 && (code >= 0x20 || isBreak(code))) continue
    const folded = fold(code)
    if (folded === undefined) continue
    out += text.slice(kept, i) + folded
    kept = i + 1
  }
  return kept === 0 ? undefined : out + text.slice(kept)
}

/** White space of any text. */
function isBreak(code: number): boolean {
  return code === 0x09 || code === 0x0a || code === 0x0d
}

function fold(code: number): string | undefined {
  // C's strings end with it, and others skip it; the rest is white space to some server.
  if (code === 0) return ''
  if (code < 0x20) return isBreak(code) ? undefined : ' '
  if (code >= 0xff01 && code <= 0xff5e) return String.fromCharCode(code - 0xfee0)
  if (INVISIBLE.has(code)) return ''
  if (code === 0x00a0 || code === 0x3000 || (code >= 0x2000 && code <= 0x200a)) return ' '
  return BEST_FIT[code]
}

/** Every character beyond ASCII that is folded. */
export const foldedCharacters: readonly string[] = Array.from({ length: 0x10000 }, (_, code) => code)
  .filter((code) => code >= 0x80 && fold(code) !== undefined)
  .map((code) => String.fromCharCode(code))
/** Every control character that is. */
export const foldedControls: string = Array.from({ length: 0x20 }, (_, code) => String.fromCharCode(code))
  .filter((character) => fold(character.charCodeAt(0)) !== undefined)
  .join('')
