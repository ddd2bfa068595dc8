/** What a value adds to the number that it begins with, if it is that and nothing else. Asked once its end has been read. */
import { isLetter } from '../../ascii.ts'
import { head } from './head.ts'
import { literal, reading as r } from './reading.ts'
import { T } from './token-kinds.ts'
import { scanner } from './tokeniser.ts'

/** `1 limit 1,1`, `1 limit 1 offset 2`, `1)) limit 1,1`, and nothing else; not `1) limit 1,500`, an entry of a list. */
export function limits(): boolean {
  const at = head.behindFirst()
  if (r.tokens !== at + 5 || head.kinds[at] !== T.limit) return false
  if (head.kinds[at + 1] !== T.number || head.kinds[at + 3] !== T.number) return false
  const between = head.kinds[at + 2]
  if (at === 1) return between === T.comma || between === T.limit
  return between === T.comma && (head.ends[at + 3] as number) - (head.starts[at + 3] as number) < 3
}

/** `9 or(1)`, `(1)or(true)`, and nothing else; not `9 or (1)`. @param at which token is AND or OR */
export function addsBracketed(at: number): boolean {
  // A bracket before the number isn't in the head.
  const led = r.text.charCodeAt(0) === 0x28 ? 1 : 0
  if (r.tokens !== at + 5 + led || head.kinds[at] !== T.logic || head.kinds[at + 1] !== T.left) return false
  const constant = head.kinds[at + 2]
  if (head.starts[at + 1] !== head.ends[at] || head.kinds[at + 3] !== T.right) return false
  return constant === T.number || constant === T.literal
}

/** `1 or true`, `1 or !0`, `1 xor 0`, `1 or true and …`, `1 or 1 limit …`, `1 or .1`, `1 or 'a'`, `1 or !id`; not `1 or 2`, `1 or 2.5`. */
export function addsConstant(): boolean {
  if (head.kinds[2] === T.number && head.kinds[3] === T.order && head.kinds[4] === T.by) return true
  if (head.count === 5 && columns.has(head.kinds[3] as number) && isSign(2)) return true
  if (r.operand !== literal) return false
  if (head.kinds[2] === T.literal && continues.has(head.kinds[3] as number)) return true
  if (head.kinds[2] === T.number && head.kinds[3] === T.limit && head.kinds[4] === T.number) return true
  if (r.tokens > 6) return false
  switch (head.kinds[2]) {
    case T.not:
      return head.kinds[3] === T.number || head.kinds[3] === T.literal
    case T.literal:
      return head.count === 4
    case T.arithmetic:
      return head.kinds[3] === T.number
    case T.number:
      return head.count === 4 && (head.is(1, 'xor') || (isHex(2) && !isHex(0)) || isOdd(2))
    case T.string:
      return head.count === 4 && (head.ends[2] as number) - (head.starts[2] as number) <= LONGEST_STRING
  }
  return false
}

/** `!` or `~` right before what it stands for. */
function isSign(index: number): boolean {
  const code = r.text.charCodeAt(head.starts[index] as number)
  return (code === 0x21 || code === 0x7e) && head.ends[index] === head.starts[index + 1]
}

/** Bytes of a string that is a condition: a letter or a number in quotes. */
const LONGEST_STRING = 4

/** `.1`, `1.`, `1e0`: a number as people don't write it. */
function isOdd(index: number): boolean {
  const number = r.text.slice(head.starts[index] as number, head.ends[index] as number)
  return number.length < 12 && /^(?:\.\d+|\d+\.|\d+e\d+)$/i.test(number)
}

/** What goes on behind a condition that is a constant's name. */
const continues = new Set<number>([T.logic, T.limit, T.order, T.having, T.setOperator])

/**
 * `1 or name='admin'`, `1) or id>0`, `1 or not id=0`, `1 or id=1 or id=2`, `1 or t.id=t.id`, `1 or (id=-1)`, `1 or u.name between 'a' and 'z'`, and nothing else;
 * not `2 or more = 3`, `4 and x = 5`, `1 or value is null`, `18 or (age >= 21)`, `1 && done=1;`.
 * @param behind which token stands behind AND or OR
 * @param isClosed a semicolon ends it
 */
export function comparesColumn(behind: number, isClosed: boolean): boolean {
  const isBracketed = head.kinds[behind] === T.left
  const at = isBracketed || head.kinds[behind] === T.not ? behind + 1 : behind
  if (head.kinds[behind - 1] !== T.logic || !columns.has(head.kinds[at] as number)) return false
  const isQualified = head.kinds[at + 1] === T.dot
  const comparison = head.kinds[isQualified ? at + 3 : at + 1]
  const isRange = comparison === T.between
  if (comparison !== T.compare && comparison !== T.like && !isRange) return false
  // A sign or a bracket may stand before it all, or before the constant.
  const isSigned = head.kinds[at + 2] === T.arithmetic
  const behindConstant = at + (isRange || isQualified ? 5 : isSigned ? 4 : 3)
  const goesOn = behindConstant < head.kinds.length && continues.has(head.kinds[behindConstant] as number)
  if (!goesOn && r.tokens > at + (isRange ? 7 : 5) + (isQualified ? 2 : 0) + (isBracketed ? 1 : 0)) return false
  if (isQualified) return goesOn || r.operand === literal || isComparedWithItself(at)
  if (isBracketed && head.starts[at + 1] !== head.ends[at]) return false
  if ((isSigned || isClosed) && !isLetter(r.text.charCodeAt(head.starts[behind - 1] as number))) return false
  const constant = isSigned ? head.kinds[at + 3] : head.kinds[at + 2]
  if (constant === T.string) return true
  const name = r.text.slice(head.starts[at] as number, head.ends[at] as number)
  return constant === T.number && name.length > 1 && !comparatives.test(name)
}

/** `t.id=t.id` */
function isComparedWithItself(at: number): boolean {
  const nameAt = (first: number) => r.text.slice(head.starts[first] as number, head.ends[first + 2] as number)
  return head.kinds[at + 5] === T.dot && nameAt(at) === nameAt(at + 4)
}

/** Names of columns; some of them name other things as well. */
const columns = new Set<number>([
  T.identifier,
  T.object,
  T.type,
  T.schema,
  T.catalogue,
  T.procedure,
  T.bare,
  T.function,
])

const comparatives =
  /^(?:above|below|better|bigger|down|earlier|fewer|greater|higher|larger|later|less|lower|more|older|over|smaller|under|up|worse|younger)$/i

function isHex(index: number): boolean {
  return (r.text.charCodeAt((head.starts[index] as number) + 1) | 0x20) === 0x78
}

/** `1)--`, `1-- -`, `1;#`: nothing but a number and what ends a statement. */
export function cutsNumber(): boolean {
  const { text } = r
  const { start } = scanner
  let closed = false
  for (let i = head.ends[0] as number; i < start; i++) {
    const code = text.charCodeAt(i)
    if (code === 0x29 || code === 0x3b) closed = true
    else if (code !== 0x20) return false
  }
  if (text.charCodeAt(start) === 0x23) return closed && text.length - start <= 2
  if (text.charCodeAt(start) !== 0x2d || text.length - start > 8) return false
  const rest = text.slice(start + 2).trim()
  return rest === '-' || rest === '+' || (closed && rest === '')
}
