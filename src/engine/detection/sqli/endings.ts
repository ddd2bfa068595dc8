/** The text ends, or a comment cuts off what the application appends. */
import { isDigit } from '../../ascii.ts'
import { isAmidWords, isPathPattern } from './citation.ts'
import { dead, found, going, literal, name, reading as r, solid } from './reading.ts'
import { T } from './token-kinds.ts'
import { scanner } from './tokeniser.ts'
import { endsWhole } from './whole.ts'

export function ends(kind: number): number {
  const { text, quoted, at } = r
  if (quoted === 0 && endsWhole(kind) === found) return found
  if (quoted !== 0 && r.tokens === 2 && r.before === T.semicolon && isWordBefore(text, at)) {
    return r.critical(at, scanner.end, 'closes a quote and ends the statement')
  }
  const isCut = kind === T.comment ? scanner.clean : endsWithNul()
  if (isCut && r.alive !== dead && cutsOff() === found) return found
  if (kind === T.eof && quoted !== 0 && r.alive === solid && endsOpen() === found) return found
  const { expressionStart, soft, softer, logic, expect } = r
  if (quoted !== 0 && r.alive === solid && (soft || softer || (logic && !expect && r.operand !== name))) {
    r.suspect(expressionStart, scanner.end, 'may continue a statement')
  }
  if (
    !r.reportSuspicion() &&
    quoted === 0x27 &&
    r.tokens === 1 &&
    at === text.length - 1 &&
    text.length > 1 &&
    text.length <= 64
  ) {
    r.report('notice', at, text.length, 'ends with a quote', 3)
  }
  return going
}

/** `';%00`, `')%00`: some drivers read no further than a NUL. */
function endsWithNul(): boolean {
  return (
    r.quoted !== 0 && (r.before === T.semicolon || r.before === T.right) && r.text.charCodeAt(r.text.length - 1) === 0
  )
}

/** The statement goes on behind the value: `' or 1`, `' or ''`, `'=''`, `` ` regexp ``. */
function endsOpen(): number {
  const { text, at, tokens, before } = r
  const bare = isBare(at)
  const { length } = text
  if (tokens === 2 && bare && (before === T.logic || (before === T.like && !isLike(text, at)))) {
    return r.critical(at, length, 'leaves a quote and goes on with an operator')
  }
  if (before === T.open || r.expect || r.operand !== literal || !(r.logic || r.operator)) return going
  // `"MOD" "`: a word that is an operator too.
  const isWord = (text.charCodeAt(at + 1) | 0x20) > 0x60
  const isShort = before === T.string && (r.logic || !isWord) && length - r.operandStart <= 3
  if ((r.logic && bare) || (isShort && (bare || isWordBefore(text, at)))) {
    return r.critical(at, length, 'leaves a quote and adds a condition')
  }
  return going
}

/** Nothing stands before the quote. */
function isBare(at: number): boolean {
  return at < 8 && r.text.slice(0, at).trim() === ''
}

function isLike(text: string, at: number): boolean {
  return (
    text
      .slice(at + 1)
      .trim()
      .toLowerCase() === 'like'
  )
}

/** `admin'--`, `1 or 1#`, `1' order by 5/*` */
function cutsOff(): number {
  const { quoted, at, logic, expect } = r
  const { end } = scanner
  if (quoted !== 0 && (isCited(r.text, at) || isPathPattern(r.text, at))) return going
  if (quoted !== 0 && closesAndCuts()) {
    return r.critical(at, end, 'closes a quote and cuts off the rest of the statement')
  }
  const condition = logic && !expect && (quoted !== 0 || (r.alive === solid && r.operand !== name))
  if (r.soft || r.softer || condition) {
    return r.critical(r.expressionStart, end, 'changes the condition and cuts off the rest of the statement')
  }
  if (quoted !== 0 && (r.operator || r.stacked) && (!expect || logic || r.stacked)) {
    return r.critical(at, end, 'leaves a quote and cuts off the rest of the statement')
  }
  return going
}

const option = /--(?:[a-z][\w-]{0,40}(?:=[^\s"'`]{0,40})?)?/
const headline = /#{1,6}(?: [^\s"'`][^\n"'`]{0,40})?/
const cited = new RegExp(
  `^(?:(["'\`])(?:[\\w%./-]{1,24} )?${option.source}\\1|(["\`])(?:${headline.source}|/\\*|\\*/)\\2)(?=[\\s.,;:!?)\\]]|$)`,
  'i',
)

/**
 * `Specify "--path=-".`, `see 'app --help'`, `behind a "--"`, `as in "# Title"`, `behind "/*"`: how a program is called, a
 * headline, or what begins a comment, amid words. `SET name='any words '# a'` loses what follows.
 */
function isCited(text: string, quote: number): boolean {
  return isAmidWords(text, quote) && cited.test(text.slice(quote, quote + 112))
}

/** Between the quote and the comment stands nothing but brackets. */
function closesAndCuts(): boolean {
  const { text, at, tokens, quoted } = r
  const { start, spaced } = scanner
  const first = tokens === 1
  if (!first && (r.operand !== literal || r.operator || !isBracketsOnly(text, at, start))) return false
  // `'…'#` with text between is a fragment or a colour.
  const isHash = text.charCodeAt(start) === 0x23
  if (isHash && !spaced && start !== at + 1 && start !== text.length - 1 && !text.startsWith('--', start + 1))
    return false
  if (first && isLabel(text, at, start)) return false
  // Markdown: `code` -- and on.
  return !(first && r.before === T.eof && quoted === 0x60)
}

/** `James' #1 mug`, `12" -- vinyl`, `5'--6'`, `'#'`: a number, a measure, or the quoted sign itself. */
function isLabel(text: string, quote: number, start: number): boolean {
  const { length } = text
  const isHash = text.charCodeAt(start) === 0x23
  const sign = start + (isHash ? 1 : 2)
  const closed = text.charCodeAt(length - 1) === text.charCodeAt(quote)
  // `<a href="#">`
  if (isHash && text.charCodeAt(quote - 1) === 0x3d && text.charCodeAt(sign) === text.charCodeAt(quote)) return true
  if (closed && sign === length - 1 && (quote === 0 || isAmidWords(text, quote))) return true
  if (isHash) return isDigit(text.charCodeAt(sign)) && text.indexOf(' ', sign) > 0
  if (quote === 0 || quote > 4 || !isNumber(text, 0, quote)) return false
  if (closed) return sign < length - 1 && isNumber(text, sign, length - 1)
  return text.charCodeAt(quote) === 0x22 && start > quote + 1 && length - sign > 5
}

/** Digits, with a dot perhaps. */
function isNumber(text: string, start: number, end: number): boolean {
  for (let i = start; i < end; i++) if (!isDigit(text.charCodeAt(i)) && text.charCodeAt(i) !== 0x2e) return false
  return true
}

/** What stands before the quote is one word: an account's name, a number. */
function isWordBefore(text: string, quote: number): boolean {
  if (quote > 64 || quote === 0) return false
  for (let i = 0; i < quote; i++) if (text.charCodeAt(i) <= 0x20) return false
  const last = text.charCodeAt(quote - 1) | 0x20
  return (last >= 0x61 && last <= 0x7a) || (last >= 0x30 && last <= 0x39)
}

/** Only closing brackets and white space stand between the quote and the comment. */
function isBracketsOnly(text: string, quote: number, end: number): boolean {
  if (end - quote > 32) return false
  for (let i = quote + 1; i < end; i++) {
    const code = text.charCodeAt(i)
    if (code !== 0x29 && code !== 0x20 && code !== 0x2b && code !== 0x25) return false
  }
  return true
}
