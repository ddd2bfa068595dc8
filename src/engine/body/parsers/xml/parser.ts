import { type BodyParser, type FieldSink, type FieldSource, ValueBuffer } from '../../../fields.ts'
import { type Budget, NO_LIMIT } from '../../../limits/budget.ts'
import { MAX_NAMES } from '../../../limits/name-set.ts'
import type { FieldPath, Where } from '../../../types.ts'
import { WINDOW_BYTES } from '../../../windows.ts'
import { type ParserContext, pathWithin } from '../../parser.ts'
import { TextParser } from '../text.ts'
import { Attributes } from './attributes.ts'
import {
  AMPERSAND,
  APOSTROPHE,
  BANG_BYTE,
  BRACKET,
  DASH,
  ENDS_REST,
  ENDS_TEXT,
  ENDS_VALUE,
  EQUALS,
  GREATER,
  HASH,
  isBlank,
  isSpace,
  LESS,
  QUESTION,
  QUOTE,
  SEMICOLON,
  SLASH,
  SPACE,
} from './bytes.ts'
import { DoctypeEnd } from './doctype.ts'
import { ElementText } from './element-text.ts'
import { MAX_NAME_BYTES, OpenElements } from './elements.ts'
import { isNameStart, MAX_NAME_LENGTH, NameScan } from './names.ts'
import { MAX_REFERENCE_BYTES, NO_CHARACTER, referenced, UNKNOWN_ENTITY } from './references.ts'

/** Elements deeper than this are refused, so that memory stays small whatever the body. */
export const MAX_DEPTH = 4_096
/** Bytes of a tag that are kept, so that what is wrong with it is seen as a whole. */
const MAX_TAG_BYTES = 1_024

// What is being read.
const TEXT = 0
const CDATA = 1
const COMMENT = 2
const PI_SPACE = 3
const PI = 4
const DOCTYPE = 5
const BROKEN = 6
// Within `<…>`; all from LESS_THAN on.
const LESS_THAN = 7
const BANG = 8
const PI_START = 9
const PI_TARGET = 10
const END_START = 11
const END_NAME = 12
const AFTER_END_NAME = 13
const TAG_NAME = 14
const IN_TAG = 15
const EMPTY_TAG = 16
const ATTRIBUTE_NAME = 17
const AFTER_ATTRIBUTE_NAME = 18
const BEFORE_VALUE = 19
const VALUE = 20
const REFERENCE = 21

type ValueLimit = 'attribute' | 'namespaceuri' | 'comment' | 'pidata'

const MARK = Buffer.from('\ufeff')
const COMMENT_OPEN = Buffer.from('<!--')
const COMMENT_CLOSE = Buffer.from('-->')
const PI_OPEN = Buffer.from('<?')
const PI_CLOSE = Buffer.from('?>')
const DOCTYPE_OPEN = Buffer.from('<!DOCTYPE')
/** What may follow `<!`, by its first byte. */
const LITERALS: Readonly<Record<number, string>> = { 45: '--', 91: '[CDATA[', 68: 'DOCTYPE' }

/**
 * XML 1.0 read byte by byte, without validation: text, attributes, comments and processing instructions become fields.
 * Text goes on over comments, instructions and CDATA sections as servers join it, so that they can't cut an attack in
 * pieces; where they do, each piece is a field as well. Nothing is expanded but the five entities that XML predefines,
 * and nothing fetched. White space and line ends stand as sent. Prefixes needn't be declared.
 */
export class XmlParser implements BodyParser, FieldSource {
  readonly where: Where
  readonly #context: ParserContext
  readonly #sink: FieldSink
  readonly #budget: Budget
  #state = TEXT
  #chunk: Buffer = Buffer.alloc(0)
  /** Offset of `chunk[0]`. */
  #consumed: number
  /** Offset of the first byte after the byte order mark. */
  #start: number
  /** How much of a byte order mark has been seen; its length once there is none to come. */
  #markAt = 0
  #rest: TextParser | undefined
  readonly #said = new Set<string>()

  readonly #elements = new OpenElements()
  readonly #attributes = new Attributes()
  #saidUnchecked = false
  #sawRoot = false
  /** Something other than white space was read. */
  #sawAny = false

