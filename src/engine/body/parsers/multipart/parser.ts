import type { MediaType } from '../../../canonical/media-type.ts'
import type { BodyParser, FieldSource } from '../../../fields.ts'
import { ArgumentMeter } from '../../../limits/arguments.ts'
import type { ConditionClass, FieldPath, Where } from '../../../types.ts'
import { type ContainerContext, pathWithin } from '../../parser.ts'
import { TextParser } from '../text.ts'
import { boundaryFault, guessBoundary, MAX_BOUNDARY_LENGTH, usableBoundary } from './boundary.ts'
import { type DelimiterEvents, DelimiterScanner } from './delimiter.ts'
import { Part, type PartContext } from './part.ts'
import { HeaderBlock } from './part-headers.ts'

/** Multiparts within multiparts past this are read as text. */
export const MAX_MULTIPART_DEPTH = 8

const LF = 0x0a
/** A first line is looked at to this length for a boundary. */
const MAX_FIRST_LINE = MAX_BOUNDARY_LENGTH + 64

// Where in the multipart the bytes are.
const PREAMBLE = 0
const HEADERS = 1
const CONTENT = 2
const EPILOGUE = 3

/**
 * Multipart bodies by RFC 2046 and RFC 7578. Whatever two servers could read in two ways is said to be malformed, and
 * read on in the way of most of them; text that no part holds is inspected as well.
 */
export class MultipartParser implements BodyParser, FieldSource, DelimiterEvents {
  readonly where: Where
  readonly #context: ContainerContext
  readonly #partContext: PartContext
  readonly #boundaryFault: string
  /** The boundary as the header field has it, if it could be one. */
  readonly #declared: Buffer | undefined
  readonly #maxParts: number
  #consumed: number
  #scanner: DelimiterScanner | undefined
  /** Reads everything if there is no boundary. */
  #asText: TextParser | undefined
  /** The first line, while a boundary is looked for in it. */
  #firstLine: Buffer | undefined
  #state = PREAMBLE
  #part: Part | undefined
  #parts = 0
  readonly #headers = new HeaderBlock()
  /** Reads what stands before, between or after the parts. */
  #margin: TextParser | undefined
  readonly #said = new Set<string>()

  constructor(context: ContainerContext, mediaType: MediaType) {
    this.where = context.where
    this.#context = context
    this.#consumed = context.offset ?? 0
    this.#maxParts = context.budget.max['multipart.max_parts']
    this.#boundaryFault = boundaryFault(mediaType.boundary)
    this.#declared = usableBoundary(mediaType.boundary)
    this.#partContext = {
      container: context,
      isFormData: mediaType.essence === 'multipart/form-data',
      depth: context.parent instanceof Part ? context.parent.depth + 1 : 1,
      meter: new ArgumentMeter(context.budget, context.sink, this),
      maxFiles: context.budget.max['multipart.max_files'],
      maxFileSize: context.budget.max['multipart.max_file_size'],
      maxCombinedSizes: context.budget.max['multipart.combined_file_sizes'],
      sayMalformed: (message, offset) => this.fault(message, offset),
    }
    if (this.#boundaryFault === '') this.#scanner = new DelimiterScanner(this.#declared as Buffer, this.#consumed, this)
  }

  path(): FieldPath {
    return this.#part?.path() ?? pathWithin(this.#context.parent, [])
  }

  name(): string {
    return this.#part?.name() ?? this.#context.parent?.name() ?? ''
  }

