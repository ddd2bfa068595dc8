import type { ParserContext } from './body/parser.ts'
import type { GraphqlShape } from './body/parsers/graphql/shape.ts'
import type { BodyParser, FieldSink, FieldSource } from './fields.ts'
import type { GraphqlIntake } from './graphql/intake.ts'
import type { KnownDocuments } from './graphql/known-documents.ts'
import { beginsInTheMiddle, type EntryPlace, entryOf, looksLikeDocument } from './graphql/recognition.ts'
import { GraphqlDocument } from './graphql-document.ts'
import type { Where } from './types.ts'

/** Where documents stand in values. */
export interface Surroundings {
  readonly documents: KnownDocuments
  /** What the reader of a document in a value is given. @param isDoubtful what it says of the document's form doesn't count */
  withinGraphql(source: FieldSource, offset: number, isDoubtful: boolean): WatchedContext
  /** Some fields need not be looked at again. @param bytes of the value that they stand in */
  passed(bytes: number): void
}

/** What a reader is given whose fields may turn out to be nothing worth a look. */
export interface WatchedContext extends ParserContext {
  readonly sink: FieldSink & {
    /** No field had to be looked at closely, and nothing was said. */
    readonly isSilent: boolean
  }
}

/** Finds among a request's fields what is meant for a GraphQL server, and has it read. */
export class GraphqlReading {
  readonly intake: GraphqlIntake
  readonly #surroundings: Surroundings
  /** The fields stand within a value: what they hold has been seen as it came. */
  readonly #isNested: boolean

  constructor(intake: GraphqlIntake, surroundings: Surroundings, isNested: boolean) {
    this.intake = intake
    this.#surroundings = surroundings
    this.#isNested = isNested
  }

  /**
   * Takes a field of a request that is one for a GraphQL server.
   * @returns whether all of it has been read as a document, and inspected thereby
   */
  takes(source: FieldSource, bytes: Buffer, start: number, end: number, offset: number, isWindow: boolean): boolean {
    if (!this.intake.carrier.isEndpoint) return false
    const place = entryOf(source)
    if (place === undefined) return false
    if (place.entry !== 'query') {
      // What stands in a value of JSON has been seen in the JSON, but for a URL's and a form's extensions.
      if (this.#isNested && place.entry !== 'hash') return false
      this.intake.entry(source, place, () => bytes.utf8Slice(start, end), isWindow)
      return false
    }
    // Windows go to the reader that was opened for the first of them, which shows what is no document as text.
    if (isWindow) return this.#mustBe(place, undefined, source.where)
    return this.#read(source, place, bytes.subarray(start, end), offset)
  }

  /** Reads a document that stands where GraphQL has it, though nothing says that the request is for a GraphQL server. */
  guess(source: FieldSource, text: Buffer, offset: number): void {
    if (this.intake.carrier.isEndpoint) return
    const place = entryOf(source)
    if (place?.entry === 'query') this.#read(source, place, text, offset)
  }

  /** Opens a reader for a document that comes in windows. @param first the first of them */
  open(source: FieldSource, first: Buffer, offset: number): BodyParser | undefined {
    const place = entryOf(source)
    if (place?.entry !== 'query' || !this.#reads(place, first, source.where)) return undefined
    const within = this.#within(source, place, first, offset)
    const isGuess = !this.#mustBe(place, first, source.where)
    return new GraphqlDocument({ ...within, isGuess }, source, place, this.intake)
  }

  #read(source: FieldSource, place: EntryPlace, text: Buffer, offset: number): boolean {
    if (!this.#isNested && !this.intake.carrier.isStrict && beginsInTheMiddle(text, 0, text.length)) {
      this.intake.partOfDocument(source, offset)
      return false
    }
    if (!this.#reads(place, text, source.where)) return false
    const { documents } = this.#surroundings
    const known = documents.find(text, source.where)
    if (known !== undefined) {
      this.#take(source, place, text, known)
      return true
    }
    // What is no document is looked at besides: it is a guess even where one must stand.
    const within = this.#within(source, place, text, offset)
    const document = new GraphqlDocument(within, source, place, this.intake)
    document.write(text)
    document.end()
    const { shape } = document
    if (shape?.fault !== '') return false
    if (within.sink.isSilent) documents.keep(text, source.where, shape)
    return true
  }

  /** Takes a document that is known as if it had been read. */
  #take(source: FieldSource, place: EntryPlace, text: Buffer, shape: GraphqlShape): void {
    this.#surroundings.passed(text.length)
    const record = this.intake.record()
    record?.add(text)
    this.intake.document(source, place, shape, record)
  }

  /** Whether what stands there is a document or nothing. */
  #mustBe({ isNamed }: EntryPlace, first: Buffer | undefined, where: Where): boolean {
    const { isEndpoint, isDocument, isAlways } = this.intake.carrier
    if (this.#isNested || !isEndpoint || (!isNamed && !isDocument)) return false
    // Pages about GraphQL may have a `query` of their own in their URLs.
    return where === 'body' || isAlways || first === undefined || looksLikeDocument(first, 0, first.length)
  }

  /** Whether a document must stand there, or what stands there begins like one. */
  #reads(place: EntryPlace, first: Buffer, where: Where): boolean {
    return !this.#isNested && (this.#mustBe(place, first, where) || looksLikeDocument(first, 0, first.length))
  }

  #within(source: FieldSource, place: EntryPlace, first: Buffer, offset: number): WatchedContext {
    return this.#surroundings.withinGraphql(source, offset, !this.#mustBe(place, first, source.where))
  }
}
