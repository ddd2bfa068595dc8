/** A stretch of text as it is, or one character that a reader couldn't see or that would rearrange the rest. */
export interface Piece {
  readonly text: string
  /** The code point that `text` stands for: `U+202E`. */
  readonly codePoint?: string
}

// Controls, format characters (bidi overrides, zero-width), line separators, lone surrogates, private use, ignorables.
const HIDDEN = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}\p{Co}\p{Default_Ignorable_Code_Point}]/gu
// Their ASCII names, since few fonts have the control pictures of U+2400.
const CONTROL_NAMES =
  'NUL SOH STX ETX EOT ENQ ACK BEL BS HT LF VT FF CR SO SI DLE DC1 DC2 DC3 DC4 NAK SYN ETB CAN EM SUB ESC FS GS RS US'.split(
    ' ',
  )

/** Splits text so that what hides or deceives can be drawn as a sign of its own. */
export function visiblePieces(text: string): Piece[] {
  const pieces: Piece[] = []
  let end = 0
  for (const match of text.matchAll(HIDDEN)) {
    if (match.index > end) pieces.push({ text: text.slice(end, match.index) })
    const code = match[0].codePointAt(0) ?? 0
    const codePoint = `U+${code.toString(16).toUpperCase().padStart(4, '0')}`
    pieces.push({ text: signOf(code, codePoint), codePoint })
    end = match.index + match[0].length
  }
  if (end < text.length) pieces.push({ text: text.slice(end) })
  return pieces
}

/** The same as one string, for tooltips and labels. */
export const visibleText = (text: string): string =>
  visiblePieces(text)
    .map((piece) => piece.text)
    .join('')

const signOf = (code: number, codePoint: string): string => CONTROL_NAMES[code] ?? (code === 0x7f ? 'DEL' : codePoint)
