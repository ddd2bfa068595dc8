import { type FieldSink, type FieldSource, ValueBuffer } from '../../fields.ts'
import type { FieldPath, Where } from '../../types.ts'
import type { BodyParser } from '../parser.ts'

const PATH: FieldPath = []

/** The whole body is one value. */
export class TextParser implements BodyParser, FieldSource {
  readonly where: Where
  readonly wellFormed = true
  readonly #value: ValueBuffer

  constructor(sink: FieldSink, where: Where, offset = 0) {
    this.where = where
    this.#value = new ValueBuffer(sink, this)
    this.#value.begin(offset, false)
  }

  path(): FieldPath {
    return PATH
  }

  write(chunk: Buffer): void {
    this.#value.push(chunk, 0, chunk.length)
  }

  end(): void {
    this.#value.end()
  }
}
