import type { FieldSink, FieldSource } from '../fields.ts'

/**
 * For reading encoded bytes as if they weren't: random bytes hold no value that is printable throughout and long enough to
 * matter, and what a client has put between them, where decoders look away, is.
 */
export class PrintableSink implements FieldSink {
  readonly #sink: FieldSink

  constructor(sink: FieldSink) {
    this.#sink = sink.quiet()
  }

  field(source: FieldSource, bytes: Buffer, start: number, end: number, offset: number, isName: boolean): void {
    for (let i = start; i < end; i++) {
      const byte = bytes[i] as number
      if (byte > 0x7e || (byte < 0x20 && byte !== 0x09 && byte !== 0x0a && byte !== 0x0d)) return
    }
    this.#sink.field(source, bytes, start, end, offset, isName)
  }

  condition(): void {}

  limit(): void {}

  nest(): undefined {}

  quiet(): FieldSink {
    return this
  }
}
