import { createHash, type Hash } from 'node:crypto'
import type { ParserContext } from './body/parser.ts'
import { GraphqlParser } from './body/parsers/graphql/parser.ts'
import type { BodyParser, FieldSource } from './fields.ts'
import type { GraphqlIntake } from './graphql/intake.ts'
import type { EntryPlace } from './graphql/recognition.ts'
import { KeptText } from './kept-text.ts'

/** Reads a GraphQL document, whole or as it comes, and hands it to the request's intake. */
export class GraphqlDocument implements BodyParser {
  readonly #parser: GraphqlParser
  readonly #intake: GraphqlIntake
  readonly #source: FieldSource
  readonly #place: EntryPlace
  readonly #hash: Hash | undefined
  readonly #text: KeptText | undefined

  /** @param source the value that the document is */
  constructor(context: ParserContext, source: FieldSource, place: EntryPlace, intake: GraphqlIntake) {
    this.#parser = new GraphqlParser(context)
    this.#intake = intake
    this.#source = source
    this.#place = place
    this.#hash = intake.keepsHash ? createHash('sha256') : undefined
    this.#text = intake.keepsText ? new KeptText() : undefined
  }

  /** Whether it was a document; known after `end`. */
  get isValid(): boolean {
    return this.#parser.shape?.fault === ''
  }

  write(chunk: Buffer): void {
    this.#parser.write(chunk)
    this.#hash?.update(chunk)
    this.#text?.add(chunk)
  }

  end(): void {
    this.#parser.end()
    const { shape } = this.#parser
    if (shape === undefined) return
    this.#intake.document(this.#source, this.#place, shape, this.#hash?.digest('hex') ?? '', this.#text)
  }
}
