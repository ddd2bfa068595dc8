/** UNION SELECT, subqueries and SELECTs that stand alone. */
import { isLetter } from '../../ascii.ts'
import { plainQuote } from './characters.ts'
import { isCitation, isStatementInQuotes, isWordInQuotes } from './citation.ts'
import { evidence } from './evidence.ts'
import {
  dead,
  going,
  looseUnion,
  reading as r,
  solid,
  subSelect,
  unionSelect,
  weak,
  wholeStatement,
} from './reading.ts'
import { expectQuery } from './second-query.ts'
import { T } from './token-kinds.ts'
import { scanner } from './tokeniser.ts'
import { beginsWithCall } from './whole.ts'

/** UNION, INTERSECT, EXCEPT. */
export function setOperator(): number {
  r.begin(weak)
  expectQuery()
  r.selectStart = scanner.start
  r.expect = true
  return going
}

export function select(): number {
  const { before } = r
  const { start } = scanner
  if (isSlug(start, scanner.end) || isFilter(scanner.end) || isArgument(start) || isCited(start) || isWordInQuotes()) {
    r.die()
    return going
  }
  if (before !== T.setOperator && before !== T.all && before !== T.left) r.selectStart = start
  r.listName = false
  r.listing = 1
  classify(start)
  r.selectSeen = true
  r.started = true
  r.expect = true
  if (scanner.commented && r.select === looseUnion) {
    return r.critical(r.selectStart, scanner.end, 'hides a UNION SELECT behind comments')
  }
  return going
}

/** `/blog/how-to-select-from-two-tables`, `user-select`: a word of an address, the last part of a name. What is subtracted stands in brackets. */
function isSlug(start: number, end: number): boolean {
  const { text } = r
  if (text.charCodeAt(start - 1) !== 0x2d || !isLetter(text.charCodeAt(start - 2))) return false
  const next = text.charCodeAt(end)
  if (next === 0x2d) return isLetter(text.charCodeAt(end + 1))
  return end === text.length || (next === 0x20 && !evidence.reached) || plainQuote(next) === r.quoted
}

/** Characters of a program of jq. */
const LONGEST_FILTER = 512