  /** Where in the chunk begins what is being read. */
  #from = 0
  /** The tag that is being read, as far as it came in earlier chunks. */
  readonly #tag = Buffer.allocUnsafe(MAX_TAG_BYTES)
  /** Its bytes in them; past `MAX_TAG_BYTES` it isn't kept. */
  #tagLength = 0
  #tagFrom = 0
  #tagOffset = 0

  // The text of an element: a slice of the chunk, or collected.
  readonly #text: ElementText
  #textEnd = 0
  /** Brackets in a row, and the offset after the last of them. */
  #brackets = 0
  #bracketsEnd = -1

  // An attribute's value, a comment, an instruction, a declaration.
  readonly #value: ValueBuffer
  #collects = false
  #valueOffset = 0
  /** Bytes of the value that are no part of what is limited. */
  #unlimited = 0
  #valueLimit: ValueLimit = 'attribute'
  #maxValue = NO_LIMIT
  #saidValue = false
  #quote = 0
  // How it ends: so many of a byte, and `>`.
  #closer = 0
  #closers = 0
  /** Closers in a row that were read, and how many of them in earlier chunks. */
  #run = 0
  #carried = 0

  readonly #name = new NameScan()
  readonly #nameValue: ValueBuffer
  #collectsName = false
  #nameOffset = 0
  // What is added to the path: an attribute, as a slice of the chunk until somebody asks, an instruction, a declaration.
  #label = ''
  #labelStart = -1
  #labelEnd = 0
  /** White space was read since the last name or value. */
  #spaced = false
  /** The attribute declares a namespace. */
  #isNamespace = false

  readonly #reference = Buffer.allocUnsafe(MAX_REFERENCE_BYTES)
  #referenceLength = 0
  #afterReference = TEXT
  #literal = ''
  #literalAt = 0
  readonly #doctype = new DoctypeEnd()

  /** What the policy allows. */
  readonly #max: Budget['max']
  readonly #documentEnd: number

  constructor(context: ParserContext) {
    this.where = context.where
    this.#context = context
    this.#sink = context.sink
    this.#budget = context.budget
    this.#consumed = context.offset ?? 0
    this.#start = this.#consumed
    this.#max = context.budget.max
    this.#text = new ElementText(context.sink, this, this.#max['xml.text'])
    this.#value = new ValueBuffer(context.sink, this)
    this.#nameValue = new ValueBuffer(context.sink, this)
    this.#documentEnd = this.#consumed + this.#max['xml.document']
  }

