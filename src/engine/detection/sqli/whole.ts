/**
 * Values that are nothing but SQL: an expression, a fragment of a statement or a whole one. Prose that begins with the same
 * words goes on differently, or is dead before its end.
 */
import { isDigit, isLetter } from '../../ascii.ts'
import { addsBracketed, addsConstant, comparesColumn, cutsNumber, limits } from './behind-number.ts'
import { isUnmistakable, openings, readers, tellsOfServer } from './catalogues.ts'
import { head, headLength } from './head.ts'
import { dead, found, going, literal, reading as r, solid, sqlCall } from './reading.ts'
import { T } from './token-kinds.ts'
import { scanner } from './tokeniser.ts'

export function beginWhole(): void {
  head.reset()
}

/** Asked of each token of a value that is read from its start, before it takes effect. */
export function whole(kind: number): number {
  const { start, end } = scanner
  if (kind === T.systemVariable || (r.text.charCodeAt(end) === 0x28 && tellsOfServer(r.text, start, end)))
    head.server = true
  sort(kind)
  if (head.count === headLength) return behindHead(kind)
  if (head.count === 0) {
    if (r.tokens === 1 && kind === T.logic && isSymbol()) head.leads = true
    if (kind === T.left || kind === T.arithmetic || kind === T.semicolon) return going
  }
  const index = head.count++
  head.kinds[index] = kind
  head.starts[index] = start
  head.ends[index] = end
  if (behindHead(kind) === found) return found
  switch (index) {
    case 0:
      if (kind === T.native) head.native = true
      return going
    case 1:
      return secondToken(head.kinds[0] as number, kind)
    case 2:
      return thirdToken(head.kinds[0] as number, head.kinds[1] as number, kind)
    case 3:
      return fourthToken(kind)
  }
  return callsBehindNumber(kind) === found ? found : branchesBehindNumber(kind, index)
}

/** ORDER BY, GROUP BY behind a number and brackets that it closes; then numbers, commas, a direction. */
function sort(kind: number): void {
  if (kind === T.by) {
    head.sorts = head.kinds[0] === T.number && head.count === head.behindFirst() + 1 && r.before === T.order
  } else if (head.sorts) head.sorts = sorting.has(kind) || isDirection()
}

/** What may stand behind ORDER BY and a number, besides a direction. */
const sorting = new Set<number>([T.number, T.comma, T.semicolon, T.eof])

const directions = ['asc', 'desc', 'nulls', 'first', 'last']

function isDirection(): boolean {
  return directions.some((word) => scanner.is(word))
}

function isSymbol(): boolean {
  const code = r.text.charCodeAt(scanner.start)
  return code === 0x7c || code === 0x26
}

/** CASE WHEN … THEN …, SELECT … HAVING … */
function behindHead(kind: number): number {
  if (head.count < 3 || r.alive === dead) return going
  if (head.kinds[0] === T.case && head.kinds[1] === T.when) {
    if (head.branches && kind !== T.eof) return r.isStatement(0, scanner.end, 'branches with CASE WHEN')
    head.branches = kind === T.thenElse && !r.expect
  }
  if (kind === T.having && head.kinds[0] === T.select) head.having = true
  return going
}

function secondToken(first: number, kind: number): number {
  const { end } = scanner
  switch (first) {
    case T.verb:
      if (kind === T.systemVariable && head.is(0, 'print')) return r.isStatement(0, end, 'prints a system variable')
      if (kind === T.string && r.text.charCodeAt(scanner.start) === 0x24) {
        return r.isStatement(0, end, 'is a block of statements')
      }
      return kind === T.object && head.is(0, 'attach') ? r.isStatement(0, end, 'attaches a database') : going
    case T.danger:
      if (kind !== T.left || r.tokens !== 3 || r.text.charCodeAt(end) === 0x29) return going
      return r.critical(0, end, 'is a call of a function that waits, fails loudly or reaches out')
    case T.begin:
      return kind === T.package ? r.isStatement(0, end, 'is a block of statements') : going
    case T.variable:
      return kind === T.select ? r.isStatement(0, end, 'selects into a variable') : going
  }
  return going
}

