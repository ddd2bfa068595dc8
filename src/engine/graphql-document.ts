import type { ParserContext } from './body/parser.ts'
import { GraphqlParser } from './body/parsers/graphql/parser.ts'
import type { GraphqlShape } from './body/parsers/graphql/shape.ts'
import type { BodyParser, FieldSource } from './fields.ts'
import type { GraphqlIntake } from './graphql/intake.ts'
import type { EntryPlace } from './graphql/recognition.ts'
import type { TextRecord } from './graphql/text-record.ts'

/** Reads a GraphQL document, whole or as it comes, and hands it to the request's intake. */
export class GraphqlDocument implements BodyParser {
  readonly #parser: GraphqlParser
  readonly #intake: GraphqlIntake
  readonly #source: FieldSource
  readonly #place: EntryPlace
  readonly #record: TextRecord | undefined

  /** @param source the value that the document is */
  constructor(context: ParserContext, source: FieldSource, place: EntryPlace, intake: GraphqlIntake) {
    this.#parser = new GraphqlParser(context)
    this.#intake = intake
    this.#source = source
    this.#place = place
    this.#record = intake.record()
  }

  /** What the document is; known after `end`. */
  get shape(): GraphqlShape | undefined {
    return this.#parser.shape
  }

  write(chunk: Buffer): void {
    this.#parser.write(chunk)
    this.#record?.add(chunk)
  }

  end(): void {
    this.#parser.end()
    const { shape } = this.#parser
    if (shape !== undefined) this.#intake.document(this.#source, this.#place, shape, this.#record)
  }
}
