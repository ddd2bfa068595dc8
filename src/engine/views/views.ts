import { PERCENT } from '../asking/tellers.ts'
import { tellsBy } from '../asking/value.ts'
import type { Tells, ViewName } from '../types.ts'
import { base64View, looksLikeBase64 } from './base64.ts'
import { beginsEscape } from './begins-escape.ts'
import { escapesView } from './escapes.ts'
import { gaps, gapsView } from './gaps.ts'
import { hexView, looksLikeHex, mayBeHex } from './hex-text.ts'
import { htmlReferences, htmlView } from './html.ts'
import { percentView } from './percent.ts'
import { foldedCharacters, foldedControls, unicodeView } from './unicode.ts'

/** A bounded decoding of a value. */
export interface View {
  readonly name: ViewName
  /** ASCII bytes that wake it through the screen; without them, without `literals` and `looks` it changes nothing. */
  readonly bytes: string
  /** Literals that do the same, without regard to case. */
  readonly literals: readonly string[]
  /** Those of them that stand in ordinary text as well, and whether one matters; see `Detector`. */
  readonly asked?: ReadonlySet<string>
  readonly tells?: Tells
  readonly teller?: number
  /** For those whose sign is that every byte is of their alphabet: whether it is, and what they stand for may be text. */
  readonly looks?: (bytes: Uint8Array, start: number, end: number) => boolean
  /** The decoded text, or undefined if nothing changed. Pure; never throws. */
  readonly apply: (text: string) => string | undefined
}

/** Every decoding, in the order in which they are tried. */
export const views: readonly View[] = [
  {
    name: 'percent',
    bytes: '%',
    literals: [],
    asked: new Set(['%']),
    tells: tellsBy(beginsEscape),
    teller: PERCENT,
    apply: percentView,
  },
  { name: 'html', bytes: '', literals: htmlReferences, apply: htmlView },
  { name: 'escapes', bytes: '\\', literals: [], apply: escapesView },
  { name: 'unicode', bytes: foldedControls, literals: foldedCharacters, apply: unicodeView },
  { name: 'gaps', bytes: '', literals: gaps, apply: gapsView },
  { name: 'base64', bytes: '', literals: [], looks: looksLikeBase64, apply: base64View },
  { name: 'hex', bytes: '', literals: [], looks: looksLikeHex, apply: hexView },
]

/** Of base64; hexadecimal digits take more. */
const SHORTEST_ENCODED = 8

/** Whether one of the views that no byte and no literal wakes has something to decode. */
export function looksEncoded(bytes: Uint8Array, start: number, end: number): boolean {
  if (end - start < SHORTEST_ENCODED) return false
  return looksLikeBase64(bytes, start, end) || (mayBeHex(bytes, start, end) && looksLikeHex(bytes, start, end))
}