  path(): FieldPath {
    return pathWithin(this.#context.parent, this.#ownPath())
  }

  name(): string {
    const label = this.#labelText()
    if (label !== '') return label
    return this.#elements.depth > 0 ? this.#elements.name() : (this.#context.parent?.name() ?? '')
  }

  write(chunk: Buffer): void {
    if (chunk.length === 0) return
    this.#sink.load?.(chunk, 0, this.where)
    try {
      this.#read(chunk)
    } finally {
      this.#sink.forget?.()
    }
  }

  #read(chunk: Buffer): void {
    const end = chunk.length
    this.#chunk = chunk
    this.#elements.chunk = chunk
    this.#from = 0
    this.#textEnd = 0
    this.#tagFrom = 0
    if (this.#consumed <= this.#documentEnd && this.#consumed + end > this.#documentEnd) {
      this.#sink.limit(this, 'xml.document', this.#documentEnd)
    }
    let i = this.#markAt < MARK.length ? this.#skipMark(chunk) : 0
    while (i < end) i = this.#step(chunk, i, end)
    if (this.#state !== BROKEN) this.#keep(chunk, end)
    this.#consumed += end
  }

  end(): void {
    if (this.#state === BROKEN) {
      this.#rest?.end()
      return
    }
    this.#from = 0
    this.#textEnd = 0
    if (this.#state === REFERENCE) this.#breakReference()
    if (this.#state >= CDATA && this.#state <= PI) while (this.#carried > 0) this.#pushCloser()
    this.#finishText(0)
    if (this.#collects) this.#endValue()
    if (this.#state !== TEXT || this.#elements.depth > 0) this.#sayAt('it ends before it is complete', this.#consumed)
    else if (this.#sawAny && !this.#sawRoot && !this.#said.has(OUTSIDE)) this.#sayAt('no root element', this.#consumed)
  }

  #ownPath(): FieldPath {
    const label = this.#labelText()
    return label === '' ? this.#elements.path() : [...this.#elements.path(), label]
  }

  #labelText(): string {
    if (this.#labelStart >= 0) {
      const end = Math.min(this.#labelEnd, this.#labelStart + MAX_NAME_BYTES)
      this.#label = `@${this.#chunk.utf8Slice(this.#labelStart, end)}`
      this.#labelStart = -1
    }
    return this.#label
  }

  #clearLabel(): void {
    this.#label = ''
    this.#labelStart = -1
  }

  /** XML has a byte order mark before it, or none. */
  #skipMark(chunk: Buffer): number {
    let i = 0
    while (i < chunk.length && this.#markAt < MARK.length) {
      if (chunk[i] === MARK[this.#markAt]) {
        this.#markAt++
        i++
      } else {
        if (this.#markAt > 0) this.#say(OUTSIDE, i)
        this.#markAt = MARK.length
      }
    }
    this.#start = this.#consumed + i
    this.#from = i
    return i
  }

  /** Handles what begins at `i`; returns where to go on. */
  #step(chunk: Buffer, i: number, end: number): number {
    switch (this.#state) {
      case TEXT:
        return this.#readText(chunk, i, end)
      case CDATA:
      case COMMENT:
      case PI:
        return this.#readDelimited(chunk, i, end)
      case PI_SPACE:
        if (isSpace(chunk[i] as number)) return i + 1
        this.#from = i
        this.#state = PI
        return i
      case DOCTYPE:
        return this.#readDoctype(chunk, i, end)
      case BROKEN:
        this.#rest?.write(i === 0 ? chunk : chunk.subarray(i))
        return end
      case VALUE:
        return this.#readValue(chunk, i, end)
      case REFERENCE:
        return this.#readReference(chunk[i] as number, i)
      case TAG_NAME:
      case ATTRIBUTE_NAME:
      case END_NAME:
      case PI_TARGET:
        return this.#readName(chunk, i)
      default:
        return this.#markup(chunk[i] as number, i)
    }
  }

  // Text

  #readText(chunk: Buffer, start: number, end: number): number {
    let i = start
    while (i < end && ENDS_TEXT[chunk[i] as number] === 0) i++
    if (i === end) return end
    const byte = chunk[i] as number
    if (byte === LESS) {
      this.#textEnd = i
      this.#tagFrom = i
      this.#tagLength = 0
      this.#tagOffset = this.#consumed + i
      this.#state = LESS_THAN
      return i + 1 < end ? this.#openMarkup(chunk[i + 1] as number, i + 1) : end
    } else if (byte === AMPERSAND) {
      this.#collectText(i)
      this.#text.open(this.#consumed + i)
      this.#openReference(TEXT)
    } else if (byte === BRACKET) {
      const at = this.#consumed + i
      this.#brackets = this.#bracketsEnd === at ? this.#brackets + 1 : 1
      this.#bracketsEnd = at + 1
    } else if (byte === GREATER) {
      if (this.#brackets > 1 && this.#bracketsEnd === this.#consumed + i) this.#say(']]> in a text', i)
    } else {
      this.#say(CONTROL, i)
    }
    return i + 1
  }

  /** Moves the text before `end` out of the chunk. */
  #collectText(end: number): void {
    if (this.#from >= end) return
    this.#text.open(this.#consumed + this.#from)
    this.#text.push(this.#chunk, this.#from, end)
    this.#from = end
  }

  /** A comment, an instruction or a CDATA section cuts the text. */
  #endPiece(end: number): void {
    this.#collectText(end)
    this.#text.endPiece()
  }

  /** Ends the text at a tag. */
  #finishText(end: number): void {
    const length = end - this.#from
    const isDirect = !this.#text.isOpen && length <= WINDOW_BYTES
    if (isDirect && length <= 0) return
    const offset = this.#text.isOpen ? this.#text.offset : this.#consumed + this.#from
    if (isDirect) {
      // The common case: no reference, all in this chunk, no copy.
      if (length > this.#max['xml.text']) this.#sink.limit(this, 'xml.text', offset)
      if (isBlank(this.#chunk, this.#from, end)) return
      this.#sink.field(this, this.#chunk, this.#from, end, offset, false)
    } else {
      this.#collectText(end)
      if (!this.#text.end()) return
    }
    if (this.#elements.depth === 0) this.#sayAt(OUTSIDE, offset)
  }

  // References

  #openReference(after: number): void {
    this.#referenceLength = 0
    this.#afterReference = after
    this.#state = REFERENCE
  }

  #readReference(byte: number, i: number): number {
    if (byte === SEMICOLON) {
      this.#endReference()
      this.#from = i + 1
      return i + 1
    }
    const isPart =
      isNameStart(byte) || (byte >= 0x30 && byte <= 0x39) || byte === HASH || byte === DASH || byte === 0x2e
    if (isPart && this.#referenceLength < MAX_REFERENCE_BYTES) {
      this.#reference[this.#referenceLength++] = byte
      return i + 1
    }
    this.#breakReference()
    this.#from = i
    return i
  }

  #endReference(): void {
    const code = referenced(this.#reference, this.#referenceLength)
    if (code < 0) {
      this.#referenceFault(code)
      this.#pushReference()
      this.#reference[0] = SEMICOLON
      this.#pushReferenced(this.#reference, 1)
    } else if (code < 0x80) {
      this.#reference[0] = code
      this.#pushReferenced(this.#reference, 1)
    } else this.#pushReferenced(this.#reference, this.#reference.write(String.fromCodePoint(code)))
    this.#state = this.#afterReference
  }

  /** The ampersand begins no reference, and stands as it is. */
  #breakReference(): void {
    this.#sayAt('an ampersand that begins no reference', this.#referenceOffset())
    this.#pushReference()
    this.#state = this.#afterReference
  }

  #referenceFault(code: number): void {
    const offset = this.#referenceOffset()
    if (code === UNKNOWN_ENTITY) this.#sayAt('an entity that XML does not predefine', offset)
    if (code === NO_CHARACTER) this.#sayAt('a reference to no character', offset)
  }

  /** The value in which it stands has no offsets of its own. */
  #referenceOffset(): number {
    return this.#afterReference === TEXT ? this.#text.offset : this.#valueOffset
  }

  #pushReference(): void {
    this.#pushReferenced(AMPERSAND_BYTE, 1)
    this.#pushReferenced(this.#reference, this.#referenceLength)
  }

  #pushReferenced(bytes: Buffer, length: number): void {
    if (this.#afterReference === TEXT) {
      this.#text.pushReferenced(bytes, length)
      return
    }
    this.#value.push(bytes, 0, length)
    this.#limitValue(this.#value.total)
  }