function thirdToken(first: number, second: number, kind: number): number {
  const { end } = scanner
  switch (first) {
    case T.right:
      return second === T.like && kind === T.left ? r.critical(0, end, 'leaves a bracket and compares') : going
    case T.declare: {
      const typed = kind === T.type || kind === T.as || (kind === T.function && head.is(2, 'char'))
      return second === T.variable && typed ? r.isStatement(0, end, 'declares a variable') : going
    }
    case T.number:
      if (second === T.compare && kind === T.systemVariable) return r.critical(0, end, 'reads a system variable')
      return second === T.as && kind === T.open && goesOnWithFrom()
        ? r.critical(0, end, 'names a column and leaves it')
        : going
    case T.function:
      if (
        !head.is(0, 'exp') ||
        scanner.start !== (head.ends[0] as number) + 1 ||
        kind !== T.arithmetic ||
        r.text.charCodeAt(scanner.start) !== 0x7e
      )
        return going
      return r.critical(0, end, 'calls a function that fails loudly')
    case T.select:
      if (asksServer(kind)) return r.isStatement(0, end, 'asks the database about itself')
      return kind === T.left && isTool(second) ? r.isStatement(0, end, 'selects what injections select') : going
  }
  return going
}

/** `6 as" from` */
function goesOnWithFrom(): boolean {
  return r.text
    .slice(scanner.start + 1, scanner.start + 16)
    .trimStart()
    .toLowerCase()
    .startsWith('from')
}

/** `select user(`, `select current_user;` */
function asksServer(kind: number): boolean {
  const start = head.starts[1] as number
  const end = head.ends[1] as number
  if (!tellsOfServer(r.text, start, end)) return false
  if (kind === T.left) return true
  return (kind === T.eof || kind === T.comment || kind === T.semicolon) && r.text.slice(start, end).includes('_')
}

/** Functions that hide what is selected, or gather it in one string. */
function isTool(kind: number): boolean {
  if (kind !== T.function) return kind === T.native
  for (const word of tools) if (head.is(1, word)) return true
  return false
}

const tools = ['char', 'chr', 'concat', 'hex', 'unhex', 'ascii', 'ord']

function fourthToken(kind: number): number {
  const [first, second, third] = head.kinds
  const { end } = scanner
  if (first === T.number && second === T.as && third === T.string && kind === T.from) {
    return r.critical(0, end, 'names a column and goes on with FROM')
  }
  if (kind === T.compare && branchesOn(0)) return r.critical(0, end, 'branches on a comparison of constants')
  if (first === T.catalogue && second === T.dot && kind === T.where) {
    return r.critical(0, end, "reads the database's catalogue")
  }
  if (first === T.select && third === T.from && head.is(3, 'dual')) {
    return r.isStatement(0, end, 'selects from DUAL')
  }
  if (
    first === T.drop &&
    (second === T.object || second === T.procedure) &&
    third === T.identifier &&
    isObject() &&
    changes(kind) &&
    !(kind === T.semicolon && isTitle())
  ) {
    return r.isStatement(0, end, 'changes what the database is made of')
  }
  return going
}

/** `(1)and sleep(4`, `(1)||(benchmark(1`, `1,(sleep(5`, `1 desc,sleep(5`: a number, what joins, and a call that waits or fails loudly. */
function callsBehindNumber(kind: number): number {
  const called = kind === T.left && !scanner.spaced && (r.before === T.danger || r.before === T.sleep)
  if (!called || head.kinds[0] !== T.number) return going
  const isBracketed = head.kinds[1] === T.right
  for (let i = 1; i < head.count - 2; i++) {
    if (!joining.has(head.kinds[i] as number) && !isDirectionAt(i)) return going
  }
  if (!isBracketed && !isDigit(r.text.charCodeAt(scanner.end))) return going
  return r.critical(0, scanner.end, 'calls a function that waits, fails loudly or reaches out')
}

