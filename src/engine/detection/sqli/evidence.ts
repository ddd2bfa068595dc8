/**
 * A quick look for what an injection can't do without: one pass, no tokens. Most texts that wake the detector are prose, in
 * which the quick look finds nothing, or shows where the last telling word stands.
 */
import './words-asked.ts'
import { lookAtText } from '../../asking/value.ts'
import { buildAutomaton } from '../../automaton.ts'
import { environment } from './catalogues.ts'
import { C, classOf, glueEnd, numberEnd, plainQuote } from './characters.ts'
import { attached, statementHeads } from './cues.ts'
import { mayBeCondition, maySelect, maySort, mayUnite, standsBehindCase, standsInName } from './follows.ts'
import { hashOf, kindOf, wordsOf } from './keywords.ts'
import { mayLeave } from './leaves.ts'
import { marks } from './marks.ts'
import { stackedQueries } from './second-query.ts'
import { T } from './token-kinds.ts'

/** AND, OR, WHERE, `||` … */
const connects = 1
/** SELECT, SLEEP …: needs no other word beside it. */
const decides = 2
/** ORDER BY, LIMIT: harmless unless the rest is cut off. */
const orders = 4
/** DROP, INSERT …: a statement if it follows a semicolon. */
const states = 8
const constant = 16
/** Names what is worth reading: a catalogue, a function that reaches out, `@@version`. */
const reaches = 32
const separates = 64
const compares = 128
const comments = 256
const single = 512
const double = 1024
const tick = 2048
const quotes = single | double | tick
/** Set of what reading must not jump over. */
const marked = 4096
/** Set of words, which count as a whole only. */
const isWord = 8192
/** A number's end may be glue. */
const mayGlue = 16384
/** A quote stands where the value may leave it. */
const leaves = 32768
/** What stands beside the word decides whether it counts: AND, WHERE · SELECT · WHEN. */
const isCondition = 0x10000
const isSelect = 0x20000
const isWhen = 0x40000
const isUnion = 0x80000
const isSorting = 0x100000
const isAsked = isCondition | isSelect | isWhen | isUnion | isSorting

/** What each literal is evidence of. */
const evidenceOf = new Map<string, number>()
const add = (bits: number, literals: readonly string[]) => {
  for (const literal of literals) evidenceOf.set(literal, (evidenceOf.get(literal) ?? 0) | bits)
}
add(isWord | isCondition | connects | marked, ['and', 'or', ...wordsOf(T.where, T.having)])
add(isWord | connects | marked, ['xor'])
add(isWord | isWhen | connects | marked, wordsOf(T.when))
add(isWord | isSelect | decides | marked, wordsOf(T.select))
add(isWord | decides | marked, wordsOf(T.waitfor, T.procedure))
add(isWord | decides, wordsOf(T.native, T.infile))
add(isWord | decides, wordsOf(T.catalogue))
add(decides, [...attached, ...statementHeads])
add(
  decides,
  environment.map((name) => `${name}()`),
)
add(isWord | decides | reaches | marked, wordsOf(T.danger, T.package, T.extended))
add(isWord | decides | reaches, wordsOf(T.sleep, T.outfile))
add(isWord | reaches, wordsOf(T.catalogue, T.schema))
add(isWord | isSorting | orders, wordsOf(T.order))
add(isWord | isCondition | orders, wordsOf(T.limit))
add(isWord | states, wordsOf(T.drop, T.insert, T.update, T.delete, T.shutdown, T.call, T.begin, T.verb, T.set))
// The one function that begins a statement.
add(isWord | states, ['if'])
add(isWord | states | decides, wordsOf(T.declare))
add(isWord | states | marked, wordsOf(T.exec))
add(isWord | isUnion | decides | marked, wordsOf(T.setOperator))
add(isWord | constant, wordsOf(T.literal))
add(constant, ['\\n'])
add(separates, [';'])
add(states, stackedQueries)
add(compares, ['<', '=', '>', '~'])
add(comments | marked, ['#', '--', '/*'])
add(connects | marked, ['||', '&&'])
add(reaches | decides, ['@@'])
add(single | marked, ["'"])
add(double | marked, ['"'])
add(tick | marked, ['`'])
add(mayGlue, ['.e(', '.e.'])

