/** A statement of the attacker's own, after `;` or straight after the quote. */
import { isCitation, isPhraseInQuotes, isWordInQuotes } from './citation.ts'
import { dead, going, reading as r, solid, weak } from './reading.ts'
import { expectedQuery, stackedQueries } from './second-query.ts'
import { T } from './token-kinds.ts'
import { scanner } from './tokeniser.ts'

export function semicolon(): number {
  r.stacked = r.alive !== dead
  if (!r.started) {
    r.begin(weak)
    r.stacked = true
  }
  r.expect = true
  r.comparing = 0
  r.orderBy = 0
  if (r.stacked && r.alive === solid && !r.whole) r.selectStart = scanner.start
  r.query = r.stacked && r.alive === solid && !r.whole && isQuery(r.text, scanner.end) ? expectedQuery : 0
  return going
}

/** `;with`, `;table`, `;values`: right behind the semicolon. */
function isQuery(text: string, at: number): boolean {
  return stackedQueries.some((word) => text.slice(at, at + word.length - 1).toLowerCase() === word.slice(1))
}

/** DROP, INSERT, EXEC …: a statement if the next word says so. */
export function firstWord(kind: number): number {
  if (kind === T.declare && r.tokens === 1) r.declared = true
  r.tight = !scanner.spaced
  if (r.before === T.semicolon && !r.whole) {
    if (r.stacked && r.alive !== dead) expectSecondWord(kind)
  } else if (kind === T.exec && r.before === T.number && r.text.startsWith('(@', scanner.end)) {
    expectSecondWord(kind)
  } else if (r.quoted !== 0 && r.alive === solid && !r.expect && !r.operator) {
    if (!isPhrase()) expectSecondWord(kind)
  } else if (r.tokens === 1) {
    r.alive = weak
    r.started = true
    r.whole = true
  } else r.alive = dead
  r.expect = true
  return going
}

