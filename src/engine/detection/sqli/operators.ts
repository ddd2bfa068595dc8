/** Operators and punctuation. */
import { dead, going, literal, none, passed, reading as r, solid, sqlCall, weak } from './reading.ts'
import { T } from './token-kinds.ts'
import { scanner } from './tokeniser.ts'

export function comma(): number {
  if (r.tokens === 1) r.startsWithComma = true
  r.begin(solid)
  if (r.depth === 0 && r.orderBy === 0) {
    if (r.expect && (r.alive !== solid || r.quoted !== 0)) r.alive = dead
    if (!r.selectSeen) r.logic = false
  }
  r.expect = true
  r.comparing = 0
  return going
}

export function dot(): number {
  if (r.before === T.package) {
    const message = 'calls a package that reaches out of the database'
    if (r.alive !== dead || r.selectSeen) return r.critical(r.expressionStart, scanner.end, message)
    r.report('error', r.expressionStart, scanner.end, message)
  }
  if (r.before === T.schema && r.selectSeen && (r.before2 === T.from || r.before2 === T.comma)) {
    return r.critical(r.selectStart, scanner.end, "reads the database's catalogue")
  }
  r.expect = true
  return going
}

export function plus(): number {
  // Between the words of a statement it is a space that nobody decoded.
  if (joinsWords(r.before)) return passed
  if (!r.started) r.started = true
  else if (!r.expect) {
    r.operator = true
    r.expect = true
  }
  const { before } = r
  const signs = before === T.setOperator || before === T.logic || before === T.select || before === T.all
  return r.expect && signs ? passed : going
}

function joinsWords(before: number): boolean {
  switch (before) {
    case T.waitfor:
    case T.order:
    case T.drop:
    case T.insert:
    case T.delete:
    case T.into:
    case T.exec:
    case T.procedure:
      return true
  }
  return false
}

export function star(): number {
  if (!r.expect) {
    r.operator = true
    r.expect = true
  } else if (r.selectSeen || r.before === T.left) r.expect = false
  else r.alive = dead
  return going
}

export function arithmetic(): number {
  const { text } = r
  const code = text.charCodeAt(scanner.start)
  if (!r.expect) {
    r.operator = true
    r.expect = true
    // `"…"&name=`: a query string, not an expression.
    const { end } = scanner
    if (
      code === 0x26 &&
      !(r.tokens === 2 && r.quoted === 0) &&
      !scanner.spaced &&
      end < text.length &&
      (text.charCodeAt(end) | 0x20) > 0x60 &&
      !/^\w{1,32}\(/.test(text.slice(end, end + 40))
    )
      r.alive = dead
  } else if (!r.started) {
    if (code === 0x25) {
      r.begin(weak)
      r.expect = false
    }
  } else if (code !== 0x2d && code !== 0x7e) r.die()
  return going
}

/** AND, OR, `||` … */
export function logic(): number {
  // In BETWEEN … AND … it belongs to BETWEEN once its first bound is read.
  if (r.compareKind === T.between && r.comparing === 0 && r.before !== T.eof && r.before !== T.logic) {
    r.compareKind = 0
    r.comparing = 2
    r.expect = true
    return going
  }
  if (isNamePart()) {
    r.die()
    return going
  }
  if (r.joint === 0 && followsAtOnce()) r.joint = scanner.end
  if (!r.started) r.begin(solid)
  else if (r.expect && r.before !== T.plus && r.before !== T.eof) r.alive = dead
  if (!r.logic) r.expressionStart = r.leftAlive ? r.at : scanner.start
  r.logic = true
  r.operator = true
  r.expect = true
  r.operand = none
  r.comparing = 0
  return going
}

/** `fix/or-1=1`: a part of a path or of a hyphenated name. */
function isNamePart(): boolean {
  if (r.quoted !== 0 || r.alive === solid || r.tokens < 3 || r.before !== T.arithmetic || scanner.spaced) return false
  const before = r.text.charCodeAt(scanner.start - 1)
  return before === 0x2d || (before === 0x2f && r.text.charCodeAt(scanner.start - 2) !== 0x2a)
}

/** Nothing but brackets stands between the quote, or a number, and the operator. */
function followsAtOnce(): boolean {
  if (r.alive !== solid || r.operator || r.tokens > 8) return false
  if (r.before === T.right) return r.operand === literal || r.operand === sqlCall
  return r.quoted !== 0 ? r.tokens === 1 : r.tokens === 2 && r.before === T.number
}

/** WHERE, HAVING, WHEN. */
export function condition(kind: number): number {
  if (r.whole) {
    r.expect = true
    r.comparing = 0
    return going
  }
  if (kind === T.when && !r.caseSeen && !r.selectSeen) return going
  r.begin(weak)
  if (kind !== T.when || !r.logic) r.expressionStart = scanner.start
  r.logic = true
  r.operator = true
  r.expect = true
  r.comparing = 0
  return going
}

export function compare(): number {
  if (r.expect && r.before !== T.compare) r.alive = dead
  r.operator = true
  r.comparing = r.expect ? 0 : 1
  r.compareKind = T.compare
  r.leftSide = r.operand
  r.leftStart = r.operandStart
  r.expect = true
  return going
}

/** LIKE, IN, BETWEEN, IS. */
export function compareWord(kind: number): number {
  if (!r.started || (r.expect && r.before !== T.not)) {
    r.begin(weak)
    if (r.expect && r.tokens > 1) r.alive = dead
    return going
  }
  r.operator = true
  r.comparing = 2
  r.compareKind = kind
  r.leftSide = r.operand
  r.expect = true
  return going
}

export function brace(): number {
  const code = r.text.charCodeAt(scanner.start)
  if (code === 0x7b && r.alive !== dead && r.expect && r.logic) r.alias = true
  else if (code !== 0x7d || r.expect || r.alive !== solid) r.die()
  return going
}

/** What SQL doesn't know. */
export function other(): number {
  r.started = true
  r.die()
  r.comparing = 0
  r.soft = r.softer = false
  return going
}

export function not(): number {
  if (r.expect) return going
  if (r.text.charCodeAt(scanner.start) !== 0x21) return passed
  r.alive = dead
  return going
}

/** CASE, THEN, EXISTS, FROM: an operand follows. */
export function wantsOperand(kind: number): number {
  if (kind === T.case) {
    r.begin(weak)
    r.caseSeen = true
  }
  if (kind === T.from) {
    if (r.leftAlive && r.tokens === 3 && r.before2 === T.as) {
      return r.critical(r.at, scanner.end, 'leaves a quoted name and goes on with FROM')
    }
    r.comparing = 0
  }
  r.expect = true
  return going
}

/** CASE … END is an operand. */
export function endsCase(): number {
  r.expect = false
  r.operand = sqlCall
  return going
}

/** AS, `::`: a name or a type follows. */
export function namesNext(kind: number): number {
  if (kind === T.cast || r.alive !== dead) r.alias = true
  return going
}
