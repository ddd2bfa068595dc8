/**
 * SQL injection: does the value, read as the continuation of a statement, leave its place and change the statement?
 * The value is read as standing after nothing or a number and, for each quote that it holds, inside that quote. GRAMMAR.md
 * says what is judged and what is let pass.
 */

import { isLetter } from '../../ascii.ts'
import { SQLI } from '../../asking/tellers.ts'
import { tellsBy } from '../../asking/value.ts'
import type { Detector, FieldInfo, Report } from '../../types.ts'
import { matters, mattersAmongTokens } from './matters.ts'
import './words-asked.ts'
import { plainQuote } from './characters.ts'
import { asked, bytes, cues } from './cues.ts'
import { withoutCuts } from './cut-words.ts'
import { evidence } from './evidence.ts'
import { explain } from './explain.ts'
import { judge } from './judge.ts'
import { hashOf, kindOf } from './keywords.ts'
import { marks } from './marks.ts'
import { withoutPluralForms } from './plural-forms.ts'
import { isProbe } from './probe.ts'
import { T } from './token-kinds.ts'

const quotes = [0x27, 0x22, 0x60]

export const sqli: Detector = {
  name: 'sqli',
  bytes,
  cues,
  asked,
  tells: tellsBy(matters),
  teller: SQLI,
  standsAlone: tellsBy(mattersAmongTokens),
  detect(value: string, field: FieldInfo, report: Report): void {
    const text = withoutPluralForms(value)
    if (isProbe(text)) {
      report('critical', text.length - 3, text.length, 'ends with what breaks any statement')
      return
    }
    if (readInAllContexts(text, field, report)) return
    const whole = withoutCuts(text)
    if (whole === undefined) return
    readInAllContexts(whole, field, (severity, _start, _end, message, paranoia) => {
      report(severity, 0, text.length, `${message}, once its comments are taken out`, paranoia)
    })
  },
  explain: (text) => explain(text, sqli.detect),
}

/** After nothing or a number, and behind each quote. Returns true if something critical was found. */
function readInAllContexts(text: string, field: FieldInfo, report: Report): boolean {
  evidence.gather(text)
  if (evidence.mayContinue(text) && judge(text, 0, 0, field, report)) return true
  return quotes.some((quote) => evidence.holdsQuote(quote) && leaves(text, quote, field, report))
}

/** Judges what follows the quote at which the value leaves a string. */
function leaves(text: string, quote: number, field: FieldInfo, report: Report): boolean {
  const at = leavingQuote(text, quote)
  if (at === -1 || !evidence.mayLeave || (evidence.isQuotesOnly && isApostrophe(text, at))) return false
  return judge(text, at, quote, field, report)
}

/**
 * `O'Brien`, `doesn't fit`: where a word follows that SQL doesn't know, two operands stand side by side, which ends the
 * statement. Nothing that could bring it back to life is in the text.
 */
function isApostrophe(text: string, quote: number): boolean {
  const start = quote + 1
  let end = start
  while (end < text.length && isLetter(text.charCodeAt(end))) end++
  if (end === start || kindOf(text, start, end, hashOf(text, start, end)) !== T.identifier) return false
  const after = end < text.length ? text.charCodeAt(end) : 0x20
  return after === 0x20 || after === 0x2e || after === 0x2c
}

/** Where the value leaves a string that `quote` opened before it; -1 if it doesn't. */
function leavingQuote(text: string, quote: number): number {
  for (let mark = 0; mark < marks.count; mark++) {
    const at = marks.positions[mark] as number
    const code = text.charCodeAt(at)
    if (plainQuote(code) !== quote) continue
    if (at === 0 || at + 2 >= text.length || text.charCodeAt(at + 1) !== code) return at
    // A doubled quote in a string is a quote, unless something may follow the second.
    const after = text.charCodeAt(at + 2)
    if (after === 0x20 || after === 0x29 || after === 0x3b) return at
    mark++
  }
  return -1
}