/** `2024,"drop table lamp",5`: a cell or a search for these words, which the quote before them opens. Markdown cites with ticks. */
function isPhrase(): boolean {
  const { text, at } = r
  if (r.quoted === 0x60) return isCitation(text, at)
  if (isWordInQuotes()) return true
  if (r.tokens !== 1 || scanner.start !== at + 1) return false
  if (r.quoted === 0x27) return isLabel(text, at)
  if (r.quoted !== 0x22) return false
  if (at > 0 && !/[\s,;:([\t]/.test(text.charAt(at - 1))) return false
  return /^[a-z]{2,16}(?: [a-z]{1,16}){1,6}"(?:[,;\t\r\n]|$| (?:AND|OR|NOT) \w)/i.test(text.slice(at + 1, at + 96))
}

/** `the 'execute step' button`: small words in quotes, amid others. */
function isLabel(text: string, at: number): boolean {
  if (at < 3 || !/[a-z] $/i.test(text.slice(at - 2, at))) return false
  return /^['‘][a-z]{2,16}(?: [a-z]{1,16}){1,3}['’](?=[.,:!?)]?(?: [a-z]|$))/i.test(text.slice(at, at + 96))
}

/** IF, BEGIN after `;`. */
export function startsStatement(kind: number): number {
  const isIf = kind === T.function && scanner.end - scanner.start === 2
  r.tight = !scanner.spaced
  if (kind === T.verb || kind === T.set) {
    if (r.before === T.semicolon && r.stacked && r.alive === solid && !r.whole) expectSecondWord(kind)
    return going
  }
  if (r.before === T.semicolon && r.stacked && !r.whole && (kind === T.begin || isIf)) expectSecondWord(kind)
  return going
}

export function expectSecondWord(kind: number): void {
  r.statement = kind
  r.statementStart = scanner.start
}

/** The word after a statement's first tells whether it is one. */
export function secondWord(kind: number): number {
  const first = r.statement
  r.statement = staysOpen(first, kind)
  if (!isStatement(first, kind)) return going
  return r.critical(r.statementStart, scanner.end, 'adds a statement')
}

/** What still has to be told by a later word: 0 for nothing. */
function staysOpen(first: number, kind: number): number {
  switch (first) {
    case T.drop:
      // CREATE OR REPLACE ALL
      return kind === T.logic || kind === T.insert || kind === T.all ? first : 0
    case T.insert:
      return kind === T.identifier && r.before === T.insert ? first : 0
    case T.update:
      return kind === T.identifier || kind === T.dot || kind === T.catalogue || kind === T.schema || kind === T.object
        ? first
        : 0
    case T.exec:
      if (kind === T.as) return first
      return kind === T.identifier ? T.call : 0
    case T.call:
      return kind === T.identifier && r.before === T.call ? first : 0
    case T.declare:
      return kind === T.identifier ? first : 0
    case T.begin:
      return kind !== T.eof && r.tokens < 64 ? first : 0
  }
  return 0
}

function isStatement(first: number, kind: number): boolean {
  switch (first) {
    case T.drop:
      return (
        ((kind === T.object || kind === T.procedure) && !isPhraseInQuotes()) ||
        (kind === T.identifier && isTight() && (isTruncate() || isRareObject()))
      )
    case T.insert:
      return (
        kind === T.into ||
        (r.before === T.identifier && isTight() && (kind === T.left || (kind === T.identifier && mayFill())))
      )
    case T.update:
      return kind === T.set
    case T.delete:
      return kind === T.from
    case T.exec:
      if (r.before === T.as) return kind === T.object && isAssigned()
      return (
        (isArgument(kind) && !isOldQuote()) ||
        kind === T.extended ||
        kind === T.danger ||
        kind === T.package ||
        kind === T.variable ||
        kind === T.schema ||
        isSystemProcedure(kind)
      )
    case T.call:
      return (
        (isArgument(kind) && !isCited(kind) && !isOldQuote()) ||
        kind === T.dot ||
        (kind === T.comment && scanner.clean) ||
        kind === T.function ||
        kind === T.sleep ||
        kind === T.danger ||
        kind === T.extended ||
        kind === T.package
      )
    case T.declare:
      // DECLARE c CURSOR
      return kind === T.variable || (kind === T.type && r.before === T.identifier)
    case T.shutdown:
      return kind === T.eof || kind === T.comment || kind === T.semicolon || (kind === T.identifier && isTight())
    case T.set:
      return kind === T.variable || kind === T.systemVariable || isScope(kind)
    case T.verb:
      if (isShow()) return shown.test(r.text.slice(scanner.start, scanner.start + 16))
      if (kind === T.left) return isTight() || !scanner.spaced
      if (kind === T.sleep || kind === T.danger) return r.text.charCodeAt(scanner.end) === 0x28
      return (
        isObject(kind) ||
        (kind === T.schema && endsHere()) ||
        (isTight() && (kind === T.identifier || kind === T.number || kind === T.schema || isFirstWord(kind)))
      )
    case T.begin:
      return kind === T.semicolon
    case T.function:
      // IF( … , IF NOT( …
      return (
        (kind === T.left && !opensBlock()) ||
        (kind === T.not && negates()) ||
        kind === T.exists ||
        comparesNumbers(kind)
      )
  }
  return false
}

/** IF 1=1 */
function comparesNumbers(kind: number): boolean {
  return kind === T.number && /^\s{0,4}[=<>!]/.test(r.text.slice(scanner.end, scanner.end + 8))
}

/** IF NOT and a condition; not `; if not, it is …`, `; if not then`, `; if not sure what`. */
function negates(): boolean {
  return !prosePastNot.test(r.text.slice(scanner.end, scanner.end + 64))
}

/** A mark of prose, or a word that none follows which compares it. */
const prosePastNot =
  /^\s{0,8}(?:[,.;:?!)]|$|then\b|(?!exists\b)[a-z]{1,40}(?:[,.;:?!)](?:\s|$)|$| {1,4}(?!in\b|like\b|between\b|is\b|collate\b)[a-z]))/i

/** EXEC sp_who */
function isSystemProcedure(kind: number): boolean {
  return kind === T.identifier && /^[sx]p_$/i.test(r.text.slice(scanner.start, scanner.start + 3))
}