  // Markup

  #markup(byte: number, i: number): number {
    switch (this.#state) {
      case LESS_THAN:
        return this.#openMarkup(byte, i)
      case BANG:
        return this.#bang(byte, i)
      case PI_START:
        if (!isNameStart(byte)) return this.#fail(i, 'an instruction without a target')
        return this.#beginName(i, PI_TARGET)
      case END_START:
        if (!isNameStart(byte)) return this.#fail(i, 'an end tag without a name')
        return this.#beginName(i, END_NAME)
    }
    if (isSpace(byte)) {
      this.#spaced = true
      return i + 1
    }
    switch (this.#state) {
      case AFTER_END_NAME:
        if (byte !== GREATER) return this.#fail(i, 'something after the name of an end tag')
        return this.#closeElement(i)
      case EMPTY_TAG:
        if (byte !== GREATER || this.#spaced) return this.#fail(i, 'a slash in a tag')
        return this.#closeElement(i)
      case AFTER_ATTRIBUTE_NAME:
        if (byte !== EQUALS) return this.#fail(i, 'an attribute without a value')
        this.#state = BEFORE_VALUE
        return i + 1
      case BEFORE_VALUE:
        if (byte !== QUOTE && byte !== APOSTROPHE) return this.#fail(i, 'an attribute without quotes')
        return this.#openQuoted(byte, i)
      default:
        return this.#inTag(byte, i)
    }
  }

