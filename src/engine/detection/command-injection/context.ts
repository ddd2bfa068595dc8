/** What is known of the text as a whole while it is judged; detection is synchronous. */

import { isDigit } from '../../ascii.ts'

class Context {
  /** It has several lines. */
  multiline = false
  #text = ''
  /** -1: not counted yet. */
  #size = 0

  begin(text: string): void {
    this.multiline = text.includes('\n')
    this.#text = text
    this.#size = text.length <= SHORT ? text.length : -1
  }

  /** The length as a text, which what pads it doesn't count for: up to `LONGEST`, which is all that anybody asks for. */
  get size(): number {
    if (this.#size === -1) this.#size = sizeOf(this.#text, this.multiline)
    return this.#size
  }
}

/** Shorter texts count as they are. */
const SHORT = 160
/** From here on a text is long, however long. */
const LONGEST = 513
/** Of a run without white space this much counts: no word is longer. */
const LONGEST_WORD = 24

export const context = new Context()

/** Words and single spaces, up to a comment of the shell: `8.8.8.8;id #AAAA…` is no longer than `8.8.8.8;id`. */
function sizeOf(text: string, multiline: boolean): number {
  let size = 0
  let run = 0
  for (let i = 0; i < text.length && size < LONGEST; i++) {
    const code = text.charCodeAt(i)
    if (code <= 0x20) {
      if (run > 0) size++
      run = 0
      if (text.charCodeAt(i + 1) === 0x23 && !isDigit(text.charCodeAt(i + 2)) && !multiline) return size
    } else if ((code < 0x80 && isPunctuation[code] === 1) || run++ < LONGEST_WORD) size++
  }
  return size
}

/** Separators, quotes and brackets always count: a soup of them is long. */
const isPunctuation = Uint8Array.from({ length: 0x80 }, (_, code) =>
  Number(
    (code < 0x30 && code > 0x20) ||
      (code > 0x39 && code < 0x41) ||
      (code > 0x5a && code < 0x61) ||
      (code > 0x7a && code < 0x80),
  ),
)