/** What may stand between a number and such a call. */
const joining = new Set<number>([T.right, T.left, T.logic, T.compare, T.comma, T.arithmetic, T.plus, T.star])

function isDirectionAt(index: number): boolean {
  return head.is(index, 'desc') || head.is(index, 'asc')
}

/** `1-if(1=1`, `1-if((ascii(` @param index of the token that is read */
function branchesBehindNumber(kind: number, index: number): number {
  const operator = head.kinds[1]
  const adds = operator === T.arithmetic || operator === T.plus || operator === T.star
  if (head.kinds[0] !== T.number || !adds || head.kinds[2] !== T.function) return going
  if (index === 5 && kind === T.compare && branchesOn(2)) {
    return r.critical(0, scanner.end, 'branches on a comparison of constants')
  }
  if (kind !== T.left || !isBranch(2) || !readers.some((word) => head.is(index - 1, word))) return going
  const opening = r.text.slice(head.ends[2] as number, head.starts[index - 1] as number)
  return openings.includes(opening) ? r.critical(0, scanner.end, 'branches on a part of a text') : going
}

function isBranch(at: number): boolean {
  return head.is(at, 'if') || head.is(at, 'iif')
}

/** `if(1=`, `iif(1=`: from this token on, up to the comparison that is being read. */
function branchesOn(at: number): boolean {
  const [called, bracket, constant] = head.kinds.subarray(at)
  if (called !== T.function || bracket !== T.left || constant !== T.number || scanner.doubled) return false
  return head.starts[at + 2] === (head.ends[at] as number) + 1 && isBranch(at)
}

const objects = ['table', 'database', 'function', 'user', 'login', 'procedure']

/** What `cues.ts` announces. */
function isObject(): boolean {
  const gap = head.ends[0] as number
  // A space and more of it, which nobody is woken by.
  if (head.starts[1] !== gap + 1 && r.text.charCodeAt(gap) === 0x20) return false
  return objects.some((word) => head.is(1, word))
}

/** What follows CREATE TABLE name. */
function changes(kind: number): boolean {
  switch (kind) {
    case T.left:
    case T.semicolon:
    case T.drop:
    case T.as:
    case T.verb:
      return true
    case T.comment:
      return scanner.clean
    case T.eof:
      return isTicked() || (head.isUpper(0) && head.isUpper(1) && !head.isUpper(2))
    case T.identifier:
      return head.is(3, 'add') || head.is(3, 'modify') || head.is(3, 'change') || head.is(3, 'identified') || isTicked()
  }
  return false
}

/** `Drop Table Lamp; LED`: every word with a capital, and no statement behind the semicolon. */
function isTitle(): boolean {
  for (let i = 0; i < 3; i++) {
    const start = head.starts[i] as number
    if (!/^[A-Z][a-z]/.test(r.text.slice(start, start + 2))) return false
  }
  const rest = r.text.slice(scanner.end, scanner.end + 32)
  return /^ [A-Z0-9]/.test(rest) && !statements.test(rest)
}

const statements =
  /^ (?:alter|backup|begin|bulk|call|commit|create|declare|delete|drop|exec|execute|go|grant|if|insert|merge|print|select|set|shutdown|truncate|update|use|waitfor|with)\b/i

function isTicked(): boolean {
  return r.text.charCodeAt(head.starts[2] as number) === 0x60
}

/** The value begins with a number; not `1 || 0;`, which programs hold. */
export function addsToNumber(): boolean {
  if (head.kinds[0] !== T.number) return false
  const at = head.behindFirst()
  return head.kinds[at] !== T.logic || isLetter(r.text.charCodeAt(head.starts[at] as number))
}