  write(chunk: Buffer): void {
    if (chunk.length === 0) return
    if (this.#partContext.depth > MAX_MULTIPART_DEPTH && this.#asText === undefined) {
      this.#say('structure_limit', `multiparts nested deeper than ${MAX_MULTIPART_DEPTH}`, this.#consumed)
      this.#asText = new TextParser(this.#context)
    }
    if (this.#scanner === undefined && this.#asText === undefined) this.#findBoundary(chunk)
    else this.#read(chunk)
  }

  end(): void {
    if (this.#firstLine !== undefined) this.#chooseBoundary(this.#firstLine, this.#firstLine)
    this.#asText?.end()
    if (this.#asText !== undefined || this.#consumed === (this.#context.offset ?? 0)) return
    this.#scanner?.end()
    if (this.#state !== EPILOGUE) this.fault('it ends before its final delimiter', this.#consumed)
    this.#finish(0)
  }

  content(bytes: Buffer, start: number, end: number, offset: number): void {
    let from = start
    if (this.#state === HEADERS) {
      from = this.#headers.take(bytes, start, end, offset)
      if (from < 0) return
      if (!this.#headers.isComplete) this.fault('part headers that are too long', offset + from - start)
      this.#openPart()
    }
    if (from === end) return
    if (this.#part === undefined) this.#marginal(bytes, from, end, offset)
    else this.#part.write(bytes, from, end, offset + from - start)
  }

  delimiter(isFinal: boolean, breakLength: number, offset: number): void {
    if (this.#state === EPILOGUE) this.fault('a delimiter after the final one', offset)
    this.#finish(breakLength)
    if (isFinal) {
      this.#state = EPILOGUE
      return
    }
    this.#state = HEADERS
    this.#headers.begin(offset)
    this.#parts++
    if (++this.#context.budget.parts > this.#maxParts) this.#context.sink.limit(this, 'multipart.max_parts', offset)
  }

  fault(message: string, offset: number): void {
    this.#say('malformed_body', `malformed multipart: ${message}`, offset)
  }

  #read(chunk: Buffer): void {
    const reader = this.#asText
    if (reader === undefined) this.#scanner?.write(chunk, this.#consumed)
    else reader.write(chunk)
    this.#consumed += chunk.length
  }

  /** Without a boundary to rely on, the first line may show the one that a lenient server would go by. */
  #findBoundary(chunk: Buffer): void {
    const first = this.#firstLine === undefined ? chunk : Buffer.concat([this.#firstLine, chunk])
    const lineEnd = first.indexOf(LF)
    if (lineEnd < 0 && first.length <= MAX_FIRST_LINE) {
      this.#firstLine = Buffer.from(first)
      return
    }
    const line = first.subarray(0, lineEnd < 0 ? first.length : lineEnd)
    this.#chooseBoundary(line.length > MAX_FIRST_LINE ? first.subarray(0, 0) : line, first)
  }

  #chooseBoundary(line: Buffer, first: Buffer): void {
    this.#firstLine = undefined
    this.fault(this.#boundaryFault, this.#consumed)
    const boundary = guessBoundary(line) ?? this.#declared
    if (boundary === undefined) this.#asText = new TextParser(this.#context)
    else this.#scanner = new DelimiterScanner(boundary, this.#consumed, this)
    this.#read(first)
  }

  #openPart(): void {
    this.#state = CONTENT
    this.#part = new Part(this.#partContext, this.#parts - 1)
    this.#part.head(this.#headers)
  }

  /** Ends what stands before a delimiter. */
  #finish(breakLength: number): void {
    if (this.#state === HEADERS) {
      const { bytes, length, offset } = this.#headers
      // The line break of the delimiter may be that of the empty line: then there is no content.
      if (breakLength === 0 || (length > 0 && bytes[length - 1] !== LF))
        this.fault('part headers that do not end', offset)
      this.#openPart()
    }
    this.#part?.end()
    this.#part = undefined
    this.#margin?.end()
    this.#margin = undefined
  }

  /** Text in no part: servers skip it, or read it in another way than we. */
  #marginal(bytes: Buffer, start: number, end: number, offset: number): void {
    let from = start
    if (this.#margin === undefined) {
      while (from < end && isSpace(bytes[from] as number)) from++
      if (from === end) return
      const at = offset + from - start
      const where = this.#state === EPILOGUE ? 'after the final delimiter' : 'before the first delimiter'
      this.fault(`text ${where}`, at)
      this.#margin = new TextParser({ ...this.#context, offset: at })
    }
    this.#margin.write(bytes.subarray(from, end))
  }

  /** Once a kind: more of the same says nothing new. */
  #say(kind: ConditionClass, message: string, offset: number): void {
    if (this.#said.has(message)) return
    this.#said.add(message)
    this.#context.sink.condition(this, kind, 'warning', message, offset)
  }
}

function isSpace(byte: number): boolean {
  return byte === 0x20 || (byte >= 0x09 && byte <= 0x0d)
}
