import { type BodyParser, type FieldSink, type FieldSource, ValueBuffer } from '../../../fields.ts'
import type { FieldPath, Where } from '../../../types.ts'
import { WINDOW_BYTES } from '../../../windows.ts'
import { type ParserContext, pathWithin } from '../../parser.ts'
import { TextParser } from '../text.ts'
import { BlockStringReader } from './block-string.ts'
import {
  BEGINS,
  BLANK,
  BRACE_CLOSE,
  CARRIAGE_RETURN,
  COMMENT,
  DOT,
  DOTS,
  IN_NAME,
  LETTER,
  LINE_FEED,
  MARK,
  NUMBER,
  PUNCTUATOR,
  QUOTE,
  QUOTES,
} from './bytes.ts'
import { CHECK_SEED, checked, hashed, hashOf, SEED } from './hash.ts'
import { FRAGMENT, MAX_NAME_BYTES, type Names, UNKNOWN } from './names.ts'
import { NumberReader } from './number.ts'
import { type GraphqlShape, shapeOf } from './shape.ts'
import { AFTER_NAME } from './states.ts'
import { endOfRun, StringReader } from './string.ts'
import { Tail } from './tail.ts'
import { ENUM, INPUT_NAME, PLAIN, REFUSED, Walk } from './walk.ts'

// What the last chunk broke off in.
const NOTHING = 0
const IN_A_NAME = 1
const IN_NUMBER = 2
/** One quote, two of them. */
const ONE_QUOTE = 3
const TWO_QUOTES = 4
const STRING = 5
const BLOCK_STRING = 6
const IN_COMMENT = 7
const IN_DOTS = 8
const IN_MARK = 9

const MARK_BYTES = [0xef, 0xbb, 0xbf]
/**
 * Names and numbers before a fault that are shown with it: `1 OR 1=1` has its fault at the last `=` only. What stands before
 * a string, a comment or the end of a definition isn't. As much as a name that has a number of its own.
 */
const LOOKED_BACK = MAX_NAME_BYTES
const EMPTY = Buffer.alloc(0)
/** U+2028 and U+2029 in UTF-8. */
const LINE_SEPARATOR = 0xe280a8
const PARAGRAPH_SEPARATOR = 0xe280a9

/** Walks whose documents have ended: their tables are dearer to make than a small document is to read. */
const spare: Walk[] = []
const MAX_SPARE = 4

function takeWalk(): Walk {
  const walk = spare.pop()
  walk?.restart()
  return walk ?? new Walk()
}

/** Stands for a walk that has been given back. */
const ended = new Walk()

/**
 * GraphQL as its specification has it (October 2021, and what the draft adds), executable documents only, read byte by
 * byte: strings, enum values, comments, descriptions, the names of arguments and keys become fields; other names only if
 * they are unusual. Numbers can't hold an attack and are only checked. From a fault on, the rest is inspected as text.
 * GRAMMAR.md has the details.
 */
export class GraphqlParser implements BodyParser, FieldSource {
  readonly where: Where
  /** What the document asks for; known after `end`. */
  shape: GraphqlShape | undefined
  readonly #context: ParserContext
  readonly #sink: FieldSink
  #walk: Walk = takeWalk()
  readonly #names: Names = this.#walk.names
  readonly #value: ValueBuffer
  #strings: StringReader | undefined
  #blockStrings: BlockStringReader | undefined
  #numbers: NumberReader | undefined
  #open = NOTHING
  #isBroken = false
  /** The last three bytes of a comment. */
  #recent = 0
  #hasOtherLineEnds = false
  #rest: TextParser | undefined
  /** Offset of the chunk. */
  #consumed: number
  readonly #start: number
  #largest = 0
  /** Offset of the token that the last chunk broke off in. */
  #tokenOffset = 0
  #hash = 0
  #check = 0
  #length = 0
  /** Dots or bytes of a mark that have been read. */
  #count = 0
  /** Offset from which on there were names, numbers and punctuators only, of one definition. */
  #plainFrom: number
  /** The last bytes before the chunk. */
  readonly #tail = new Tail(LOOKED_BACK)

  constructor(context: ParserContext) {
    this.where = context.where
    this.#context = context
    this.#sink = context.sink
    this.#value = new ValueBuffer(context.sink, this)
    this.#consumed = context.offset ?? 0
    this.#start = this.#consumed
    this.#plainFrom = this.#consumed
  }