  #openMarkup(byte: number, i: number): number {
    this.#sawAny = true
    if (byte === BANG_BYTE || byte === QUESTION) {
      this.#endPiece(this.#textEnd)
      this.#literal = ''
      this.#state = byte === QUESTION ? PI_START : BANG
      return i + 1
    }
    this.#finishText(this.#textEnd)
    this.#from = i
    if (byte === SLASH) {
      const end = this.#elements.endOfNameAt(i + 1)
      if (end >= 0 && this.#chunk[end] === GREATER) {
        // The common case: the same name again, all in this chunk.
        this.#elements.closeSame()
        return this.#endTag(end)
      }
      this.#state = END_START
      return i + 1
    }
    if (!isNameStart(byte)) return this.#fail(i, 'a < that begins no markup')
    return this.#beginName(i, TAG_NAME)
  }

  #bang(byte: number, i: number): number {
    if (this.#literal === '') {
      this.#literal = LITERALS[byte] ?? ''
      this.#literalAt = 0
    }
    if (byte !== this.#literal.charCodeAt(this.#literalAt)) return this.#fail(i, 'a <! that begins no markup')
    if (++this.#literalAt < this.#literal.length) return i + 1
    this.#from = i + 1
    this.#run = 0
    this.#carried = 0
    if (this.#literal === '--') {
      this.#openValue(this.#consumed + i + 1, 'comment')
      this.#closer = DASH
      this.#closers = 2
      this.#state = COMMENT
    } else if (this.#literal === 'DOCTYPE') {
      this.#sayAt('a document type declaration', this.#tagOffset)
      this.#openValue(this.#tagOffset, undefined)
      this.#label = '!DOCTYPE'
      this.#collect(this.#from)
      this.#value.push(DOCTYPE_OPEN, 0, DOCTYPE_OPEN.length)
      this.#doctype.begin()
      this.#state = DOCTYPE
    } else {
      if (this.#elements.depth === 0) this.#sayAt(OUTSIDE, this.#tagOffset)
      this.#text.open(this.#consumed + i + 1)
      this.#closer = BRACKET
      this.#closers = 2
      this.#state = CDATA
    }
    return i + 1
  }

  #inTag(byte: number, i: number): number {
    if (byte === GREATER) return this.#endTag(i)
    if (byte === SLASH) {
      this.#spaced = false
      this.#state = EMPTY_TAG
      return i + 1
    }
    if (!isNameStart(byte)) return this.#fail(i, 'something in a tag that is no attribute')
    if (!this.#spaced) this.#say('no white space before an attribute', i)
    return this.#beginName(i, ATTRIBUTE_NAME)
  }

  #endTag(i: number): number {
    this.#clearLabel()
    this.#from = i + 1
    this.#state = TEXT
    return i + 1
  }

  // Names

  #beginName(i: number, state: number): number {
    this.#name.begin()
    this.#collectsName = false
    this.#from = i
    this.#nameOffset = this.#consumed + i
    this.#state = state
    return this.#readName(this.#chunk, i)
  }

  #readName(chunk: Buffer, i: number): number {
    const end = this.#name.take(chunk, i)
    if (this.#name.length > MAX_NAME_LENGTH) {
      this.#collectName(end)
      this.#nameValue.end()
      return this.#fail(end, `a name of more than ${MAX_NAME_LENGTH.toLocaleString('en')} bytes`)
    }
    return end === chunk.length ? end : this.#endName(chunk, end)
  }

  #collectName(end: number): void {
    if (!this.#collectsName) {
      this.#collectsName = true
      this.#nameValue.begin(this.#nameOffset, true)
    }
    this.#nameValue.push(this.#chunk, this.#from, end)
    this.#from = end
  }

  #limitName(): void {
    const name = this.#name
    if (this.#state === END_NAME) return
    if (this.#state === PI_TARGET) {
      if (name.length > this.#max['xml.pitarget']) this.#sink.limit(this, 'xml.pitarget', this.#nameOffset)
      return
    }
    if (name.localLength > this.#max['xml.localname']) this.#sink.limit(this, 'xml.localname', this.#nameOffset)
    if (name.prefixLength > this.#max['xml.prefix']) this.#sink.limit(this, 'xml.prefix', this.#nameOffset)
  }

  #endName(chunk: Buffer, end: number): number {
    if (this.#collectsName) this.#collectName(end)
    this.#limitName()
    const bytes = this.#collectsName ? this.#nameValue.bytes : chunk
    const start = this.#collectsName ? 0 : this.#from
    const stop = this.#collectsName ? bytes.length : end
    this.#from = end
    switch (this.#state) {
      case TAG_NAME:
        return this.#openElement(bytes, start, stop, end)
      case ATTRIBUTE_NAME:
        return this.#openAttribute(bytes, start, stop, end)
      case PI_TARGET:
        return this.#openInstruction(bytes, start, stop, end)
      default:
        this.#state = AFTER_END_NAME
        return end
    }
  }

  #showName(bytes: Buffer, start: number, end: number): void {
    if (!this.#name.deservesLook(bytes, start, end)) return
    if (this.#collectsName) this.#nameValue.end()
    else this.#sink.field(this, bytes, start, end, this.#nameOffset, true)
  }

  #openElement(bytes: Buffer, start: number, end: number, i: number): number {
    const elements = this.#elements
    const { prefixLength } = this.#name
    if (elements.depth === MAX_DEPTH) return this.#fail(i, `nested deeper than ${MAX_DEPTH.toLocaleString('en')}`)
    if (elements.depth > 0) {
      if (elements.addChild() > this.#max['xml.max_children'])
        this.#sink.limit(this, 'xml.max_children', this.#nameOffset)
    } else if (this.#sawRoot) this.#sayAt('a second root element', this.#tagOffset)
    this.#sawRoot = true
    const localStart = Math.min(start + prefixLength + 1, end)
    const text = this.#collectsName
      ? bytes.utf8Slice(localStart, Math.min(end, localStart + MAX_NAME_BYTES))
      : undefined
    elements.open(this.#name, start, localStart, end, text)
    if (elements.depth > this.#max['xml.max_depth']) this.#sink.limit(this, 'xml.max_depth', this.#nameOffset)
    this.#showName(bytes, start, end)
    this.#attributes.begin()
    this.#spaced = false
    const byte = this.#chunk[i] as number
    if (byte === GREATER) return this.#endTag(i)
    if (!isSpace(byte) && byte !== SLASH) return this.#fail(i, 'a tag whose name goes on with what none has')
    this.#state = IN_TAG
    return i
  }

  #closeElement(i: number): number {
    if (this.#state === AFTER_END_NAME) {
      if (this.#elements.depth === 0) this.#sayAt('an end tag without a start tag', this.#tagOffset)
      else if (!this.#elements.close(this.#name.low, this.#name.high)) {
        this.#sayAt('an end tag of another name', this.#tagOffset)
      }
    } else this.#elements.closeSame()
    return this.#endTag(i)
  }

  #openAttribute(bytes: Buffer, start: number, end: number, i: number): number {
    const attributes = this.#attributes
    this.#isNamespace = isNamespace(bytes, start, end)
    if (this.#isNamespace) {
      if (++attributes.namespaces > this.#max['xml.max_namespaces'])
        this.#sink.limit(this, 'xml.max_namespaces', this.#nameOffset)
    } else if (++attributes.count > this.#max['xml.max_attributes']) {
      this.#sink.limit(this, 'xml.max_attributes', this.#nameOffset)
    }
    if (attributes.has(this.#name, this.#budget, bytes, start, end)) {
      this.#sayAt('an attribute given twice', this.#nameOffset)
    }
    if (attributes.isUnchecked && !this.#saidUnchecked) {
      this.#saidUnchecked = true
      const message = `duplicate attributes are looked for among the first ${MAX_NAMES.toLocaleString('en')} only`
      this.#sink.condition(this, 'duplicates_unchecked', 'notice', message, this.#nameOffset)
    }
    if (this.#collectsName) this.#label = `@${bytes.utf8Slice(start, Math.min(end, start + MAX_NAME_BYTES))}`
    else {
      this.#labelStart = start
      this.#labelEnd = end
    }
    this.#showName(bytes, start, end)
    this.#state = AFTER_ATTRIBUTE_NAME
    const quote = this.#chunk[i + 1]
    return this.#chunk[i] === EQUALS && (quote === QUOTE || quote === APOSTROPHE) ? this.#openQuoted(quote, i + 1) : i
  }

  #openQuoted(quote: number, i: number): number {
    this.#quote = quote
    this.#from = i + 1
    this.#openValue(this.#consumed + i + 1, this.#isNamespace ? 'namespaceuri' : 'attribute')
    this.#state = VALUE
    return i + 1
  }

  // Values

  /** @param limit what its length is limited by; undefined for none */
  #openValue(offset: number, limit: ValueLimit | undefined): void {
    this.#collects = false
    this.#valueOffset = offset
    this.#unlimited = 0
    this.#valueLimit = limit ?? 'attribute'
    this.#maxValue = limit === undefined ? NO_LIMIT : this.#max[`xml.${limit}`]
    this.#saidValue = false
  }

  #limitValue(total: number): void {
    if (this.#saidValue || total - this.#unlimited <= this.#maxValue) return
    this.#saidValue = true
    this.#sink.limit(this, `xml.${this.#valueLimit}`, this.#valueOffset)
  }

  /** Moves the value before `end` into its buffer. */
  #collect(end: number): void {
    if (!this.#collects) {
      this.#collects = true
      this.#value.begin(this.#valueOffset, false)
    }
    if (this.#from < end) this.#value.push(this.#chunk, this.#from, end)
    this.#from = Math.max(this.#from, end)
    this.#limitValue(this.#value.total)
  }

  #finishValue(end: number): void {
    if (!this.#collects && end - this.#from <= WINDOW_BYTES) {
      // The common case: no reference, all in this chunk, no copy.
      this.#limitValue(end - this.#from)
      if (this.#from < end) this.#sink.field(this, this.#chunk, this.#from, end, this.#valueOffset, false)
      return
    }
    this.#collect(end)
    this.#endValue()
  }

  #endValue(): void {
    this.#value.end()
    this.#collects = false
  }

  #readValue(chunk: Buffer, start: number, end: number): number {
    let i = start
    while (i < end && ENDS_VALUE[chunk[i] as number] === 0) i++
    if (i === end) return end
    const byte = chunk[i] as number
    if (byte === this.#quote) {
      this.#finishValue(i)
      this.#clearLabel()
      this.#spaced = false
      this.#state = IN_TAG
    } else if (byte === AMPERSAND) {
      this.#collect(i)
      this.#openReference(VALUE)
    } else if (byte === LESS) this.#say('a < in an attribute', i)
    else if (byte < SPACE) this.#say(CONTROL, i)
    return i + 1
  }

  #readDoctype(chunk: Buffer, start: number, end: number): number {
    for (let i = start; i < end; i++) {
      if (!this.#doctype.take(chunk[i] as number)) continue
      this.#collect(i + 1)
      this.#endValue()
      return this.#endTag(i)
    }
    return end
  }

  // What ends with some closers and `>`: comments, CDATA sections, instructions

  #readDelimited(chunk: Buffer, start: number, end: number): number {
    let i = start
    while (i < end) {
      const byte = chunk[i] as number
      if (byte === this.#closer) {
        if (this.#run < this.#closers) this.#run++
        else {
          if (this.#state === COMMENT) this.#say(DASHES, i)
          if (this.#carried > 0) this.#pushCloser()
        }
        i++
        continue
      }
      if (this.#run > 0) {
        if (byte === GREATER && this.#run === this.#closers) return this.#endDelimited(i)
        if (this.#run === 2 && this.#state === COMMENT) this.#say(DASHES, i)
        while (this.#carried > 0) this.#pushCloser()
        this.#run = 0
      }
      if (byte < SPACE && ENDS_REST[byte] === 1) this.#say(CONTROL, i)
      else if (byte === HASH && this.#state === COMMENT && this.#consumed + i === this.#valueOffset)
        this.#keepCommentOpen()
      i++
      while (i < end && ENDS_REST[chunk[i] as number] === 0) i++
    }
    return end
  }

  /** A server-side include is one with its delimiters only. */
  #keepCommentOpen(): void {
    this.#collect(this.#from)
    this.#value.push(COMMENT_OPEN, 0, COMMENT_OPEN.length)
    this.#unlimited = COMMENT_OPEN.length
  }

  /** A closer of an earlier chunk turns out to be content. */
  #pushCloser(): void {
    this.#carried--
    const closer = CLOSERS[this.#closer] as Buffer
    if (this.#state === CDATA) this.#text.push(closer, 0, 1)
    else this.#value.push(closer, 0, 1)
  }

  #endDelimited(i: number): number {
    const end = i - (this.#run - this.#carried)
    if (this.#state === CDATA) {
      this.#endPiece(end)
    } else if (this.#unlimited > 0) {
      this.#collect(end)
      const close = this.#state === PI ? PI_CLOSE : COMMENT_CLOSE
      this.#value.push(close, 0, close.length)
      this.#endValue()
    } else this.#finishValue(end)
    return this.#endTag(i)
  }

  #openInstruction(bytes: Buffer, start: number, end: number, i: number): number {
    const byte = this.#chunk[i] as number
    if (!isSpace(byte) && byte !== QUESTION)
      return this.#fail(i, 'an instruction whose target goes on with what none has')
    const target = bytes.latin1Slice(start, Math.min(end, start + MAX_NAME_BYTES))
    this.#label = `?${bytes.utf8Slice(start, Math.min(end, start + MAX_NAME_BYTES))}`
    const isXml = target.toLowerCase() === 'xml'
    if (isXml && (target !== 'xml' || this.#tagOffset !== this.#start)) {
      this.#sayAt('an XML declaration that is not at the beginning', this.#tagOffset)
    }
    this.#showName(bytes, start, end)
    this.#from = i
    this.#openValue(this.#tagOffset, 'pidata')
    if (!/^xml/i.test(target)) {
      // An instruction to PHP is one with its delimiters only.
      this.#collect(i)
      this.#value.push(PI_OPEN, 0, PI_OPEN.length)
      this.#value.push(bytes, start, end)
      if (byte !== QUESTION) this.#value.byte(SPACE)
      this.#unlimited = this.#value.total
    }
    this.#closer = QUESTION
    this.#closers = 1
    this.#run = 0
    this.#carried = 0
    this.#state = PI_SPACE
    return i
  }

  // Ends and faults

  /** Keeps what goes on in the next chunk. */
  #keep(chunk: Buffer, end: number): void {
    if (this.#state === TEXT) {
      this.#collectText(end)
    } else if (this.#state === LESS_THAN) {
      this.#collectText(this.#textEnd)
    } else if (this.#state === CDATA || this.#state === COMMENT || this.#state === PI) {
      const stop = end - (this.#run - this.#carried)
      if (this.#state === CDATA) this.#collectText(stop)
      else this.#collect(stop)
      this.#carried = this.#run
    } else if (this.#state === DOCTYPE || this.#state === VALUE) this.#collect(end)
    else if (this.#isInName()) this.#collectName(end)
    this.#elements.keepNames()
    this.#labelText()
    if (this.#state < LESS_THAN || (this.#state === REFERENCE && this.#afterReference === TEXT)) return
    const length = this.#tagLength + end - this.#tagFrom
    if (length <= MAX_TAG_BYTES) chunk.copy(this.#tag, this.#tagLength, this.#tagFrom, end)
    this.#tagLength = length
  }

  #isInName(): boolean {
    const state = this.#state
    return state === TAG_NAME || state === ATTRIBUTE_NAME || state === END_NAME || state === PI_TARGET
  }

  /** Once a kind: more of the same says nothing new. */
  #say(message: string, i: number): void {
    this.#sayAt(message, this.#consumed + i)
  }

  #sayAt(message: string, offset: number): void {
    this.#sawAny = true
    if (this.#said.has(message)) return
    this.#said.add(message)
    this.#sink.condition(this, 'malformed_body', 'warning', `malformed XML: ${message}`, offset)
  }

  /** What is wrong with a tag is shown with all of the tag, as those read it that don't take it for XML. */
  #fail(i: number, message: string): number {
    this.#finishText(this.#from)
    this.#clearLabel()
    this.#say(message, i)
    this.#state = BROKEN
    if (this.#context.isGuess) return i
    const length = this.#tagLength + i - this.#tagFrom
    const isWhole = length <= MAX_TAG_BYTES
    const offset = isWhole ? this.#tagOffset : this.#consumed + i
    this.#rest = new TextParser({ ...this.#context, offset }, this.#ownPath())
    if (isWhole) {
      this.#rest.write(this.#tag.subarray(0, this.#tagLength))
      this.#rest.write(this.#chunk.subarray(this.#tagFrom, i))
    }
    return i
  }
}

const OUTSIDE = 'text outside of the root element'
const CONTROL = 'a character that XML does not have'
const DASHES = 'two dashes in a comment'
const AMPERSAND_BYTE = Buffer.from('&')
const CLOSERS: Readonly<Record<number, Buffer>> = {
  [DASH]: Buffer.from('-'),
  [BRACKET]: Buffer.from(']'),
  [QUESTION]: Buffer.from('?'),
}

/** `xmlns`, or a name with the prefix `xmlns`. */
function isNamespace(bytes: Buffer, start: number, end: number): boolean {
  if (end - start < 5 || bytes[start] !== 0x78 || (end - start > 5 && bytes[start + 5] !== 0x3a)) return false
  return bytes.latin1Slice(start, start + 5) === 'xmlns'
}
