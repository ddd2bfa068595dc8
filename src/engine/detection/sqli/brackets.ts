/** Opening and closing brackets: calls, subqueries, groups. */
import { isDigit } from '../../ascii.ts'
import {
  call,
  dead,
  found,
  going,
  literal,
  none,
  reading as r,
  solid,
  sqlCall,
  weak,
  wholeStatement,
} from './reading.ts'
import { T } from './token-kinds.ts'
import { scanner } from './tokeniser.ts'
import { beginsWithCall } from './whole.ts'

export function openBracket(): number {
  const { before } = r
  if (isDangerous(before) && dangerousCall() === found) return found
  const isCall =
    before === T.object || (before >= T.danger && before <= T.native && before !== T.catalogue && before !== T.schema)
  const isName = before === T.identifier || before === T.delay || before === T.literal || before > T.native
  if (isCall || isName) {
    r.brackets[r.depth & 63] = isCall ? sqlCall : call
  } else {
    r.brackets[r.depth & 63] = none
    // `'),('`: another row of an INSERT.
    if (r.leftAlive && before === T.comma && r.before2 === T.right) r.soft = true
    if (!r.started) r.begin(weak)
    else if (!r.expect && before !== T.in && !(r.quoted !== 0 && before === T.exists)) r.alive = dead
  }
  r.depth++
  r.expect = true
  return going
}

function isDangerous(kind: number): boolean {
  return kind === T.danger || kind === T.sleep || kind === T.extended
}

/** The bracket opens the arguments of a function that waits, fails with data in its message or reaches out of the database. */
function dangerousCall(): number {
  const { before, before2 } = r
  const argument = r.text.charCodeAt(scanner.start + 1)
  const empty = argument === 0x29
  const read = before === T.danger && (before2 === T.limit || before2 === T.from)
  const joined = (joins(before2) || read) && (r.alive !== dead || r.selectSeen)
  const listed = before2 === T.left || before2 === T.comma
  if (
    (joined && (before !== T.sleep || r.alive === solid || r.selectSeen)) ||
    (listed &&
      (r.selectSeen || isFunctionArgument(argument) || (r.alive === solid && (r.operator || before === T.danger)))) ||
    (r.leftAlive && !empty)
  ) {
    return r.critical(r.expressionStart, scanner.end, 'calls a function that waits, fails loudly or reaches out')
  }
  if (before === T.sleep && isDigit(argument) && r.quoted === 0 && r.text.length < 64 && waits(joined)) {
    return r.critical(0, scanner.end, 'makes the server wait')
  }
  const called = r.tokens === 2 && r.quoted === 0 && !empty && (before === T.danger || r.text.length < 64)
  if (called && !(before === T.sleep && holdsWords())) {
    return r.critical(0, scanner.end, 'is a call of a function that waits, fails loudly or reaches out')
  }
  r.softer = true
  if (before === T.danger) r.suspect(scanner.start, scanner.end, 'calls a function that injections call')
  return going
}

/** `Sleep (5 hours)`, `Sleep (Mattress) Co.`: what no function takes. */
function holdsWords(): boolean {
  return /^(?:\d{1,4} )?[a-z]{2,16}(?: [a-z]{1,16}){0,4}\) ?[a-z]/i.test(r.text.slice(scanner.end, scanner.end + 96))
}

/** `(sleep(5))`, `elt(1,sleep(5))`, `id,sleep(5)`, `id=1 and sleep(5)` */
function waits(joined: boolean): boolean {
  if (r.depth > 0 && (r.tokens === r.depth + 2 || (r.before2 === T.comma && beginsWithCall()))) return true
  if (r.alive === dead) return false
  if (joined) return r.before2 === T.logic && r.compareKind === T.compare && !scanner.doubled
  const isTight = r.before2 === T.comma && r.tokens === 4 && !r.text.includes(' ')
  return isTight && r.text.charCodeAt(r.text.length - 1) === 0x29
}

/** What stands before the function joins it to an expression. */
function joins(kind: number): boolean {
  switch (kind) {
    case T.logic:
    case T.compare:
    case T.select:
    case T.by:
    case T.all:
    case T.setOperator:
    case T.not:
    case T.arithmetic:
    case T.semicolon:
    case T.when:
    case T.thenElse:
    case T.like:
    case T.in:
    case T.between:
    case T.plus:
    case T.star:
      return true
  }
  return false
}

/** `if(1=1,sleep(5),0)` */
function isFunctionArgument(argument: number): boolean {
  if (!r.operator || r.depth === 0 || r.brackets[(r.depth - 1) & 63] !== sqlCall) return false
  return isDigit(argument)
}

/** `SELECT COUNT() FROM Contact`, as Salesforce has it. */
function isCount(): boolean {
  return r.text.slice(Math.max(0, scanner.start - 6), scanner.start).toLowerCase() === 'count('
}

export function closeBracket(): number {
  if (r.before === T.left && r.select === wholeStatement && r.tokens === 4 && r.before2 === T.function && !isCount()) {
    return r.critical(0, scanner.end, 'asks the database about itself')
  }
  // `' or (exists)`: a probe that names no query.
  if (r.before === T.exists && r.leftAlive) r.operand = literal
  r.begin(solid)
  if (r.depth > 0) {
    r.depth--
    const kind = r.brackets[r.depth & 63] as number
    if (kind !== none) r.operand = kind
    else if (r.operand !== literal) r.operand = sqlCall
    r.comparing = 0
  }
  r.expect = false
  return going
}