  path(): FieldPath {
    return pathWithin(this.#context.parent, this.#ownPath())
  }

  name(): string {
    return this.#walk.levels.lastName(this.#names) ?? this.#root().at(-1) ?? this.#context.parent?.name() ?? ''
  }

  write(chunk: Buffer): void {
    const end = chunk.length
    let i = 0
    while (i < end && !this.#isBroken) {
      i = this.#open === NOTHING ? this.#tokens(chunk, i, end) : this.#resume(chunk, i, end)
    }
    if (this.#isBroken) this.#rest?.write(i === 0 ? chunk : chunk.subarray(i))
    else this.#tail.keep(chunk, this.#consumed + end - this.#plainFrom)
    this.#consumed += end
  }

  end(): void {
    if (this.#walk === ended) return
    if (!this.#isBroken) this.#complete()
    this.#rest?.end()
    this.#walk.finish()
    const { fault, tokens, selections } = this.#walk
    this.shape = shapeOf(selections, this.#names, {
      fault,
      hasOtherLineEnds: this.#hasOtherLineEnds,
      bytes: this.#consumed - this.#start,
      largestValueBytes: this.#largest,
      tokens,
    })
    if (spare.length < MAX_SPARE && this.#walk.isSmall) spare.push(this.#walk)
    this.#walk = ended
  }

  #root(): string[] {
    const { type, fragment } = this.#walk
    if (type < 0) return []
    return type === FRAGMENT && fragment >= 0 ? ['fragment', this.#names.text(fragment)] : [this.#names.text(type)]
  }

  #ownPath(): FieldPath {
    return [...this.#root(), ...this.#walk.levels.path(this.#names)]
  }

  /** Reads tokens until something breaks off. @returns where to go on */
  #tokens(chunk: Buffer, start: number, end: number): number {
    const walk = this.#walk
    const names = this.#names
    let i = start
    while (i < end) {
      const byte = chunk[i] as number
      const begins = BEGINS[byte] as number
      if (begins === BLANK) {
        do i++
        while (i < end && BEGINS[chunk[i] as number] === BLANK)
      } else if (begins === LETTER) {
        let hash = SEED
        let check = CHECK_SEED
        let stop = i
        let letter = byte
        do {
          hash = hashed(hash, letter)
          check = checked(check, letter)
          letter = ++stop < end ? (chunk[stop] as number) : 0
        } while (IN_NAME[letter] === 1)
        if (stop === end || stop - i > MAX_NAME_BYTES) return this.#openName(chunk, i, stop, hash, check)
        const name = names.number(chunk, i, stop, hash, check)
        const role = walk.state <= AFTER_NAME ? walk.field(name) : walk.name(name)
        if ((role !== PLAIN || names.isUnusual(name)) && !this.#show(role, chunk, i, stop, hash)) {
          return this.#fail(chunk, stop, this.#consumed + i)
        }
        i = stop
      } else if (begins === PUNCTUATOR) {
        if (!walk.punctuator(byte)) return this.#fail(chunk, i)
        i++
        if (byte === BRACE_CLOSE && walk.levels.depth === 0) this.#plainFrom = this.#consumed + i
      } else {
        i = this.#token(begins, chunk, i, end)
        if (this.#open !== NOTHING || this.#isBroken) return i
      }
    }
    return i
  }

  /** Shows a name that isn't plain. @returns false if it may not stand there */
  #show(role: number, chunk: Buffer, start: number, end: number, hash: number): boolean {
    if (role === REFUSED) return false
    this.#sink.field(this, chunk, start, end, this.#consumed + start, role !== ENUM)
    if (role === ENUM) this.#takeEnum(hash, end - start)
    return true
  }

  #takeEnum(hash: number, length: number): void {
    this.#walk.value(hash)
    this.#measure(length)
  }

  #measure(length: number): void {
    if (length > this.#largest) this.#largest = length
  }

  /** What is neither a name nor a punctuator of one byte. */
  #token(begins: number, chunk: Buffer, i: number, end: number): number {
    switch (begins) {
      case QUOTES:
        return this.#walk.takesString ? this.#quote(chunk, i, end) : this.#refuse(chunk, i)
      case NUMBER:
        if (!this.#walk.takesNumber) return this.#refuse(chunk, i)
        this.#numbers ??= new NumberReader()
        this.#numbers.begin()
        this.#open = IN_NUMBER
        return this.#number(chunk, i, end)
      case COMMENT:
        return this.#comment(chunk, i, end)
      case DOTS:
        if (i + 2 < end && chunk[i + 1] === DOT && chunk[i + 2] === DOT) {
          return this.#walk.punctuator(DOT) ? i + 3 : this.#fail(chunk, i + 3, this.#consumed + i)
        }
        this.#open = IN_DOTS
        this.#count = 1
        return i + 1
      case MARK:
        this.#open = IN_MARK
        this.#count = 1
        return i + 1
      default:
        this.#walk.refuse('a character that GraphQL does not have there')
        return this.#fail(chunk, i)
    }
  }

  #resume(chunk: Buffer, i: number, end: number): number {
    switch (this.#open) {
      case IN_A_NAME:
        return this.#goOnWithName(chunk, i, end)
      case IN_NUMBER:
        return this.#number(chunk, i, end)
      case ONE_QUOTE:
        if (chunk[i] === QUOTE) {
          this.#open = TWO_QUOTES
          return i + 1
        }
        return this.#openString(i)
      case TWO_QUOTES:
        if (chunk[i] === QUOTE) return this.#openBlockString(i + 1)
        this.#endString(SEED, 0, i)
        return i
      case STRING:
        return this.#string(chunk, i, end)
      case BLOCK_STRING:
        return this.#blockString(chunk, i, end)
      case IN_COMMENT:
        return this.#goOnWithComment(chunk, i, end)
      case IN_DOTS:
        return this.#dots(chunk, i)
      default:
        return this.#mark(chunk, i)
    }
  }

  #openName(chunk: Buffer, start: number, end: number, hash: number, check: number): number {
    this.#open = IN_A_NAME
    this.#tokenOffset = this.#consumed + start
    this.#hash = hash
    this.#check = check
    this.#length = end - start
    this.#value.begin(this.#tokenOffset, !this.#walk.takesNumber)
    this.#value.push(chunk, start, end)
    return end
  }

