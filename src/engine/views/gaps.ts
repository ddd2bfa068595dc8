/** White space that is longer than any text has between two words of a line. */
const GAP = 8
const SPACE = ' '

const BLANKS = [' ', '\t', '\n', '\r']

/** Runs that wake the view: half a gap in every mixture. Other white space is a control character, which is folded first. */
export const gaps: readonly string[] = BLANKS.flatMap((a) =>
  BLANKS.flatMap((b) => BLANKS.flatMap((c) => BLANKS.map((d) => a + b + c + d))),
)

/**
 * Closes wide gaps: between two words of most languages any white space means the same, and what looks for one word behind
 * another doesn't look for ever.
 * @returns undefined if there is none
 */
export function gapsView(text: string): string | undefined {
  let out = ''
  let kept = 0
  let run = 0
  for (let i = 0; i <= text.length; i++) {
    const code = i < text.length ? text.charCodeAt(i) : -1
    if (code === 0x20 || code === 0x09 || code === 0x0a || code === 0x0d) {
      run++
      continue
    }
    if (run >= GAP) {
      out += text.slice(kept, i - run) + SPACE
      kept = i
    }
    run = 0
  }
  return kept === 0 ? undefined : out + text.slice(kept)
}
