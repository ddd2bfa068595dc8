import { hexDigit } from '../../../digits.ts'
import { type BodyParser, type FieldSink, type FieldSource, ValueBuffer } from '../../../fields.ts'
import { jsonEscapes } from '../../../json-escapes.ts'
import { type Budget, NO_LIMIT } from '../../../limits/budget.ts'
import { countCharacters } from '../../../limits/characters.ts'
import { MAX_NAMES } from '../../../limits/name-set.ts'
import {
  AFTER_COMMA,
  AT_ENTRY,
  ENTRY_DEPTH,
  type Loaded,
  STATE,
  STRING_END,
  TEXT,
  TEXT_END,
  WORK,
} from '../../../loaded.ts'
import type { FieldPath, Where } from '../../../types.ts'
import { WINDOW_BYTES } from '../../../windows.ts'
import { type ParserContext, pathWithin } from '../../parser.ts'
import { TextParser } from '../text.ts'
import { Containers, MAX_KEY_BYTES } from './containers.ts'
import { tellLimits } from './walk-limits.ts'

/** Containers deeper than this are refused, so that the stack stays small whatever the body. */
export const MAX_DEPTH = 4_096
/** Entries may stand at any depth. */
const ANY_DEPTH = 0x7fffffff
/** A walk that stops after fewer bytes … */
const WORTHWHILE_BYTES = 32
/** … so many times in a chunk is given up. */
const MAX_STOPS = 64

// What the next byte may be.
const VALUE = 0
const VALUE_OR_END = 1
const KEY = 2
const KEY_OR_END = 3
const COLON = 4
const AFTER_VALUE = 5
const STRING = 6
const ESCAPE = 7
const UNICODE = 8
const LITERAL = 9
const DONE = 10
const BROKEN = 11
// Inside a number, after …
const MINUS = 12
const ZERO = 13
const INTEGER = 14
const POINT = 15
const FRACTION = 16
const EXPONENT = 17
const EXPONENT_SIGN = 18
const EXPONENT_DIGITS = 19
// A comment, which JSON doesn't have but many readers skip: after its first slash, in a line or a block of it.
const COMMENT = 20
const LINE_COMMENT = 21
const BLOCK_COMMENT = 22
const BLOCK_COMMENT_STAR = 23

const ENTRIES = 'json.max_object_entry_count'
const ELEMENTS = 'json.max_array_element_count'
const NAME_LENGTH = 'json.max_object_entry_name_length'
const STRING_LENGTH = 'json.max_string_value_length'

const COMMA = 0x2c
const SLASH = 0x2f
const STAR = 0x2a
const QUOTE = 0x22
const BACKSLASH = 0x5c

/** Bytes that end a run of plain string characters. */
const ENDS_RUN = new Uint8Array(256)
ENDS_RUN[QUOTE] = 1
ENDS_RUN[BACKSLASH] = 1
for (let byte = 0; byte < 0x20; byte++) ENDS_RUN[byte] = 1

const LITERALS: Readonly<Record<number, string>> = { 116: 'true', 102: 'false', 110: 'null' }
const NOTHING = Buffer.alloc(0)
const MARK = Buffer.from('\ufeff')
const REPLACEMENT = Buffer.from('\ufffd')

/**
 * JSON as RFC 8259 has it, read byte by byte: every string and every key becomes a field, every one of two equal keys
 * too. Numbers and literals can't hold an attack and are only checked. Comments, commas before a closing bracket and
 * control characters in strings are said to be malformed and read over, as lenient servers do; from any other fault on, the
 * rest is inspected as text.
 */
export class JsonParser implements BodyParser, FieldSource {
  where: Where
  #context: ParserContext
  readonly #sink: FieldSink
  readonly #budget: Budget
  readonly #value: ValueBuffer
  readonly #sequence: boolean
  #state = VALUE
  #chunk: Buffer = NOTHING
  /** Offset of `chunk[0]` in the body. */
  #consumed: number
  /** How much of a byte order mark has been seen; its length once there is none to come. */
  #markAt = 0
  #rest: TextParser | undefined