/** `.items | map(select(.state == "open"))`: jq's function in a program of its own, whose arguments are paths. */
function isFilter(end: number): boolean {
  const { text, quoted } = r
  // A long program would be searched for each of its calls.
  if (quoted !== 0 || text.length > LONGEST_FILTER || !/^\(\.[a-z_[]/i.test(text.slice(end, end + 3))) return false
  return /^\.[a-z[]/i.test(text) && !/\bfrom\b/i.test(text)
}

/** `pd.read_sql('select * from t', con)`: the quote opens the argument of a function, and is closed behind the statement. */
function isArgument(start: number): boolean {
  const { text, at, quoted } = r
  if (quoted === 0 || r.tokens !== 1 || start !== at + 1 || at < 2 || text.charCodeAt(at - 1) !== 0x28) return false
  if (!isLetter(text.charCodeAt(at - 2))) return false
  const close = text.slice(start, start + 512).indexOf(text.charAt(at))
  return close !== -1 && /^[),]/.test(text.slice(start + close + 1, start + close + 2))
}

/** ``The statement `select * from t` reads …``, `Example: "select id from t".`, `failed: 'SELECT * FROM t'` */
function isCited(start: number): boolean {
  const before = r.text.charCodeAt(start - 1)
  if ((before === 0x60 || before === 0x22) && isCitation(r.text, start - 1)) return true
  return r.tokens === 1 && r.at === start - 1 && isStatementInQuotes(r.text, r.at)
}

/** Which SELECT it is. */
function classify(start: number): void {
  const { before, before2, quoted } = r
  const alive = r.alive !== dead && !r.whole
  if (before === T.setOperator || ((before === T.all || before === T.left) && before2 === T.setOperator)) {
    r.select = alive ? unionSelect : looseUnion
    r.joined = r.alive === solid
  } else if (before === T.semicolon && r.stacked && !r.whole) {
    r.select = subSelect
  } else if (r.tokens === 1 && quoted === 0) {
    r.select = wholeStatement
    r.whole = true
    r.alive = weak
  } else if (alive && r.expect && (r.operator || quoted !== 0 || (r.alive === solid && before === T.left))) {
    r.select = subSelect
    r.selectStart = r.expressionStart
  } else if (r.alive === solid && quoted !== 0) {
    r.select = subSelect
    r.selectStart = start
  } else if (
    before === T.left &&
    alive &&
    (r.tokens <= 3 || (r.before2 === T.comma && r.tokens === 4) || beginsWithCall())
  ) {
    r.select = subSelect
  } else {
    r.select = wholeStatement
    r.selectStart = start
    if (!r.selectSeen && !scanner.commented) r.whole = quoted === 0
  }
}

/** What a token behind SELECT says. */
const unlike = 0
/** Undecided: the next one tells. */
const open = 1
/** A select list that prose may hold as well. */
const like = 2
const surely = 3

/** `Select-Object`: a word with a hyphen in it, which ends the value or a word's place in it. */
const hyphenated =
  /^-[a-z]{3,40}(?:$|[-/"'\]]|[.,;!?)](?:\s|$)| (?!from\b|into\b|where\b|as\b|order\b|limit\b|union\b|[-+*/#,(]))/i

const starredWord = /^(?!from|into|where)[a-z]/i

/** What follows SELECT decides whether it is one. */
export function selectList(kind: number): number {
  const verdict = r.listing === 1 ? firstItem(kind) : secondItem(kind)
  if (verdict === open) return going
  r.listing = 0
  if (verdict === unlike) {
    // A word of prose, unless something is named that any SELECT makes dangerous.
    if (!evidence.reached) r.selectSeen = false
    return going
  }
  const sure = verdict === surely
  if (r.select === unionSelect && (sure || r.joined || kind === T.comma)) {
    return r.critical(r.selectStart, scanner.end, 'adds a UNION SELECT')
  }
  if (r.select === looseUnion && sure && !r.whole) {
    return r.critical(r.selectStart, scanner.end, 'adds a UNION SELECT')
  }
  if (r.select === subSelect) {
    return r.critical(r.selectStart, scanner.end, r.stacked ? 'adds a SELECT statement' : 'adds a subquery')
  }
  if (r.select !== wholeStatement) r.suspect(r.selectStart, scanner.end, 'looks like a UNION SELECT')
  return going
}

function firstItem(kind: number): number {
  switch (kind) {
    // SELECT DISTINCT, SELECT ALL …
    case T.all:
    case T.not:
    case T.plus:
    case T.binary:
      return open
    case T.other:
    case T.brace:
      // `[id]`, `{x name}`
      return isJoined() && '[{'.includes(r.text.charAt(scanner.start)) ? surely : unlike
    case T.identifier:
      if (isModifier()) return open
      r.listing = 2
      r.listName = true
      return open
    case T.schema:
    case T.object:
    case T.delay:
    case T.type:
      r.listing = 2
      r.listName = true
      return open
    case T.function:
    case T.native:
    case T.bare:
      r.listing = 3
      return open
    case T.open:
      // `"union select" and on`
      return scanner.quote === r.quoted && r.text.charCodeAt(scanner.start + 1) === 0x20 ? unlike : surely
    case T.star:
      // `select*from`, `select*,`; not `Admin*select*cat53`.
      return starredWord.test(r.text.slice(scanner.end, scanner.end + 6)) ? unlike : surely
    case T.number:
    case T.string:
    case T.variable:
    case T.systemVariable:
    case T.literal:
    case T.left:
    case T.case:
    case T.danger:
    case T.package:
    case T.sleep:
    case T.extended:
      return surely
    case T.arithmetic: {
      // A list may begin with a sign, not with an operator that joins two: `correct|select|horse`.
      const sign = r.text.charCodeAt(scanner.start)
      if (sign === 0x2d && r.select === subSelect && hyphenated.test(r.text.slice(scanner.start, scanner.start + 64)))
        return unlike
      return sign === 0x2d || sign === 0x7e || sign === 0x21 ? surely : unlike
    }
    case T.eof:
    case T.comment:
      return r.select === unionSelect && (scanner.clean || r.quoted !== 0) ? surely : unlike
  }
  return unlike
}

/** UNION stands right behind what the value left. */
function isJoined(): boolean {
  return r.select === unionSelect && r.joined
}

const modifiers = /^(?:sql_[a-z_]+|high_priority|straight_join)$/i

/** MySQL's words between SELECT and the list. */
function isModifier(): boolean {
  const { start, end } = scanner
  // FIRST 1, SKIP 1 of Informix and Firebird
  if (end - start <= 5 && r.select === unionSelect && /^(?:first|skip)\s{1,4}\d/i.test(r.text.slice(start, start + 12)))
    return true
  return end - start >= 9 && end - start <= 20 && modifiers.test(r.text.slice(start, end))
}

/** Behind the first name or function of the list. */
function secondItem(kind: number): number {
  if (r.listing === 4) return kind === T.comma || kind === T.from ? like : unlike
  switch (kind) {
    case T.identifier:
    case T.as:
      // `name n, …`, `name as n from`
      if (!isJoined() || (r.before === T.as && kind === T.as)) return unlike
      if (kind === T.identifier) r.listing = 4
      return open
    case T.cast:
    case T.string:
    case T.compare:
    case T.arrow:
    case T.arithmetic:
      return isJoined() ? like : unlike
    case T.other:
      return isJoined() && r.text.charCodeAt(scanner.start) === 0x5b ? like : unlike
    case T.left:
      return r.listing === 3 ? surely : like
    case T.comma:
    case T.from:
    case T.dot:
    case T.logic:
    case T.plus:
    case T.right:
    case T.star:
      return like
    case T.comment:
      return scanner.clean ? like : unlike
    case T.eof:
      if (r.listing === 3 && r.select === unionSelect && r.alive === solid) return surely
      return r.listName && (r.select !== unionSelect || (isJoined() && r.quoted === 0)) ? like : unlike
  }
  return unlike
}
