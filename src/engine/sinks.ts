import { JsonParser } from './body/parsers/json/parser.ts'
import { UrlencodedParser } from './body/parsers/urlencoded.ts'
import { XmlParser } from './body/parsers/xml/parser.ts'
import { type EmbeddedFormat, openEmbedded, startsJson } from './embedded.ts'
import type { BodyParser, FieldSink, FieldSource } from './fields.ts'
import type { GraphqlIntake } from './graphql/intake.ts'
import type { KnownDocuments } from './graphql/known-documents.ts'
import { GraphqlReading, type Surroundings, type WatchedContext } from './graphql-reading.ts'
import type { Inspector } from './inspector.ts'
import type { Budget } from './limits/budget.ts'
import { type LimitName, limitRow, limitValue } from './limits/table.ts'
import type { Loaded } from './loaded.ts'
import type { ConditionClass, Severity, Where } from './types.ts'
import type { Ledger } from './verdict/ledger.ts'

/** JSON in a string in a URL in JSON: that deep it is read. */
const MAX_NESTING = 3
/** The claims of a token, JSON in a value of JSON: deeper documents are rare. */
const DEEPEST_LOADED = 1

/** Sends what parsers emit to an inspector and a ledger, and reads documents that stand within a value. */
export class InspectingSink implements FieldSink, Surroundings {
  readonly #inspector: Inspector
  readonly #ledger: Ledger
  readonly #budget: Budget
  /** How many values lie around what this sink takes. */
  readonly #level: number
  opens: FieldSink['opens']
  /** No field had to be looked at closely, and nothing was said. */
  isSilent = true
  /** Undefined if nobody looks for GraphQL. */
  #graphql: GraphqlReading | undefined
  /** Reads the JSON that stands in values whole, one after the other. */
  #json: JsonParser | undefined
  /** Reads the queries of URLs. */
  #query: UrlencodedParser | undefined
  /** The value that is being opened, so that the callback needs no closure. */
  #source: FieldSource | undefined
  #offset = 0

  constructor(inspector: Inspector, ledger: Ledger, budget: Budget, level = 0) {
    this.#inspector = inspector
    this.#ledger = ledger
    this.#budget = budget
    this.#level = level
  }

  /** From here on what is meant for a GraphQL server is taken as such. */
  attach(graphql: GraphqlIntake): void {
    this.#graphql = new GraphqlReading(graphql, this, this.#level > 0)
    this.opens = graphql.carrier.isEndpoint && this.#level === 0 ? graphql.opens.bind(graphql) : undefined
  }

  field(
    source: FieldSource,
    bytes: Buffer,
    start: number,
    end: number,
    offset: number,
    isName: boolean,
    isWindow = false,
  ): void {
    if (!isName && this.#graphql?.takes(source, bytes, start, end, offset, isWindow)) return
    if (this.#inspector.passes(this.#ledger, source.where, bytes, start, end, isName)) return
    if (this.#inspector.inspect(this.#ledger, source, bytes, start, end, offset, isName)) this.isSilent = false
    if (isName || this.#level === MAX_NESTING) return
    this.#source = source
    this.#offset = offset
    openEmbedded(bytes, start, end, this.#open)
  }

  readonly #open = (format: EmbeddedFormat, document: Buffer): void => {
    this.isSilent = false
    const source = this.#source as FieldSource
    const offset = this.#offset
    switch (format) {
      case 'json':
        if (this.#json === undefined) this.#json = new JsonParser(this.#within(source, offset))
        else this.#json.restart(source, offset)
        this.#json.write(document)
        this.#json.end()
        return
      case 'form':
        // What a URL in a value holds is no argument of this request's.
        if (this.#query === undefined) this.#query = new UrlencodedParser(this.#within(source, offset), true)
        else this.#query.restart(source, offset)
        this.#query.whole(document, 0, document.length)
        return
      case 'xml': {
        const parser = new XmlParser(this.#within(source, offset))
        parser.write(document)
        parser.end()
        return
      }
      case 'graphql':
        this.#graphql?.guess(source, document, offset)
        return
      case 'text':
        this.#inspector.inspect(this.#ledger, source, document, 0, document.length, offset, false)
    }
  }

  condition(source: FieldSource, kind: ConditionClass, severity: Severity, message: string, offset: number): void {
    this.isSilent = false
    this.#inspector.condition(this.#ledger, source, kind, severity, message, offset)
  }

  limit(source: FieldSource, name: LimitName, offset: number): void {
    this.isSilent = false
    if (!this.#budget.reports(name)) return
    const { condition, counts } = limitRow(name)
    const value = limitValue(this.#budget.limits, name).toLocaleString('en')
    const message = `more than ${value} ${counts} (limits.${name})`
    this.#inspector.condition(this.#ledger, source, condition, 'warning', message, offset)
  }

  nest(source: FieldSource, bytes: Buffer, start: number, end: number, offset: number): BodyParser | undefined {
    if (this.#level === MAX_NESTING) return undefined
    const document = this.#graphql?.open(source, bytes.subarray(start, end), offset)
    if (document !== undefined) return document
    return startsJson(bytes, start, end) ? new JsonParser(this.#within(source, offset)) : undefined
  }

  load(bytes: Buffer, start: number, where: Where): Loaded | undefined {
    if (this.#level > DEEPEST_LOADED) return undefined
    return this.#inspector.load(this.#level, bytes, start, bytes.length, where)
  }

  passed(bytes: number): void {
    this.#ledger.work += bytes
  }

  forget(): void {
    if (this.#level <= DEEPEST_LOADED) this.#inspector.forget(this.#level)
  }

  get documents(): KnownDocuments {
    return this.#inspector.documents
  }

  /** What the reader of a document in a value is given. */
  #within(parent: FieldSource, offset: number): WatchedContext {
    const sink = new GuessingSink(this.#inspector, this.#ledger, this.#budget, this.#level + 1)
    if (this.#graphql) sink.attach(this.#graphql.intake)
    return this.#contextOf(sink, parent, offset)
  }

  withinGraphql(parent: FieldSource, offset: number, isDoubtful: boolean): WatchedContext {
    if (isDoubtful) return this.#within(parent, offset)
    const sink = new InspectingSink(this.#inspector, this.#ledger, this.#budget, this.#level + 1)
    return this.#contextOf(sink, parent, offset)
  }

  #contextOf(sink: InspectingSink, parent: FieldSource, offset: number): WatchedContext {
    return { sink, where: parent.where, budget: this.#budget, parent, offset, isGuess: true }
  }

  quiet(): FieldSink {
    const sink = new GuessingSink(this.#inspector, this.#ledger, this.#budget, this.#level)
    if (this.#graphql) sink.attach(this.#graphql.intake)
    return sink
  }
}

/** Like `InspectingSink` for a parser that was only guessed at: what it says about the input's form doesn't count. */
class GuessingSink extends InspectingSink {
  override condition(): void {}

  /** What only looks like a form or like markup may be neither; what reads as JSON so far is JSON to many a server. */
  override limit(source: FieldSource, name: LimitName, offset: number): void {
    if (name.startsWith('json.')) super.limit(source, name, offset)
  }
}
