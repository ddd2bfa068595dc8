import { type BodyParser, type FieldSource, ValueBuffer } from '../../fields.ts'
import type { FieldPath, Where } from '../../types.ts'
import { type ParserContext, pathWithin } from '../parser.ts'

/** The whole body is one value; or what is left of one, at the path where its own parser gave up. */
export class TextParser implements BodyParser, FieldSource {
  readonly where: Where
  readonly #value: ValueBuffer
  readonly #parent: FieldSource | undefined
  readonly #path: FieldPath

  /** @param path within the context's parent */
  constructor(context: ParserContext, path: FieldPath = []) {
    this.where = context.where
    this.#parent = context.parent
    this.#path = path
    this.#value = new ValueBuffer(context.sink, this)
    this.#value.begin(context.offset ?? 0, false)
  }

  path(): FieldPath {
    return pathWithin(this.#parent, this.#path)
  }

  name(): string {
    return this.#path.findLast((part) => typeof part === 'string') ?? this.#parent?.name() ?? ''
  }

  write(chunk: Buffer): void {
    this.#value.push(chunk, 0, chunk.length)
  }

  end(): void {
    this.#value.end()
  }
}