const literals = [...evidenceOf.keys()]
const bitsOf = Int32Array.from(evidenceOf.values())
const { column, next, shift, outputs } = buildAutomaton(literals)
/** The automaton's transitions, negated (`~`) into states in which a literal ends. */
const transitions = new Int16Array(next).map((state) => (outputs[state] === undefined ? state : ~state))

/** What the text holds. */
class Evidence {
  bits = 0
  /** Where the last word or symbol stands that can bring a reading back to life that has ended; -1 if none does. */
  last = -1

  get reached(): boolean {
    return (this.bits & reaches) !== 0
  }

  /** The text holds quotes and nothing else that is telling. */
  get isQuotesOnly(): boolean {
    return (this.bits & ~(quotes | marked | leaves)) === 0
  }

  /** What stands behind a quote, or elsewhere, may be SQL. */
  get mayLeave(): boolean {
    return (this.bits & (leaves | connects | decides)) !== 0 || this.#isOrderCut
  }

  /** The text holds this quote, in one of its spellings. */
  holdsQuote(quote: number): boolean {
    return (this.bits & (quote === 0x27 ? single : quote === 0x22 ? double : tick)) !== 0
  }

  /** ORDER BY or LIMIT, and what may cut off the rest. */
  get #isOrderCut(): boolean {
    return (this.bits & orders) !== 0 && (this.bits & comments) !== 0
  }

  /** The text may continue a statement from where no quote is open. */
  mayContinue(text: string): boolean {
    const { bits } = this
    if ((bits & decides) !== 0) return true
    if ((bits & states) !== 0 && (bits & separates) !== 0) return true
    if (this.#isOrderCut || ((bits & orders) !== 0 && beginsWithNumber(text))) return true
    if ((bits & connects) === 0) return (bits & leaves) !== 0 && beginsWithNumber(text)
    return (bits & (compares | comments | constant | quotes)) !== 0 || !beginsAsProse(text)
  }

  /** Fills this and `marks`. */
  gather(text: string): void {
    const { length } = text
    const columns = column
    const table = transitions
    this.bits = 0
    this.last = -1
    marks.count = 0
    lookAtText(text)
    let state = 0
    for (let i = 0; i < length; i++) {
      const code = text.charCodeAt(i)
      if (code > 0xff) {
        state = 0
        if (classOf(code) !== C.word) this.#noteWide(code, i)
        continue
      }
      state = table[(state << shift) | (columns[code] as number)] as number
      if (state < 0) {
        state = ~state
        this.#noteLiterals(text, outputs[state] as readonly number[], i + 1)
      }
    }
  }

  #noteLiterals(text: string, ids: readonly number[], end: number): void {
    for (let i = 0; i < ids.length; i++) {
      const id = ids[i] as number
      const start = end - (literals[id] as string).length
      const bits = bitsOf[id] as number
      if ((bits & isWord) !== 0) {
        if (isWhole(text, start, end)) this.#note(counts(text, bits, start, end) ? bits : bits & marked, start)
      } else if ((bits & mayGlue) === 0) this.#note(bits, start)
      else this.#noteGlue(text, start)
    }
  }

  /** `1.e(`: a number stands before the dot. */
  #noteGlue(text: string, dot: number): void {
    const number = runStart(text, dot)
    if (classOf(text.charCodeAt(number)) !== C.digit || numberEnd(text, number) !== dot + 1) return
    if (glueEnd(text, dot + 1) !== 0) this.#note(decides | marked, number)
  }

  /** Typographic quotes, and the dashes that a word processor makes of `--`. */
  #noteWide(code: number, position: number): void {
    const quote = plainQuote(code)
    if (quote === 0x27) this.#note(single | marked, position)
    else if (quote === 0x22) this.#note(double | marked, position)
    else if (classOf(code) === C.other) this.#note(comments | marked, position)
  }

  #note(bits: number, position: number): void {
    if ((bits & quotes) !== 0 && (this.bits & leaves) === 0 && mayLeave(position + 1)) this.bits |= leaves
    this.bits |= bits
    if ((bits & marked) !== 0) marks.add(position)
    if ((bits & (connects | decides)) !== 0) this.last = position
  }
}