/** The text ends, or a comment begins, and all of it was SQL. */
export function endsWhole(kind: number): number {
  const { end } = scanner
  if (head.sorts && r.before !== T.by && r.before !== T.comma && (r.before !== T.semicolon || r.before2 === T.number)) {
    return r.critical(0, end, 'sorts by the number of a column')
  }
  if (r.alive === dead || head.count === 0) return going
  const [first, second, third] = head.kinds
  const bare = r.tokens === head.count
  const isNamed = isLetter(r.text.charCodeAt((head.starts[0] as number) + 2))
  // `@@version`, `@@global.version`
  const isVariable = head.count === 2 || (head.count === 4 && second === T.dot)
  if (bare && isVariable && first === T.systemVariable && isNamed) return r.critical(0, end, 'reads a system variable')
  const called = second === T.left && third === T.right
  if (bare && head.count === 4 && called && tellsOfServer(r.text, head.starts[0] as number, head.ends[0] as number)) {
    return r.critical(0, end, 'asks the database about itself')
  }
  if (bare && first === T.catalogue && head.count <= 4 && isUnmistakable(r.text, 0, head.ends[0] as number)) {
    return r.critical(0, end, "names the database's catalogue")
  }
  // `master..sysdatabases`, `sys.sysobjects`
  const isQualified = first === T.schema && second === T.dot && head.count <= 6
  if (bare && isQualified && (third === T.catalogue || head.kinds[3] === T.catalogue)) {
    return r.critical(0, end, "names the database's catalogue")
  }
  // `sp_help` is what manuals are searched for.
  const isExtended =
    first === T.extended && /^xp_/i.test(r.text.slice(head.starts[0] as number, head.ends[0] as number))
  if (bare && isExtended && head.count === 2) return r.critical(0, end, "names a procedure of the server's")
  if (bare && head.count === 4 && called && first === T.danger) {
    return r.critical(0, end, 'is a call of a function that waits, fails loudly or reaches out')
  }
  // A label: `user_name(required)`.
  const isLabel = head.count === 5 && third === T.identifier && r.tokens === 5
  if (head.native && !isLabel && second === T.left && (!r.expect || head.count === 3)) {
    return r.isStatement(0, end, "calls a function of SQL's own")
  }
  if (first === T.function && second === T.left && head.server && !r.expect) {
    return r.isStatement(0, end, 'calls a function on what the server knows of itself')
  }
  const calls = head.kinds[3] === T.left && (third === T.function || third === T.native)
  if (first === T.number && second === T.logic && !r.expect && calls && r.operand === sqlCall) {
    return r.critical(0, end, 'adds the result of a function as a condition')
  }
  if (first === T.number && second === T.logic && !r.expect && addsConstant()) {
    return r.critical(0, end, 'adds a condition that is constant')
  }
  if (first === T.number && !r.expect && comparesColumn(head.behindFirst() + 1, kind === T.semicolon)) {
    return r.critical(0, end, 'adds a condition on a column')
  }
  if (first === T.number && addsBracketed(head.behindFirst())) {
    return r.critical(0, end, 'adds a condition that is constant')
  }
  if (first === T.number && limits()) return r.critical(0, end, 'limits the rows')
  if (head.leads && !r.expect && r.alive === solid && (r.operand === literal || r.operand === sqlCall)) {
    return r.critical(0, end, 'begins with an operator and goes on as an expression')
  }
  if (head.having && r.operator && (!r.expect || r.before === T.semicolon)) {
    return r.isStatement(0, end, 'is a SELECT with a condition on its groups')
  }
  if (kind === T.comment && first === T.number && scanner.clean && cutsNumber()) {
    return r.critical(0, end, 'cuts off the rest of the statement')
  }
  return going
}

/** The value begins with the call of a function. */
export function beginsWithCall(): boolean {
  return r.quoted === 0 && head.kinds[0] === T.function && head.count > 2 && head.kinds[1] === T.left
}

/** The value begins with COPY. */
export function isCopy(): boolean {
  return head.count > 0 && head.is(0, 'copy')
}