/** SET GLOBAL x = */
function isScope(kind: number): boolean {
  return (
    kind === T.identifier &&
    /^(?:global|persist(?:_only)?|session)\s{1,4}\w{1,40}\s{0,4}=/i.test(
      r.text.slice(scanner.start, scanner.start + 64),
    )
  )
}

/** USE master; and nothing behind it, or the next statement. */
function endsHere(): boolean {
  return /^\s{0,4}(?:$|;|--|#|\/\*)/.test(r.text.slice(scanner.end, scanner.end + 8))
}

/** After a quote, or right behind the semicolon: `1;grant dba to x`, not `Room 5; use the side door`. */
function isTight(): boolean {
  return r.quoted !== 0 || r.tight
}

/** Behind INSERT and a name. `"Merge pull request"` is a title. */
function mayFill(): boolean {
  const { start, end } = scanner
  return r.stacked || /^(?:values?|using)$/i.test(r.text.slice(start, Math.min(end, start + 8)))
}

function isTruncate(): boolean {
  return (r.text.charCodeAt(r.statementStart) | 0x20) === 0x74
}

/** What SHOW and DESCRIBE tell about. */
const shown =
  /^(?:(?:tables|databases|schemas|columns|variables|processlist|grants|full|global|create|index|keys|status|triggers|users?|server_version)\b|[a-z]{1,8}\.)/i

/** SHOW, DESCRIBE: words of prose as well. */
function isShow(): boolean {
  const first = r.text.charCodeAt(r.statementStart) | 0x20
  const second = r.text.charCodeAt(r.statementStart + 1) | 0x20
  return (
    (first === 0x73 && second === 0x68) ||
    (first === 0x64 && second === 0x65 && (r.text.charCodeAt(r.statementStart + 2) | 0x20) === 0x73)
  )
}

const rareObjects: ReadonlySet<string> = new Set(
  `system server session rule policy extension event package materialized temporary temp unique global clustered
  aggregate domain operator profile directory credential certificate assembly endpoint synonym library language`.split(
    /\s+/,
  ),
)

/** ALTER SYSTEM, CREATE EXTENSION … */
function isRareObject(): boolean {
  const { start, end } = scanner
  return end - start <= 12 && rareObjects.has(r.text.slice(start, end).toLowerCase())
}

/** EXPLAIN ANALYZE, BULK INSERT, EXPLAIN DELETE */
function isFirstWord(kind: number): boolean {
  return kind === T.analyse || kind === T.select || kind === T.insert || kind === T.update || kind === T.delete
}

/** `'call Ana' at five`: CALL has its arguments in brackets, so that a quote behind the name closes what is cited. */
function isCited(kind: number): boolean {
  return kind !== T.left && r.before === T.identifier && (r.text.charCodeAt(r.statementStart) | 0x20) === 0x63
}

/** `; if (a.b != null) {`: a program's block, which SQL writes with words. */
function opensBlock(): boolean {
  let depth = 1
  const limit = Math.min(r.text.length, scanner.end + 256)
  for (let i = scanner.end; i < limit; i++) {
    const code = r.text.charCodeAt(i)
    if (code === 0x28) depth++
    else if (code === 0x29 && --depth === 0) return /^\s{0,4}\{/.test(r.text.slice(i + 1, i + 6))
  }
  return false
}

/** EXECUTE AS LOGIN = */
function isAssigned(): boolean {
  let i = scanner.end
  while (r.text.charCodeAt(i) === 0x20 && i < scanner.end + 64) i++
  return r.text.charCodeAt(i) === 0x3d
}

/** What COPY, GRANT, LOAD … act on. */
function isObject(kind: number): boolean {
  switch (kind) {
    case T.string:
    case T.systemVariable:
    case T.object:
    case T.all:
      return true
  }
  return false
}

/** `` x.rb:12:in `exec' ``: a word between a tick and an apostrophe. */
function isOldQuote(): boolean {
  const word = r.text.slice(r.at + 1, scanner.start)
  return r.quoted === 0x60 && r.text.charCodeAt(scanner.start) === 0x27 && /^[a-z]{1,16}$/i.test(word)
}

function isArgument(kind: number): boolean {
  return kind === T.string || kind === T.open || kind === T.left
}
