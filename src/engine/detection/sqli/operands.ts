/** Operands: what stands on the sides of a comparison, and quotes that open again what the value left. */
import { isLetter } from '../../ascii.ts'
import { isCitation, isCitedOperator, isElement, opensCompared } from './citation.ts'
import { dead, found, going, literal, name, reading as r, solid, sqlCall, weak, wholeStatement } from './reading.ts'
import { expectSecondWord } from './statements.ts'
import { T } from './token-kinds.ts'
import { scanner } from './tokeniser.ts'

/** An encoded statement in a variable is at least this long. */
const encodedStatement = 18

const values = new Uint8Array(128)
for (const kind of [T.number, T.literal, T.variable, T.systemVariable, T.string, T.open]) values[kind] = literal
for (const kind of [T.identifier, T.bare, T.object, T.delay, T.analyse, T.begin, T.set, T.verb, T.type, T.program])
  values[kind] = name
for (const kind of [T.function, T.danger, T.package, T.extended, T.sleep, T.catalogue, T.schema, T.bare, T.native]) {
  values[kind] = sqlCall
}

/** What the token is as an operand; `none` if it isn't one. */
export function operandOf(kind: number): number {
  return values[kind] as number
}

/** Takes an operand: begins or ends an expression, or the right side of a comparison. */
export function operand(kind: number, value: number): number {
  const { start, end } = scanner
  if (kind === T.number && r.declared && end - start >= encodedStatement) {
    return r.critical(0, end, 'declares a variable and fills it with an encoded statement')
  }
  if (kind === T.systemVariable && r.select === wholeStatement && r.selectSeen && r.before === T.select) {
    return r.critical(r.selectStart, end, 'reads a system variable')
  }
  if (kind === T.open && r.leftAlive && scanner.quote === r.quoted && adjoins()) {
    return r.critical(r.at, end, 'leaves a quote and rejoins it')
  }
  if (kind === T.open && r.leftAlive && r.expect && scanner.quote === r.quoted && rejoins() === found) return found

  if (r.before === T.semicolon && kind === T.identifier) r.alive = dead
  if (!r.started) {
    r.begin(kind === T.number ? solid : weak)
  } else if (!r.expect && !continuesOperand(kind)) sideBySide(kind)
  r.expect = false
  if (r.comparing !== 0 && rightSide(kind, value) === found) return found
  r.operand = computes() ? name : value
  r.operandStart = start
  if (r.orderBy === 2 && (value === literal || r.quoted !== 0)) r.soft = true
  return going
}

/** `user.id % 100 < 10` in a rule: what is computed of a name is no constant. */
function computes(): boolean {
  return r.operand === name && r.alive !== solid && r.quoted === 0 && r.before === T.arithmetic
}

/** `'a' 'b'`, `schema.table`, `x::int` */
function continuesOperand(kind: number): boolean {
  return (r.before === T.string && (kind === T.string || kind === T.open)) || r.before === T.dot || r.before === T.cast
}

/** Two operands side by side: not an expression. */
function sideBySide(kind: number): void {
  if (r.orderBy === 2 && r.quoted !== 0 && saysHowToSort(r.text, scanner.start, scanner.end)) return
  if (r.alive === solid && r.quoted !== 0) {
    // `' begin … ;`, `' if( …`
    const isIf = scanner.end - scanner.start === 2 && (r.text.charCodeAt(scanner.start) | 0x20) === 0x69
    if (kind === T.begin || (kind === T.function && isIf && r.quoted !== 0x60 && !comparesAsPrograms())) {
      expectSecondWord(kind)
    }
  }
  r.alive = dead
  r.logic = r.operator = r.soft = r.softer = false
  r.comparing = 0
  r.orderBy = 0
}

/** `order by id desc nulls last`, `group by id with rollup` */
function saysHowToSort(text: string, start: number, end: number): boolean {
  return end - start <= 6 && /^(?:asc|desc|nulls|first|last|with|rollup)$/i.test(text.slice(start, end))
}