  readonly #containers = new Containers()
  #inKey = false
  /** The string spans chunks, holds an escape, or is long, and is collected in `#value`. */
  #collecting = false
  #from = 0
  #stringOffset = 0
  #unicode = 0
  #unicodeDigits = 0
  #highSurrogate = 0
  #literal = ''
  #literalAt = 0
  /** The state to return to after a comment. */
  #afterComment = VALUE
  /** An array's comma was the last that was read. */
  #afterComma = false
  /** The value that begins next may be meant for a GraphQL server, who is told of it. */
  #atEntry = false
  /** What walks through the chunk. */
  #walker: Loaded | undefined
  #saidComment = false
  #saidControl = false
  #saidComma = false

  // What the policy allows.
  readonly #maxDepth: number
  readonly #maxEntries: number
  readonly #maxElements: number
  readonly #maxName: number
  readonly #maxString: number
  /** Characters of the string before `#from`, if there is a limit. */
  #characters = 0
  /** The scope of names by container, if duplicates are looked for. */
  readonly #scope: number[] | undefined
  #saidUnchecked = false

  /** @param sequence several values may follow each other (NDJSON, JSON text sequences) */
  constructor(context: ParserContext, sequence = false) {
    this.where = context.where
    this.#context = context
    this.#sink = context.sink
    this.#budget = context.budget
    this.#value = new ValueBuffer(context.sink, this)
    this.#sequence = sequence
    this.#consumed = context.offset ?? 0
    const { max, limits } = context.budget
    this.#maxDepth = max['json.max_container_depth']
    this.#maxEntries = max['json.max_object_entry_count']
    this.#maxElements = max['json.max_array_element_count']
    this.#maxName = max['json.max_object_entry_name_length']
    this.#maxString = max['json.max_string_value_length']
    this.#scope = limits.json.allow_duplicate_object_entry_name ? undefined : []
  }

  /** Begins anew with what stands in another field: small documents within values come in thousands. */
  restart(parent: FieldSource, offset: number): void {
    this.where = parent.where
    this.#context = { ...this.#context, where: parent.where, parent, offset }
    this.#state = VALUE
    this.#consumed = offset
    this.#markAt = 0
    this.#rest = undefined
    this.#atEntry = false
    this.#containers.clear()
    this.#collecting = false
    this.#saidComment = false
    this.#saidControl = false
    this.#saidComma = false
    this.#saidUnchecked = false
  }

  path(): FieldPath {
    return pathWithin(this.#context.parent, this.#containers.path())
  }

  name(): string {
    return this.#containers.name() ?? this.#context.parent?.name() ?? ''
  }

  write(chunk: Buffer): void {
    try {
      this.#read(chunk)
    } finally {
      this.#sink.forget?.()
    }
  }

  #read(chunk: Buffer): void {
    this.#chunk = chunk
    this.#containers.begin(chunk)
    const end = chunk.length
    let i = this.#markAt < MARK.length ? this.#skipMark(chunk) : 0
    if (this.#state === STRING) this.#from = 0
    this.#walker = this.#sink.load?.(chunk, i, this.where)
    const walk = this.#walker
    let stops = 0
    while (i < end) {
      if (walk !== undefined && stops < MAX_STOPS && this.#canWalk(walk)) {
        const from = i
        i = this.#walk(walk, chunk, i, end)
        // Where it stops all the time it costs more than it gives.
        if (i - from < WORTHWHILE_BYTES) stops++
      } else i = this.#state === STRING ? this.#string(chunk, i, end) : this.#step(chunk, i, end)
    }
    if (this.#state === STRING) this.#collect(end)
    this.#containers.end()
    this.#consumed += end
  }

  #canWalk({ maxLevels }: Loaded): boolean {
    // A walk doesn't compare names.
    return (
      this.#state <= AFTER_VALUE && !this.#atEntry && this.#scope === undefined && this.#containers.depth < maxLevels
    )
  }

  /** Passes over what nothing can be found in, and reads what comes behind it. */
  #walk(walk: Loaded, chunk: Buffer, start: number, end: number): number {
    const { registers, input } = walk
    this.#tell(walk)
    const at = walk.walk(start + input, end + input)
    const stringEnd = registers[STRING_END] as number
    const i = at - input
    this.#state = registers[STATE] as number
    this.#afterComma = registers[AFTER_COMMA] !== 0
    this.#atEntry = registers[AT_ENTRY] !== 0
    this.#containers.learn(walk)
    const passed = registers[WORK] as number
    if (passed > 0) this.#sink.passed?.(passed)
    if (stringEnd === 0) return i < end ? this.#step(chunk, i, end) : end
    this.#afterComma = false
    this.#openString(i, isKeyState(this.#state))
    if (registers[TEXT] === at + 1) this.#closeString(chunk, stringEnd - input)
    else this.#closeUnescaped(walk)
    return stringEnd - input + 1
  }

