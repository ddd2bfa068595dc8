import type { ViewName } from '../types.ts'
import { base64View } from './base64.ts'
import { escapesView } from './escapes.ts'
import { gaps, gapsView } from './gaps.ts'
import { htmlReferences, htmlView } from './html.ts'
import { percentView } from './percent.ts'
import { foldedCharacters, foldedControls, unicodeView } from './unicode.ts'

/** A bounded decoding of a value. */
export interface View {
  readonly name: ViewName
  /**
   * ASCII bytes that wake it through the screen; without them and without `literals` it changes nothing. Base64 has
   * neither: its sign is that every byte is of its alphabet.
   */
  readonly bytes: string
  /** Literals that do the same, without regard to case. */
  readonly literals: readonly string[]
  /** The decoded text, or undefined if nothing changed. Pure; never throws. */
  readonly apply: (text: string) => string | undefined
}

/** Every decoding, in the order in which they are tried. */
export const views: readonly View[] = [
  { name: 'percent', bytes: '%', literals: [], apply: percentView },
  { name: 'html', bytes: '', literals: htmlReferences, apply: htmlView },
  { name: 'escapes', bytes: '\\', literals: [], apply: escapesView },
  { name: 'unicode', bytes: foldedControls, literals: foldedCharacters, apply: unicodeView },
  { name: 'gaps', bytes: '', literals: gaps, apply: gapsView },
  { name: 'base64', bytes: '', literals: [], apply: base64View },
]
