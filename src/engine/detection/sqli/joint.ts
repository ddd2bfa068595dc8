/**
 * A second look at what the grammar gave up. A quote was left, or a number stood alone, and AND or OR followed at once: no
 * construct that we happen not to know forgives what comes behind it. What counts here needs no grammar, and prose has none of it.
 */
import { going, literal, name, none, reading as r } from './reading.ts'
import { T } from './token-kinds.ts'
import { scanner } from './tokeniser.ts'
import { isArray, isJoint, isPart, isPostfix } from './words-behind.ts'

/** As many tokens are read at most, and as many words in a row, or in all, are an expression. */
const MAX_TOKENS = 64
const MAX_ROW = 2
const MAX_WORDS = 6

/** What has been seen; one is reused. */
class Joint {
  before: number = T.eof
  /** The operand before: a literal, a name. */
  operand: number = none
  left: number = none
  /** An operator that compares was read and waits for its right side: by symbols that only SQL has. */
  comparing = false
  foreign = false
  /** Symbols or constants: what words alone don't have. */
  operators = 0
  constants = 0
  /** `is not null` · `in (…)` */
  nulls = false
  lists = false
  /** Constants were compared, if no prose follows. */
  compared = false
  row = 0
  words = 0

  reset(): void {
    this.before = T.eof
    this.operand = this.left = none
    this.nulls = this.lists = this.comparing = this.foreign = this.compared = false
    this.operators = this.constants = this.row = this.words = 0
  }
}

const seen = new Joint()

/** Reads on behind the logical operator that ends at `r.joint`. */
export function readBehindJoint(): number {
  scanner.reset(r.text, r.joint)
  seen.reset()
  for (let tokens = 0; tokens < MAX_TOKENS; tokens++) {
    const kind = scanner.next()
    if (kind === T.eof || kind === T.comment) return endsJoint(kind) ? report() : going
    if (isDangerousCall(kind)) return report()
    if (seen.compared) {
      if (!isPlainWord(kind) && kind !== T.number && kind !== T.dot) return report()
      seen.compared = false
    }
    if (kind === T.open) return rejoins() ? report() : going
    take(kind)
    if (seen.row > MAX_ROW || seen.words > MAX_WORDS) return going
    seen.before = kind
  }
  return going
}

function report(): number {
  return r.critical(r.quoted === 0 ? 0 : r.at, scanner.end, 'adds a condition behind an operator')
}

function isDangerousCall(kind: number): boolean {
  const calls = seen.before === T.danger || seen.before === T.sleep || seen.before === T.extended
  return calls && kind === T.left && r.text.charCodeAt(scanner.end) !== 0x29
}

function take(kind: number): void {
  const { text } = r
  const { start, end } = scanner
  if (isPlainWord(kind)) {
    seen.row++
    seen.words++
  } else seen.row = 0
  switch (kind) {
    case T.number:
    case T.string:
    case T.literal:
    case T.variable:
    case T.systemVariable:
      seen.nulls = seen.before === T.not && seen.nulls
      // `3 ~ 7` is a range, `cats' = pets'` is prose.
      if (seen.foreign && kind === T.number) seen.comparing = false
      if (kind !== T.string || seen.before !== T.identifier) seen.constants++
      takeOperand(literal)
      return
    case T.compare:
      // `a !== b` is a program's.
      if (seen.before === T.compare) seen.comparing = false
      else waits(false)
      return
    case T.like:
      waits(false)
      return
    case T.arithmetic:
    case T.other:
      takeSymbol(text.charCodeAt(start))
      return
    case T.identifier:
    case T.function:
      takeWord(start, end)
      return
    case T.is:
      seen.nulls = seen.operand !== none
      return
    case T.in:
      seen.lists = seen.operand !== none && seen.words <= 1
      return
    case T.logic:
    case T.semicolon:
      seen.operand = none
      seen.comparing = false
      seen.operators++
      return
    case T.cast:
    case T.left:
    case T.arrow:
      seen.operators++
  }
}

function takeSymbol(code: number): void {
  // `~`, `@?`, `@@`
  if (code === 0x7e) waits(true)
  else if (code === 0x3f && seen.before === T.other) waits(true)
  else if (code !== 0x2a && code !== 0x5b && code !== 0x5d) seen.operators++
}

function takeWord(start: number, end: number): void {
  const { text } = r
  // `::text`
  if (seen.before === T.cast) return
  if (isArray(text, start, end)) takeOperand(literal)
  else if (isPostfix(text, start, end) && seen.operand !== none) seen.compared = true
  else if (isJoint(text, start, end)) {
    waits(false)
  } else if (!isPart(text, start, end)) {
    takeOperand(text.charCodeAt(end) === 0x28 && seen.left === literal ? literal : name)
  }
}

function takeOperand(value: number): void {
  if (seen.comparing && value === literal && (seen.left === literal || seen.foreign)) {
    seen.compared = true
  }
  seen.comparing = false
  seen.operand = value
}

/** A comparison waits for its right side. */
function waits(foreign: boolean): void {
  seen.left = seen.comparing ? seen.left : seen.operand
  seen.comparing = seen.left !== none
  seen.foreign = foreign
  seen.operators++
}

/** A word that SQL gives no meaning. */
function isPlainWord(kind: number): boolean {
  const { start, end } = scanner
  return kind === T.identifier && r.text.charCodeAt(start) !== 0x60 && !isPart(r.text, start, end)
}

/** `='a`: the application closes the string. */
function rejoins(): boolean {
  if (r.quoted === 0 || scanner.quote !== r.quoted) return false
  return seen.comparing && seen.left !== none && scanner.end - scanner.start <= 3
}

/** The text ends, or a comment cuts off the rest. */
function endsJoint(kind: number): boolean {
  if (seen.compared || (seen.nulls && seen.before === T.literal)) return true
  if (seen.lists && seen.constants > 1 && seen.before === T.right) return true
  if (kind === T.eof || !scanner.clean) return false
  if (isEmptyComment()) return seen.operators > 0 || (r.quoted !== 0 && seen.constants > 0)
  return r.quoted !== 0 && seen.operators > 0 && seen.row === 0
}

/** `-- `, `#`, `-- -`, `--+` */
function isEmptyComment(): boolean {
  const { text } = r
  for (let i = scanner.start + 1; i < text.length; i++) {
    const code = text.charCodeAt(i)
    if (code > 0x20 && code !== 0x2d && code !== 0x2b && code !== 0x2a) return false
  }
  return true
}