  /** Ends a string whose text lies in the walk's memory: never a key, and within all limits. */
  #closeUnescaped({ registers, memory }: Loaded): void {
    this.#sink.field(this, memory, registers[TEXT] as number, registers[TEXT_END] as number, this.#stringOffset, false)
    this.#stringDone()
  }

  /** Reads a string with escapes in one go. @returns where it ends; 0 if it has to be read escape by escape */
  #unescape(walk: Loaded, end: number): number {
    if (this.#inKey || this.#collecting) return 0
    const { registers, input } = walk
    const stringEnd = walk.undoEscapes(this.#from + input, end + input)
    const length = (registers[TEXT_END] as number) - (registers[TEXT] as number)
    if (stringEnd === 0 || length > Math.min(this.#maxString, WINDOW_BYTES)) return 0
    this.#closeUnescaped(walk)
    return stringEnd - input
  }

  /** Tells the walk where it stands. */
  #tell(walk: Loaded): void {
    const { registers } = walk
    this.#containers.tell(walk)
    registers[STATE] = this.#state
    registers[AFTER_COMMA] = Number(this.#afterComma)
    registers[WORK] = 0
    registers[AT_ENTRY] = 0
    registers[ENTRY_DEPTH] = this.#sink.opens === undefined ? 0 : this.#containers.isInVariables ? 1 : ANY_DEPTH
    tellLimits(walk, this.#budget.max)
  }

  end(): void {
    if (this.#state === BROKEN) {
      this.#rest?.end()
      return
    }
    const complete =
      this.#containers.depth === 0 &&
      (this.#state === DONE ||
        this.#state === VALUE ||
        this.#state === ZERO ||
        this.#state === INTEGER ||
        this.#state === FRACTION ||
        this.#state === EXPONENT_DIGITS ||
        (this.#state === LINE_COMMENT && this.#afterComment === DONE))
    if (complete) {
      if (this.#state === LINE_COMMENT) this.#value.end()
      return
    }
    this.#finishOpenValue()
    this.#state = BROKEN
    this.#sink.condition(this, 'malformed_body', 'warning', 'the JSON ends before it is complete', this.#consumed)
  }

  /** A byte order mark is not JSON, but servers strip it. */
  #skipMark(chunk: Buffer): number {
    let i = 0
    while (i < chunk.length && this.#markAt < MARK.length) {
      if (chunk[i] === MARK[this.#markAt]) {
        this.#markAt++
        i++
      } else {
        if (this.#markAt > 0) this.#fail(i, 'a value that is not JSON')
        this.#markAt = MARK.length
      }
    }
    return i
  }

  /** Handles what begins at `i`; returns where to go on. */
  #step(chunk: Buffer, i: number, end: number): number {
    const byte = chunk[i] as number
    switch (this.#state) {
      case ESCAPE:
        return this.#escape(byte, i)
      case UNICODE:
        return this.#unicodeDigit(byte, i)
      case BROKEN:
        this.#rest?.write(i === 0 ? chunk : chunk.subarray(i))
        return end
      case LITERAL:
        if (byte !== this.#literal.charCodeAt(this.#literalAt))
          return this.#fail(i, 'a word that is not true, false or null')
        if (++this.#literalAt === this.#literal.length) this.#valueDone()
        return i + 1
    }
    if (this.#state >= COMMENT) return this.#comment(byte, i)
    if (this.#state >= MINUS) return this.#number(chunk, i, end)
    if (byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09) return i + 1
    if (byte === SLASH && this.#state !== COLON) return this.#openComment(i)
    return this.#structure(byte, i)
  }

  #openComment(i: number): number {
    this.#afterComment = this.#state
    this.#state = COMMENT
    return i + 1
  }

  #comment(byte: number, i: number): number {
    if (this.#state === COMMENT) {
      if (byte !== SLASH && byte !== STAR) return this.#fail(i, 'a slash that opens no comment')
      if (!this.#saidComment) this.#say(i, 'malformed JSON: a comment, which JSON does not have')
      this.#saidComment = true
      this.#value.begin(this.#consumed + i + 1, false)
      this.#state = byte === SLASH ? LINE_COMMENT : BLOCK_COMMENT
      return i + 1
    }
    const ended =
      this.#state === LINE_COMMENT
        ? byte === 0x0a || byte === 0x0d
        : this.#state === BLOCK_COMMENT_STAR && byte === SLASH
    if (ended) {
      this.#value.end()
      this.#state = this.#afterComment
      return i + 1
    }
    this.#value.byte(byte)
    if (this.#state !== LINE_COMMENT) this.#state = byte === STAR ? BLOCK_COMMENT_STAR : BLOCK_COMMENT
    return i + 1
  }

  #structure(byte: number, i: number): number {
    switch (this.#state) {
      case DONE:
        // RFC 7464 separates texts by RS.
        if (!this.#sequence && !this.#isBulk(byte)) return this.#fail(i, 'something follows the JSON value')
        this.#state = VALUE
        return byte === 0x1e ? i + 1 : i
      case KEY_OR_END:
        if (byte === 0x7d) return this.#close(i)
        if (this.#maxEntries === 0) this.#sink.limit(this, ENTRIES, this.#consumed + i)
        return this.#openKey(byte, i)
      case KEY:
        if (byte === 0x7d) return this.#closeAfterComma(i)
        return this.#openKey(byte, i)
      case COLON:
        if (byte !== 0x3a) return this.#fail(i, 'a key without a colon')
        this.#state = VALUE
        return i + 1
      case AFTER_VALUE: {
        const inArray = this.#containers.inArray
        if (byte === COMMA) return this.#comma(i, inArray)
        if (byte === (inArray ? 0x5d : 0x7d)) return this.#close(i)
        return this.#fail(i, inArray ? 'an array element without a comma' : 'an object entry without a comma')
      }
      case VALUE_OR_END:
        if (byte === 0x5d) return this.#close(i)
        if (this.#maxElements === 0) this.#sink.limit(this, ELEMENTS, this.#consumed + i)
        return this.#openValue(byte, i)
      default:
        if (byte === 0x5d && this.#afterComma) return this.#closeAfterComma(i)
        return this.#openValue(byte, i)
    }
  }

  /**
   * Object after object, as `_bulk` and collectors of events take them under any type of JSON. A server that reads the first alone
   * has not been kept from anything; one for GraphQL takes one.
   */
  #isBulk(byte: number): boolean {
    return byte === 0x7b && this.#sink.opens === undefined
  }

  #comma(i: number, inArray: boolean): number {
    if (this.#containers.comma() >= (inArray ? this.#maxElements : this.#maxEntries)) {
      this.#sink.limit(this, inArray ? ELEMENTS : ENTRIES, this.#consumed + i)
    }
    this.#state = inArray ? VALUE : KEY
    this.#afterComma = inArray
    return i + 1
  }

  #closeAfterComma(i: number): number {
    if (!this.#saidComma) this.#say(i, 'malformed JSON: a comma before a closing bracket')
    this.#saidComma = true
    return this.#close(i)
  }

  #openKey(byte: number, i: number): number {
    if (byte !== QUOTE) return this.#fail(i, 'an object key that is not a string')
    return this.#openString(i, true)
  }

  #openValue(byte: number, i: number): number {
    this.#afterComma = false
    this.#atEntry = false
    if (this.#containers.depth > 0 && this.#containers.depth <= 3) this.#sink.opens?.(this, byte, this.#consumed + i)
    if (byte === QUOTE) return this.#openString(i, false)
    if (byte === 0x7b) return this.#open(i, false, KEY_OR_END)
    if (byte === 0x5b) return this.#open(i, true, VALUE_OR_END)
    if (byte === 0x2d) this.#state = MINUS
    else if (byte === 0x30) this.#state = ZERO
    else if (byte >= 0x31 && byte <= 0x39) this.#state = INTEGER
    else {
      const literal = LITERALS[byte]
      if (literal === undefined) {
        if (byte === 0x1e && this.#sequence && this.#containers.depth === 0) return i + 1
        return this.#fail(i, 'a value that is not JSON')
      }
      this.#literal = literal
      this.#literalAt = 1
      this.#state = LITERAL
    }
    return i + 1
  }

  #open(i: number, isArray: boolean, state: number): number {
    if (this.#containers.depth === MAX_DEPTH)
      return this.#fail(i, `nested deeper than ${MAX_DEPTH.toLocaleString('en')}`)
    if (this.#scope !== undefined) this.#scope[this.#containers.depth] = this.#budget.names.openScope()
    this.#containers.open(isArray)
    if (this.#containers.depth > this.#maxDepth) this.#sink.limit(this, 'json.max_container_depth', this.#consumed + i)
    this.#state = state
    return i + 1
  }

  #close(i: number): number {
    this.#containers.depth--
    this.#valueDone()
    return i + 1
  }

  #valueDone(): void {
    this.#state = this.#containers.depth === 0 ? DONE : AFTER_VALUE
  }

  #openString(i: number, inKey: boolean): number {
    this.#inKey = inKey
    this.#collecting = false
    this.#highSurrogate = 0
    this.#characters = 0
    this.#from = i + 1
    this.#stringOffset = this.#consumed + i + 1
    this.#state = STRING
    return i + 1
  }

  #string(chunk: Buffer, start: number, end: number): number {
    let i = start
    while (i < end && ENDS_RUN[chunk[i] as number] === 0) i++
    if (i > start && this.#highSurrogate !== 0) this.#loneSurrogate()
    if (i === end) return end
    const byte = chunk[i] as number
    if (byte === QUOTE) {
      this.#closeString(chunk, i)
      return this.#afterString(chunk, i + 1, end)
    }
    const stringEnd = byte === BACKSLASH && this.#walker !== undefined ? this.#unescape(this.#walker, end) : 0
    if (stringEnd > 0) return this.#afterString(chunk, stringEnd + 1, end)
    this.#collect(i)
    if (byte !== BACKSLASH) return this.#control(byte, i)
    // Text of many lines is full of escapes: those at hand take no turn of their own.
    if (i + 1 < end && jsonEscapes[chunk[i + 1] as number] !== 0) return this.#escape(chunk[i + 1] as number, i + 1)
    this.#state = ESCAPE
    return i + 1
  }

  /** Lenient servers take it for what it is. */
  #control(byte: number, i: number): number {
    if (!this.#saidControl) this.#say(i, 'malformed JSON: a control character in a string')
    this.#saidControl = true
    this.#characters++
    this.#value.byte(byte)
    this.#from = i + 1
    return i + 1
  }

  #closeString(chunk: Buffer, end: number): void {
    if (this.#highSurrogate !== 0) this.#loneSurrogate()
    if (!this.#collecting && end - this.#from <= WINDOW_BYTES) {
      // The common case: no escape, all in this chunk, no copy.
      this.#count(this.#from, end)
      if (this.#inKey) this.#containers.keyAt(this.#from, end)
      if (end > this.#from) this.#sink.field(this, chunk, this.#from, end, this.#stringOffset, this.#inKey)
      if (this.#inKey && this.#scope !== undefined) this.#checkDuplicate(chunk, this.#from, end)
    } else {
      this.#collect(end)
      // What consists of escapes alone has not been compared yet.
      this.#count(end, end)
      if (this.#inKey) {
        this.#containers.keyIs(this.#value.text(MAX_KEY_BYTES))
        if (this.#scope !== undefined) this.#checkDuplicate(this.#value.bytes, 0, this.#value.bytes.length)
      }
      this.#value.end()
    }
    this.#stringDone()
  }

  #stringDone(): void {
    if (this.#inKey) {
      this.#state = COLON
      this.#atEntry = this.#sink.opens !== undefined
    } else this.#valueDone()
  }

  /** Compact JSON nearly always goes on in one of two ways; whatever else takes the way of every byte. */
  #afterString(chunk: Buffer, i: number, end: number): number {
    if (i + 1 >= end) return i
    if (this.#state === COLON) {
      if (chunk[i] !== 0x3a) return i
      this.#state = VALUE
      return chunk[i + 1] === QUOTE ? this.#openValue(QUOTE, i + 1) : i + 1
    }
    if (this.#state === AFTER_VALUE && chunk[i] === COMMA && chunk[i + 1] === QUOTE) {
      const inArray = this.#containers.inArray
      this.#comma(i, inArray)
      return this.#openString(i + 1, !inArray)
    }
    return i
  }

  /** A name that its object has already; one longer than a window is compared by its last one. */
  #checkDuplicate(bytes: Buffer, start: number, end: number): void {
    const { names } = this.#budget
    if (names.isFull) {
      if (this.#saidUnchecked) return
      this.#saidUnchecked = true
      const message = `duplicate names are looked for among the first ${MAX_NAMES.toLocaleString('en')} only`
      this.#sink.condition(this, 'duplicates_unchecked', 'notice', message, this.#stringOffset)
    } else if (names.has((this.#scope as number[])[this.#containers.depth - 1] as number, bytes, start, end)) {
      const message = 'an object holds a name twice (limits.json.allow_duplicate_object_entry_name)'
      this.#sink.condition(this, 'structure_limit', 'warning', message, this.#stringOffset)
    }
  }

  /** Counts the characters of a run of the string. */
  #count(from: number, end: number): void {
    const max = this.#inKey ? this.#maxName : this.#maxString
    if (max === NO_LIMIT) return
    this.#characters += countCharacters(this.#chunk, from, end)
    if (this.#characters > max) this.#sink.limit(this, this.#inKey ? NAME_LENGTH : STRING_LENGTH, this.#stringOffset)
  }

  /** Moves the run before `end` into the value buffer. */
  #collect(end: number): void {
    if (!this.#collecting) {
      this.#collecting = true
      this.#value.begin(this.#stringOffset, this.#inKey)
    }
    if (this.#from < end) {
      this.#value.push(this.#chunk, this.#from, end)
      this.#count(this.#from, end)
    }
    this.#from = end
  }

  #escape(byte: number, i: number): number {
    if (byte === 0x75) {
      this.#unicode = 0
      this.#unicodeDigits = 0
      this.#state = UNICODE
      return i + 1
    }
    const decoded = jsonEscapes[byte] as number
    if (decoded === 0) return this.#fail(i, 'an escape that JSON does not have')
    if (this.#highSurrogate !== 0) this.#loneSurrogate()
    this.#characters++
    this.#value.byte(decoded)
    return this.#backToString(i + 1)
  }

  #unicodeDigit(byte: number, i: number): number {
    const digit = hexDigit(byte)
    if (digit < 0) return this.#fail(i, 'a \\u escape without four hexadecimal digits')
    this.#unicode = (this.#unicode << 4) | digit
    if (++this.#unicodeDigits < 4) return i + 1
    this.#codeUnit(this.#unicode)
    return this.#backToString(i + 1)
  }

  #backToString(i: number): number {
    this.#from = i
    this.#state = STRING
    return i
  }

  #codeUnit(unit: number): void {
    if (this.#highSurrogate !== 0 && unit >= 0xdc00 && unit <= 0xdfff) {
      this.#characters++
      const code = 0x10000 + ((this.#highSurrogate - 0xd800) << 10) + (unit - 0xdc00)
      this.#highSurrogate = 0
      this.#value.byte(0xf0 | (code >> 18))
      this.#value.byte(0x80 | ((code >> 12) & 0x3f))
      this.#value.byte(0x80 | ((code >> 6) & 0x3f))
      this.#value.byte(0x80 | (code & 0x3f))
      return
    }
    if (this.#highSurrogate !== 0) this.#loneSurrogate()
    if (unit >= 0xd800 && unit <= 0xdbff) {
      this.#highSurrogate = unit
      return
    }
    if (unit >= 0xdc00 && unit <= 0xdfff) {
      this.#loneSurrogate()
      return
    }
    this.#characters++
    if (unit < 0x80) {
      this.#value.byte(unit)
    } else if (unit < 0x800) {
      this.#value.byte(0xc0 | (unit >> 6))
      this.#value.byte(0x80 | (unit & 0x3f))
    } else {
      this.#value.byte(0xe0 | (unit >> 12))
      this.#value.byte(0x80 | ((unit >> 6) & 0x3f))
      this.#value.byte(0x80 | (unit & 0x3f))
    }
  }

  #loneSurrogate(): void {
    this.#highSurrogate = 0
    this.#characters++
    if (!this.#collecting) this.#collect(this.#from)
    this.#value.push(REPLACEMENT, 0, REPLACEMENT.length)
  }

  #number(chunk: Buffer, start: number, end: number): number {
    let i = start
    if (this.#state === INTEGER || this.#state === FRACTION || this.#state === EXPONENT_DIGITS) {
      while (i < end && isDigitByte(chunk[i] as number)) i++
      if (i === end) return end
    }
    const byte = chunk[i] as number
    const isDigit = isDigitByte(byte)
    switch (this.#state) {
      case MINUS:
        if (!isDigit) return this.#fail(i, 'a minus without a number')
        this.#state = byte === 0x30 ? ZERO : INTEGER
        return i + 1
      case POINT:
        if (!isDigit) return this.#fail(i, 'a decimal point without digits')
        this.#state = FRACTION
        return i + 1
      case EXPONENT:
        if (byte === 0x2b || byte === 0x2d) {
          this.#state = EXPONENT_SIGN
          return i + 1
        }
        if (!isDigit) return this.#fail(i, 'an exponent without digits')
        this.#state = EXPONENT_DIGITS
        return i + 1
      case EXPONENT_SIGN:
        if (!isDigit) return this.#fail(i, 'an exponent without digits')
        this.#state = EXPONENT_DIGITS
        return i + 1
    }
    if (byte === 0x2e && (this.#state === ZERO || this.#state === INTEGER)) {
      this.#state = POINT
      return i + 1
    }
    if ((byte === 0x65 || byte === 0x45) && this.#state !== EXPONENT_DIGITS) {
      this.#state = EXPONENT
      return i + 1
    }
    this.#valueDone()
    return i
  }

  /** Shows what there is of a string or comment that doesn't end. */
  #finishOpenValue(): void {
    const inString = this.#state === STRING || this.#state === ESCAPE || this.#state === UNICODE
    if ((inString && this.#collecting) || this.#state > COMMENT) this.#value.end()
  }

  #say(i: number, message: string): void {
    this.#sink.condition(this, 'malformed_body', 'warning', message, this.#consumed + i)
  }

  #fail(i: number, message: string): number {
    this.#finishOpenValue()
    this.#say(i, `malformed JSON: ${message}`)
    if (!this.#context.isGuess) {
      // The path is that of the fault; what follows may change it.
      const path = this.path().slice(this.#context.parent?.path().length ?? 0)
      this.#rest = new TextParser({ ...this.#context, offset: this.#consumed + i }, path)
    }
    this.#state = BROKEN
    return i
  }
}

function isKeyState(state: number): boolean {
  return state === KEY || state === KEY_OR_END
}

function isDigitByte(byte: number): boolean {
  return byte >= 0x30 && byte <= 0x39
}