/** `"if (0 == 1) quit"` */
function comparesAsPrograms(): boolean {
  if (r.quoted !== 0x22) return false
  return /^\s{0,4}\(\s{0,2}\w{1,16}\s{0,2}==/.test(r.text.slice(scanner.end, scanner.end + 32))
}

/** Two strings side by side: with a comment between them, or behind OR. */
function adjoins(): boolean {
  if (r.tokens === 1) return scanner.commented && r.quoted === 0x27
  return r.before === T.string && r.logic && r.text.length - scanner.start <= 2
}

/** `'='`, `' or 'x`: the value leaves the quote and opens it again for the one that the application appends. */
function rejoins(): number {
  const { text, at, before } = r
  const { start } = scanner
  const content = text.length - start - 1
  const first = text.charCodeAt(start + 1)
  // `'quoted'`
  const operates =
    before === T.compare || before === T.arithmetic || ((before === T.plus || before === T.star) && r.quoted === 0x27)
  const wrapped = at === 0 && r.tokens <= 2 && !scanner.spaced && content === 0 && !operates
  // `(include="*")`
  const isClosed = content <= 0 || (content === 1 && first === 0x29)
  if (wrapped || (isClosed && isQuotedMark(at, start)) || (content <= 0 && isPattern(at, start))) return going
  // `path = '/'`, `grade eq '+'`: of the same behind `=` a database makes a calculation with the string that was left.
  if (
    r.tokens === 2 &&
    start === at + 2 &&
    isClosed &&
    opensCompared(text, at) &&
    dividesByNothing(text.charCodeAt(at + 1))
  )
    return going
  if (r.quoted === 0x22 && content <= 0 && isToken(text.slice(at + 1, start))) return going
  if (!r.logic && isElement(text, at)) return going
  if (r.quoted === 0x60 ? isCitation(text, at) : !r.logic && (isCitedSign(at) || isCitedOperator(text, at)))
    return going
  // `"as is"`: a phrase in quotes that ends with a word of comparison.
  if (r.comparing !== 0 && r.compareKind !== T.compare && !r.logic && content <= 0 && r.tokens > 2) return going
  if (r.comparing !== 0 && (r.logic || content <= 1 || first === 0x25 || first === 0x5e)) {
    // `"&name="`: a query string.
    const pair = r.compareKind === T.compare && text.charCodeAt(at + 1) > 0x40 && r.leftSide === name
    return pair ? going : r.critical(at, text.length, 'leaves a quote and rejoins it in a comparison')
  }
  if (joinsOperand(content) || joinsWords(start, content)) {
    return r.critical(at, text.length, 'leaves a quote and joins the result to the string')
  }
  const wordy = content > 1 && !(first >= 0x30 && first <= 0x39) && !isSpacedNumber(text, start + 1)
  if ((r.logic || r.operator) && !wordy && (content <= 1 || r.logic)) {
    return r.critical(at, text.length, 'leaves a quote and rejoins it in an expression')
  }
  return going
}

/** `'or' 1`, `'or' 1=1`: the string that the application closes is true, whatever the space. */
function isSpacedNumber(text: string, from: number): boolean {
  return (
    text.length - from < 24 &&
    /^\s{1,8}(?:[1-9]\d{0,7}|\.\d{1,8})(?:\s{0,2}=\s{0,2}\d{1,8}|\s?[a-z]{1,2})?$/i.test(text.slice(from))
  )
}

/** A quote, and a letter behind it. */
function isQuotedName(text: string, at: number): boolean {
  const code = text.charCodeAt(at)
  return (code === 0x22 || code === 0x27) && isLetter(text.charCodeAt(at + 1))
}

/** A slash, or a sign of percent: what a string is divided by, which is nothing, makes NULL of it, and no row is that. */
function dividesByNothing(code: number): boolean {
  return code === 0x2f || code === 0x5c || code === 0x25
}

/** `name like '%x%'`, `name=like='%x%'`, `name = '%x%'`: a pattern or a placeholder, not a value that was left. */
function isPattern(at: number, end: number): boolean {
  const { text } = r
  if (text.charCodeAt(at + 1) !== 0x25 || text.charCodeAt(end - 1) !== 0x25) return false
  return /\bi?like $|=i?like=$|[\w\]] = $/i.test(text.slice(Math.max(0, at - 8), at))
}

/** `"/bW8fxsEqLX9jX0kgvgn9Q=="`: base64, which may begin with an operator and ends in signs of equality. `"/docs/en/"`: a path. */
function isToken(text: string): boolean {
  if (/^\/(?:[\w.-]{1,64}\/){1,8}$/.test(text)) return /[a-z]{3}/i.test(text)
  return (
    text.length >= 16 &&
    text.length <= 512 &&
    /^[A-Za-z0-9+/]+={0,2}$/.test(text) &&
    /[A-Z]/.test(text) &&
    /[a-z]/.test(text) &&
    /\d/.test(text)
  )
}

