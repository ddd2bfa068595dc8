import { type FieldSink, type FieldSource, ValueBuffer } from '../../fields.ts'
import type { FieldPath, Where } from '../../types.ts'
import type { BodyParser } from '../parser.ts'

/** The whole body is one value; or what is left of one, at the path where its own parser gave up. */
export class TextParser implements BodyParser, FieldSource {
  readonly where: Where
  readonly #value: ValueBuffer

  readonly #path: FieldPath

  constructor(sink: FieldSink, where: Where, offset = 0, path: FieldPath = []) {
    this.where = where
    this.#path = path
    this.#value = new ValueBuffer(sink, this)
    this.#value.begin(offset, false)
  }

  path(): FieldPath {
    return this.#path
  }

  name(): string {
    return this.#path.findLast((part) => typeof part === 'string') ?? ''
  }

  write(chunk: Buffer): void {
    this.#value.push(chunk, 0, chunk.length)
  }

  end(): void {
    this.#value.end()
  }
}
