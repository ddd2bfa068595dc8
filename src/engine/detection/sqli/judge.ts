/** Reads a text's tokens one after another and asks of each what it makes of the statement. */
import type { FieldInfo, Report } from '../../types.ts'
import { closeBracket, openBracket } from './brackets.ts'
import { isComparedWord } from './citation.ts'
import { analyse, by, catalogue, delay, extended, infile, into, limit, order, outfile, program } from './clauses.ts'
import { ends } from './endings.ts'
import { evidence } from './evidence.ts'
import { head, headLength } from './head.ts'
import { readBehindJoint } from './joint.ts'
import { operand, operandOf } from './operands.ts'
import {
  arithmetic,
  brace,
  comma,
  compare,
  compareWord,
  condition,
  dot,
  endsCase,
  logic,
  namesNext,
  not,
  other,
  plus,
  star,
  wantsOperand,
} from './operators.ts'
import { dead, found, going, none, passed, reading as r, solid } from './reading.ts'
import { secondQuery } from './second-query.ts'
import { select, selectList, setOperator } from './select.ts'
import { firstWord, secondWord, semicolon, startsStatement } from './statements.ts'
import { T } from './token-kinds.ts'
import { scanner } from './tokeniser.ts'
import { addsToNumber, beginWhole, endsWhole, whole } from './whole.ts'
import { beginsClause } from './words-behind.ts'

/**
 * Reads from `at`: after the closing quote if `quoted`, else from the value's start. Reports and returns true at the first
 * critical finding.
 */
export function judge(text: string, at: number, quoted: number, field: FieldInfo, report: Report): boolean {
  scanner.reset(text, quoted === 0 ? at : at + 1)
  r.reset(text, at, quoted, field, report)
  beginWhole()
  for (;;) {
    if (r.alive === dead && r.tokens > (r.quoted === 0 ? headLength : 1) && readsProse()) {
      r.comparing = 0
      r.soft = r.softer = false
      // Nothing comes that could bring it back to life.
      if (scanner.position > evidence.last) {
        r.reportSuspicion()
        return endsWithout()
      }
      r.before = scanner.idle()
      r.before2 = T.eof
    }
    const kind = scanner.next()
    r.tokens++
    const became = judgeToken(kind)
    if (became === found) return true
    if (kind === T.eof || kind === T.comment) return endsWithout()
    if (became === passed) continue
    r.before2 = r.before
    r.before = kind
  }
}

/** Nothing critical was found: the second look decides. */
function endsWithout(): boolean {
  return r.joint !== 0 && readBehindJoint() === found
}

/** Nothing of SQL is pending: up to the next mark tokens say nothing. */
function readsProse(): boolean {
  if (r.logic || r.selectSeen || r.tautology || r.alias || r.statement !== 0 || r.query !== 0 || head.sorts)
    return false
  // After these words the next token matters.
  const { before } = r
  return (
    before !== T.setOperator &&
    (before !== T.all || r.before2 !== T.setOperator) &&
    before !== T.waitfor &&
    before !== T.exec &&
    before !== T.procedure &&
    before !== T.package
  )
}

function judgeToken(kind: number): number {
  const { start, end } = scanner
  if (r.quoted === 0 && whole(kind) === found) return found
  if (r.tautology) {
    if (!makesProse(kind)) {
      return r.critical(r.expressionStart, start, 'adds a condition that compares constants')
    }
    r.tautology = false
  }
  if (scanner.glued) return r.critical(start, end, "glues tokens with a number's empty exponent")
  if (r.query !== 0 && secondQuery(kind) === found) return found
  if (r.listing > 0 && selectList(kind) === found) return found
  if (r.before === T.logic && !beginsOperand(kind)) r.logic = false
  if (r.statement !== 0 && kind === T.plus) return passed
  if (r.statement !== 0 && secondWord(kind) === found) return found
  if (r.alias) {
    r.alias = false
    if (isAlias(kind)) return going
    if (kind === T.left) {
      r.expect = true
      return passed
    }
  }
  if (kind === T.eof || kind === T.comment) return ends(kind)
  if (kind === T.semicolon && r.quoted === 0 && isLast(end) && addsToNumber() && endsWhole(kind) === found) return found
  if (kind === T.identifier && r.before === T.like && belongsToSimilar(start, end)) return passed
  if (r.tokens === 1 && isComparedWord()) {
    r.die()
    return passed
  }
  const value = operandOf(kind)
  if (value !== none && operand(kind, value) === found) return found
  const action = actions[kind]
  return action === undefined ? going : action(kind)
}

/** The second word of SIMILAR TO. */
function belongsToSimilar(start: number, end: number): boolean {
  return end - start === 2 && similar.test(r.text.slice(Math.max(0, start - 40), end))
}

const similar = /\bsimilar(?:\s|\/\*[^*]{0,24}\*\/){1,8}to$/i

/** Nothing but white space stands behind it. */
function isLast(end: number): boolean {
  const { text } = r
  for (let i = end; i < text.length; i++) if (text.charCodeAt(i) > 0x20) return false
  return true
}

/** Behind two constants that are compared: `1=1 reasons`, `1=1%`. */
function makesProse(kind: number): boolean {
  switch (kind) {
    case T.identifier:
      return !(r.alive === solid && beginsClause(r.text, scanner.start, scanner.end))
    case T.other:
    case T.number:
    case T.dot:
    case T.brace:
      return true
    case T.arithmetic:
      return r.quoted === 0 && r.text.charCodeAt(scanner.start) === 0x25
  }
  return false
}

/** Behind AND: with another token the word was no operator. */
function beginsOperand(kind: number): boolean {
  switch (kind) {
    case T.compare:
    case T.comma:
    case T.right:
    case T.semicolon:
    case T.dot:
    case T.star:
    case T.cast:
      return false
  }
  return true
}

/** A name or a type behind AS, `::` or `{`. */
function isAlias(kind: number): boolean {
  return (
    kind === T.identifier ||
    kind === T.type ||
    kind === T.number ||
    kind === T.string ||
    kind === T.function ||
    kind === T.delay
  )
}

/** What a token does, apart from being an operand; nothing for most. By its kind. */
const actions: (((kind: number) => number) | undefined)[] = new Array(128).fill(undefined)

function when(kinds: readonly number[], action: (kind: number) => number): void {
  for (const kind of kinds) actions[kind] = action
}

when([T.left], openBracket)
when([T.right], closeBracket)
when([T.comma], comma)
when([T.dot], dot)
when([T.semicolon], semicolon)
when([T.plus], plus)
when([T.star], star)
when([T.arithmetic, T.arrow], arithmetic)
when([T.not], not)
when([T.brace], brace)
when([T.other], other)
when([T.logic], logic)
when([T.where, T.having, T.when], condition)
when([T.compare], compare)
when([T.like, T.in, T.between, T.is], compareWord)
when([T.case, T.exists, T.thenElse, T.from], wantsOperand)
when([T.end], endsCase)
when([T.as, T.cast], namesNext)
when([T.setOperator], setOperator)
when([T.select], select)
when([T.outfile], outfile)
when([T.order], order)
when([T.by], by)
when([T.limit], limit)
when([T.analyse], analyse)
when([T.catalogue], catalogue)
when([T.extended], extended)
when([T.delay], delay)
when([T.drop, T.insert, T.update, T.delete, T.exec, T.declare, T.shutdown, T.call], firstWord)
when([T.function, T.begin, T.verb, T.set], startsStatement)
when([T.into], into)
when([T.infile], infile)
when([T.program], program)