/** `ends with a '/'. It …`, `type eq '*'`: behind a word and a space, one sign in quotes is what the text is about. */
function isCitedSign(at: number): boolean {
  const { text } = r
  if (at < 2 || text.charCodeAt(at - 1) !== 0x20 || text.charCodeAt(at + 2) !== text.charCodeAt(at)) return false
  return /[A-Za-z,:(]/.test(text.charAt(at - 2)) && '*/+-%&|^<>='.includes(text.charAt(at + 1))
}

/** One sign, or a word that joins. */
const setting = /^(?:[*/+&|^-]|or|and|like|xor)$/i

/** `include-annotations="*"`, `--target-path='/'`, `operator: 'or'`: what an attacker leaves is a value, not its sign. */
function isQuotedMark(at: number, end: number): boolean {
  const before = r.text.slice(Math.max(0, at - 6), at)
  if (/[\w-]{3}[:=] ?$/.test(before) && setting.test(r.text.slice(at + 1, Math.min(end, at + 6)))) return true
  if (r.quoted !== 0x22 || end !== at + 2 || (r.before !== T.star && r.before !== T.plus)) return false
  const sign = r.text.charCodeAt(at - 1)
  return sign === 0x3d || sign === 0x3a
}

/** `'||user||'`, `'+@@version+'` */
function joinsOperand(content: number): boolean {
  const { before, before2 } = r
  if (content > 1 || (before !== T.logic && before !== T.plus && before !== T.arithmetic)) return false
  switch (before2) {
    case T.systemVariable:
    case T.bare:
      return true
    case T.object:
      return before === T.logic
    case T.right:
      return before === T.logic || r.operand === sqlCall
  }
  return false
}

/** `ad'||'min`, `ad'+'min`: one word, cut in two. */
function joinsWords(start: number, content: number): boolean {
  const { text, at, before } = r
  if (r.tokens !== 2 || content === 0 || text.length > 64 || (before !== T.logic && before !== T.plus)) return false
  if (before === T.plus && start !== at + 2) return false
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i)
    const isLetter = (code | 0x20) >= 0x61 && (code | 0x20) <= 0x7a
    if ((i < at || i > start) && !isLetter && (code < 0x30 || code > 0x39)) return false
  }
  return at > 0
}

/** The right side of a comparison. */
function rightSide(kind: number, value: number): number {
  const word = r.comparing === 2
  r.comparing = 0
  if (!r.logic) {
    const assigns = r.tokens === 4 && r.leftSide === name && kind === T.open && !word && r.startsWithComma
    return assigns && r.leftAlive ? r.critical(r.at, scanner.end, 'leaves a quote and sets a column') : going
  }
  const { text, alive, quoted } = r
  const { start, end } = scanner
  if (quoted === 0 && isVersionRange(text)) return going
  const constants =
    (r.leftSide === literal && value === literal) ||
    (r.leftSide === name && kind === T.identifier && isSameWord(text, r.leftStart, start, end))
  if (constants) {
    // `a == a` is a program's.
    // `"a" and "b" = "c"`, `project = 'A' and 'Request type' = 'B'`, `… AND "id" = 1`: names.
    const isSearch = quoted === 0 && (text.charCodeAt(0) === 0x22 || alive === weak)
    if (isSearch && isQuotedName(text, r.leftStart) && !isSameWord(text, r.leftStart, start, end)) return going
    const programs = scanner.doubled && quoted === 0 && alive !== solid && r.compareKind === T.compare
    if (!programs) {
      r.tautology = !word || kind === T.string || kind === T.open || kind === T.literal || alive === solid
    }
    if (kind === T.open) return openConstant()
    return going
  }
  if (kind === T.open) r.tautology = false
  if (alive === dead) return going
  if (quoted !== 0 && (!word || kind !== T.identifier)) {
    return r.critical(r.expressionStart, end, 'leaves a quote and adds a condition')
  }
  if (alive === solid && (r.leftSide === sqlCall || value === sqlCall)) {
    return r.critical(r.expressionStart, end, 'adds a condition on the result of a function')
  }
  r.soft = true
  return going
}

const version = /^(?:[<>]=?|[=~^])?v?\d{1,5}(?:\.(?:\d{1,6}|x|\*)){0,2}(?:-[\w.]{1,32})?$/

/** `>=16 || 14 >=14.17`: versions that a package asks for, which begin with a comparison and compare no more than numbers. `~1` is an operand. */
function isVersionRange(text: string): boolean {
  if (text.length > 96 || !'<>'.includes(text.charAt(0)) || !text.includes('.')) return false
  return text.split(/ ?\|\| ?| /).every((part) => version.test(part))
}

/** The last constant is a string that the application closes. */
function openConstant(): number {
  const { text, tautology, alive } = r
  const { start } = scanner
  r.tautology = false
  if (!tautology) return going
  if (alive === dead && r.quoted === 0 && !isSameWord(text, r.leftStart, start, text.length)) return going
  if (alive !== solid && text.length - start >= 24) return going
  return r.critical(r.expressionStart, text.length, 'adds a condition that compares constants')
}

/** The identifier from `left` is spelt like that from `start` to `end`. */
function isSameWord(text: string, left: number, start: number, end: number): boolean {
  if (end - start > 32) return false
  for (let i = 0; i < end - start; i++) {
    if ((text.charCodeAt(left + i) | 0x20) !== (text.charCodeAt(start + i) | 0x20)) return false
  }
  const after = text.charCodeAt(left + end - start)
  return !(after > 0x2f && after < 0x3a)
}
