/** What is known of a text while it is read token by token. One reading is reused: detection is synchronous. */
import type { FieldInfo, Report, Severity } from '../../types.ts'
import { T } from './token-kinds.ts'

/** How sure we are that what we read continues the application's statement. */
export const dead = 0
/** The value began with words: a query language's text or prose may do so too. */
export const weak = 1
/** The value closed a quote or a bracket, began with a number, or began with an operator. */
export const solid = 2

/** What an operand is. */
export const none = 0
export const literal = 1
export const name = 2
export const call = 3
/** A call of one of SQL's own functions, or a subquery. */
export const sqlCall = 4

/** Which SELECT we are in. */
export const noSelect = 0
export const unionSelect = 1
export const looseUnion = 2
export const subSelect = 3
export const wholeStatement = 4

/** What has become of a token. */
export const going = 0
/** It made the finding critical, which is reported: reading ends. */
export const found = 1
/** It leaves no trace: what follows stands behind the token before it. */
export const passed = 2

export class Reading {
  text = ''
  /** The quote that the value leaves, and where; 0 if it is read as standing after nothing or a number. */
  quoted = 0
  at = 0
  #report: Report = () => {}
  #field: FieldInfo | undefined

  alive: number = dead
  /** Something was read that a statement may continue with. */
  started = false
  /** An operand has to come next. */
  expect = false
  tokens = 0
  /** The token before, and the one before that. */
  before: number = T.eof
  before2: number = T.eof

  /** The expression holds a logical operator · any operator. */
  logic = false
  operator = false
  expressionStart = 0
  operand: number = none
  operandStart = 0
  /** A comparison that waits for its right side: 1 symbol, 2 word. */
  comparing = 0
  compareKind = 0
  leftSide: number = none
  leftStart = 0
  /** Two constants were compared: critical if the expression ends here. */
  tautology = false
  /** Become critical if the rest of the statement is cut off. */
  soft = false
  softer = false
  /** AS, `::`: a name or type follows that is no operand. */
  alias = false
  /** What the open brackets are. */
  readonly brackets = new Uint8Array(64)
  depth = 0

  select: number = noSelect
  selectStart = 0
  /** Tokens since SELECT that decide whether a select list follows: 0 decided. */
  listing = 0
  listName = false
  selectSeen = false
  /** UNION SELECT stands right behind what the value left. */
  joined = false
  caseSeen = false
  /** The value is a statement of its own, which isn't an injection. */
  whole = false
  /** A statement's first word after `;`, or after the value was left. */
  statement = 0
  statementStart = 0
  stacked = false
  /** 1 ORDER, 2 ORDER BY or LIMIT. */
  orderBy = 0
  declared = false
  startsWithComma = false
  /** What has been read of a second query behind UNION; see second-query.ts. */
  query = 0
  /** Behind a logical operator that followed the quote, or a number, at once; 0 if none did. */
  joint = 0
  /** A statement's first word stands right behind its semicolon. */
  tight = false

  #unsure = ''
  #unsureStart = 0
  #unsureEnd = 0

  reset(text: string, at: number, quoted: number, field: FieldInfo, report: Report): void {
    this.#field = field
    const left = quoted !== 0
    this.text = text
    this.quoted = quoted
    this.at = at
    this.#report = report
    this.alive = left ? solid : dead
    this.started = left
    this.expect = !left
    this.operand = left ? literal : none
    this.operandStart = 0
    this.expressionStart = at
    this.before = this.before2 = T.eof
    this.query = this.joint = this.tokens = this.comparing = this.compareKind = this.leftStart = this.depth = 0
    this.leftSide = none
    this.logic = this.operator = this.tautology = this.soft = this.softer = this.alias = false
    this.select = noSelect
    this.selectStart = this.listing = this.statement = this.statementStart = this.orderBy = 0
    this.listName =
      this.selectSeen =
      this.joined =
      this.caseSeen =
      this.whole =
      this.stacked =
      this.declared =
      this.startsWithComma =
      this.tight =
        false
    this.#unsure = ''
  }

  /** The value is left through a quote, and what followed may still continue the statement. */
  get leftAlive(): boolean {
    return this.quoted !== 0 && this.alive !== dead
  }

  critical(start: number, end: number, message: string): number {
    this.#report('critical', start, end, message)
    return found
  }

  /** The value is SQL by itself: an attack, unless its place is made for statements. */
  isStatement(start: number, end: number, message: string): number {
    const field = this.#field
    if (field === undefined || field.isName || field.where !== 'body' || !isMadeForStatements(field.name)) {
      return this.critical(start, end, message)
    }
    this.suspect(start, end, message)
    return going
  }

  report(severity: Severity, start: number, end: number, message: string, paranoia?: 3): void {
    this.#report(severity, start, end, message, paranoia)
  }

  /** Keeps the first suspicion, which is reported if nothing critical follows. */
  suspect(start: number, end: number, message: string): void {
    if (this.#unsure !== '') return
    this.#unsure = message
    this.#unsureStart = start
    this.#unsureEnd = end
  }

  /** Reports the suspicion. False if there was none. */
  reportSuspicion(): boolean {
    if (this.#unsure === '') return false
    const severity = this.soft && this.quoted !== 0 ? 'error' : 'warning'
    this.#report(severity, this.#unsureStart, this.#unsureEnd, this.#unsure)
    return true
  }

  /** Two operands side by side, or what no expression holds: not a statement that goes on. */
  die(): void {
    this.alive = dead
    this.logic = false
  }

  /** The value begins with this. */
  begin(alive: number): void {
    if (this.started) return
    this.started = true
    this.alive = alive
  }
}

const kinds = ['sql', 'query', 'statement', 'stmt', 'expression', 'formula', 'script', 'definition', 'ddl']

/** A field by this name is where a client puts statements: a console, a report's definition. */
function isMadeForStatements(name: string): boolean {
  if (name.length > 64) return false
  const lower = name.toLowerCase()
  return kinds.some((kind) => lower.includes(kind))
}

export const reading = new Reading()