export const evidence = new Evidence()

/** Behind AND, OR: what begins no operand; see `cues.ts`. */
function endsOperand(text: string, at: number): boolean {
  const code = text.charCodeAt(at)
  // `/*` goes on as white space, the `*/` of `/*!and*/` too.
  if (code === 0x2f) return text.charCodeAt(at + 1) !== 0x2a
  return code === 0x2a ? text.charCodeAt(at + 1) !== 0x2f : '%=<>,;:?*&|^)]}$'.includes(text.charAt(at))
}

/** What stands beside the word may make it SQL's. */
function counts(text: string, bits: number, start: number, end: number): boolean {
  if ((bits & isAsked) === 0) return true
  if (standsInName(start)) return false
  if ((bits & isCondition) !== 0) return !(end - start <= 3 && endsOperand(text, end)) && mayBeCondition(end)
  if ((bits & isUnion) !== 0) return mayUnite(start, end)
  if ((bits & isSorting) !== 0) return maySort(end)
  return (bits & isSelect) !== 0 ? maySelect(start, end) : standsBehindCase(start)
}

function isWordPart(code: number): boolean {
  const kind = classOf(code)
  return kind === C.word || kind === C.digit
}

/** A word from `start` to `end` stands by itself, or behind a number: `1or`, `0xfunion`. */
function isWhole(text: string, start: number, end: number): boolean {
  // Behind it first: so every word is walked back through once at most.
  if (end < text.length && isWordPart(text.charCodeAt(end))) return false
  if (start === 0 || !isWordPart(text.charCodeAt(start - 1))) return true
  const run = runStart(text, start)
  // `\Nor`
  if (start === run + 1 && run > 0 && text.charCodeAt(run) === 0x4e && text.charCodeAt(run - 1) === 0x5c) return true
  // `1.e5or`: the number begins before the dot.
  const number = run > 1 && text.charCodeAt(run - 1) === 0x2e ? numberStart(text, run - 1) : run
  return (
    classOf(text.charCodeAt(number)) === C.digit &&
    (numberEnd(text, number) === start || numberEnd(text, run) === start)
  )
}

/** Where the letters and digits begin that end at `end`. */
function runStart(text: string, end: number): number {
  let start = end
  while (start > 0 && isWordPart(text.charCodeAt(start - 1))) start--
  return start
}

/** Where the digits begin that end at `end`. */
function numberStart(text: string, end: number): number {
  let start = end
  while (start > 0 && classOf(text.charCodeAt(start - 1)) === C.digit) start--
  return start
}

function beginsWithNumber(text: string): boolean {
  let start = 0
  while (start < text.length && (classOf(text.charCodeAt(start)) === C.space || text.charCodeAt(start) === 0x2d))
    start++
  return classOf(text.charCodeAt(start)) === C.digit
}

/** The first word isn't SQL's: what follows can be no more than a word beside it. */
function beginsAsProse(text: string): boolean {
  let start = 0
  while (start < text.length && classOf(text.charCodeAt(start)) === C.space) start++
  let end = start
  while (end < text.length && classOf(text.charCodeAt(end)) === C.word) end++
  if (end === start) return false
  return kindOf(text, start, end, hashOf(text, start, end)) === T.identifier
}