  #goOnWithName(chunk: Buffer, start: number, end: number): number {
    let i = start
    for (; i < end && IN_NAME[chunk[i] as number] === 1; i++) {
      this.#hash = hashed(this.#hash, chunk[i] as number)
      this.#check = checked(this.#check, chunk[i] as number)
    }
    this.#value.push(chunk, start, i)
    this.#length += i - start
    if (i === end) return i
    this.#open = NOTHING
    const isLong = this.#length > MAX_NAME_BYTES
    if (isLong) this.#names.isFull = true
    const name = isLong ? UNKNOWN : this.#names.number(this.#value.bytes, 0, this.#length, this.#hash, this.#check)
    const role = this.#walk.name(name)
    if (role === REFUSED) {
      if (isLong) this.#value.end()
      return this.#fail(chunk, i, this.#tokenOffset)
    }
    if (role === INPUT_NAME || role === ENUM || this.#names.isUnusual(name)) this.#value.end()
    if (role === ENUM) this.#takeEnum(this.#hash, this.#length)
    return i
  }

  #number(chunk: Buffer, start: number, end: number): number {
    const numbers = this.#numbers as NumberReader
    const i = numbers.read(chunk, start, end)
    if (!numbers.hasEnded) return i
    this.#open = NOTHING
    if (numbers.fault !== '') {
      this.#walk.refuse(numbers.fault)
      return this.#fail(chunk, i)
    }
    this.#measure(numbers.length)
    this.#walk.value(numbers.hash)
    return i
  }

  /** What begins with a quote. The common case: a string without escapes, all in this chunk, no copy. */
  #quote(chunk: Buffer, i: number, end: number): number {
    const start = i + 1
    if (start === end) {
      this.#open = ONE_QUOTE
      return start
    }
    const stop = endOfRun(chunk, start, end)
    if (stop === end || chunk[stop] !== QUOTE || stop - start > WINDOW_BYTES) return this.#openString(start)
    if (stop === start) {
      this.#open = TWO_QUOTES
      return start + 1
    }
    this.#sink.field(this, chunk, start, stop, this.#consumed + start, false)
    this.#endString(hashOf(SEED, chunk, start, stop), stop - start, stop + 1)
    return stop + 1
  }

  #openString(start: number): number {
    this.#open = STRING
    this.#strings ??= new StringReader(this.#value)
    this.#strings.begin()
    this.#value.begin(this.#consumed + start, false)
    return start
  }

  #string(chunk: Buffer, start: number, end: number): number {
    const strings = this.#strings as StringReader
    const i = strings.read(chunk, start, end)
    if (strings.fault !== '') {
      this.#value.end()
      this.#plainFrom = this.#consumed + i
      this.#walk.refuse(strings.fault)
      return this.#fail(chunk, i)
    }
    if (strings.hasEnded) {
      const length = this.#value.total
      this.#value.end()
      this.#endString(strings.hash, length, i)
    }
    return i
  }

  #endString(hash: number, length: number, end: number): void {
    this.#open = NOTHING
    this.#plainFrom = this.#consumed + end
    if (this.#walk.takesNumber) this.#measure(length)
    this.#walk.string(hash)
  }

  #openBlockString(start: number): number {
    this.#open = BLOCK_STRING
    this.#blockStrings ??= new BlockStringReader(this.#value)
    this.#blockStrings.begin()
    this.#value.begin(this.#consumed + start, false)
    return start
  }

  #blockString(chunk: Buffer, start: number, end: number): number {
    const blockStrings = this.#blockStrings as BlockStringReader
    const i = blockStrings.read(chunk, start, end)
    if (blockStrings.hasEnded) this.#endString(blockStrings.hash, blockStrings.length, i)
    return i
  }

  #comment(chunk: Buffer, i: number, end: number): number {
    const start = i + 1
    const stop = endOfLine(chunk, start, end)
    if (stop === end || stop - start > WINDOW_BYTES) {
      this.#open = IN_COMMENT
      this.#value.begin(this.#consumed + start, false)
      return start
    }
    this.#lookForLineEnds(chunk, start, stop)
    if (stop > start) this.#sink.field(this, chunk, start, stop, this.#consumed + start, false)
    this.#plainFrom = this.#consumed + stop
    return stop
  }

  /** graphql-java ends a comment at U+2028 and U+2029, too, and runs what we take for its rest. */
  #lookForLineEnds(chunk: Buffer, start: number, end: number): void {
    for (let i = start; i < end; i++) {
      this.#recent = ((this.#recent << 8) | (chunk[i] as number)) & 0xffffff
      if (this.#recent === LINE_SEPARATOR || this.#recent === PARAGRAPH_SEPARATOR) this.#hasOtherLineEnds = true
    }
  }

  #goOnWithComment(chunk: Buffer, start: number, end: number): number {
    const stop = endOfLine(chunk, start, end)
    this.#lookForLineEnds(chunk, start, stop)
    this.#value.push(chunk, start, stop)
    if (stop === end) return end
    this.#value.end()
    this.#open = NOTHING
    this.#plainFrom = this.#consumed + stop
    return stop
  }

  #dots(chunk: Buffer, i: number): number {
    if (chunk[i] !== DOT) {
      this.#walk.refuse('dots that are no "..."')
      return this.#fail(chunk, i)
    }
    if (++this.#count < 3) return i + 1
    this.#open = NOTHING
    return this.#walk.punctuator(DOT) ? i + 1 : this.#fail(chunk, i + 1, this.#consumed + i - 2)
  }

  #mark(chunk: Buffer, i: number): number {
    if (chunk[i] !== MARK_BYTES[this.#count]) {
      this.#walk.refuse('a character that GraphQL does not have there')
      return this.#fail(chunk, i)
    }
    if (++this.#count === MARK_BYTES.length) this.#open = NOTHING
    return i + 1
  }

  /** The document ends: is it whole? */
  #complete(): void {
    switch (this.#open) {
      case IN_COMMENT:
        this.#open = NOTHING
        this.#plainFrom = this.#consumed
        this.#value.end()
        break
      case IN_A_NAME:
        if (this.#length > MAX_NAME_BYTES) this.#value.end()
        break
      case STRING:
        this.#plainFrom = this.#consumed
        this.#value.end()
        break
      case BLOCK_STRING:
        this.#plainFrom = this.#consumed
        this.#blockStrings?.breakOff()
        break
    }
    if (this.#open === NOTHING && this.#walk.isComplete) return
    this.#walk.refuse(`it ends where ${this.#walk.missing} was expected`)
    this.#fail(EMPTY, 0)
  }

  #refuse(chunk: Buffer, i: number): number {
    this.#walk.refuse(`expected ${this.#walk.missing}`)
    return this.#fail(chunk, i)
  }

  /** Says what is wrong; the rest from `i` on is text, with what stands before it. @param offset of the fault */
  #fail(chunk: Buffer, i: number, offset: number = this.#consumed + i): number {
    this.#isBroken = true
    const message = `malformed GraphQL: ${this.#walk.fault}`
    this.#sink.condition(this, 'malformed_body', 'warning', message, offset)
    if (this.#context.isGuess) return i
    const from = Math.max(this.#plainFrom, this.#consumed + i - LOOKED_BACK)
    this.#rest = new TextParser({ ...this.#context, offset: from }, this.#ownPath())
    const before = this.#consumed - from
    if (before > 0) this.#rest.write(this.#tail.last(before))
    this.#rest.write(chunk.subarray(Math.max(0, -before), i))
    return i
  }
}

/** The end of the line, without what ends it. */
function endOfLine(bytes: Buffer, start: number, end: number): number {
  let i = start
  while (i < end && bytes[i] !== LINE_FEED && bytes[i] !== CARRIAGE_RETURN) i++
  return i
}
