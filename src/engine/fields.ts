import type { ConditionClass, FieldPath, Severity, Where } from './types.ts'

/** Whoever emits fields. `path` is called only when something was found, so that it costs nothing otherwise. */
export interface FieldSource {
  readonly where: Where
  /** Names that lead to the field that is being emitted right now. */
  path(): FieldPath
}

/** Takes fields as parsers complete them. */
export interface FieldSink {
  /**
   * A value, or one window of a long one. The bytes are only valid during the call.
   * @param offset byte offset of the value in its part of the request
   * @param isName the value is a name (a JSON key, a parameter's name)
   */
  field(source: FieldSource, bytes: Buffer, start: number, end: number, offset: number, isName: boolean): void
  /** Something about the input itself: malformed, ambiguous, too deep. */
  condition(source: FieldSource, kind: ConditionClass, severity: Severity, message: string, offset: number): void
}

/** A long value reaches the detectors in windows of this many bytes … */
export const WINDOW_BYTES = 16_384
/** … each of which repeats this much of the one before, so that no match is lost at a seam. */
export const OVERLAP_BYTES = 1_024

const EMPTY = Buffer.alloc(0)

/**
 * Collects the decoded bytes of one value at a time and emits it in overlapping windows. The windows depend on the
 * value alone, never on how its bytes were cut into chunks.
 */
export class ValueBuffer {
  readonly #sink: FieldSink
  readonly #source: FieldSource
  #bytes = EMPTY
  #length = 0
  #emitted = false
  #offset = 0
  #isName = false

  constructor(sink: FieldSink, source: FieldSource) {
    this.#sink = sink
    this.#source = source
  }

  /** Starts a value. @param offset see `FieldSink.field` */
  begin(offset: number, isName: boolean): void {
    this.#length = 0
    this.#emitted = false
    this.#offset = offset
    this.#isName = isName
  }

  byte(byte: number): void {
    if (this.#length === this.#bytes.length) this.#makeRoom()
    this.#bytes[this.#length++] = byte
  }

  push(bytes: Buffer, start: number, end: number): void {
    let from = start
    while (from < end) {
      if (this.#length === this.#bytes.length) this.#makeRoom()
      const to = Math.min(end, from + this.#bytes.length - this.#length)
      bytes.copy(this.#bytes, this.#length, from, to)
      this.#length += to - from
      from = to
    }
  }

  /** Ends the value: emits what is left. An empty value is not emitted. */
  end(): void {
    // After a full window what is left may be the overlap alone, which was seen.
    if (this.#length > (this.#emitted ? OVERLAP_BYTES : 0)) this.#emit()
  }

  /** The first bytes of the value so far as text, for names; at most `limit` bytes. */
  text(limit: number): string {
    return this.#bytes.utf8Slice(0, Math.min(this.#length, limit))
  }

  #makeRoom(): void {
    if (this.#bytes.length < WINDOW_BYTES) {
      const larger = Buffer.allocUnsafe(Math.min(WINDOW_BYTES, Math.max(256, this.#bytes.length * 4)))
      this.#bytes.copy(larger, 0, 0, this.#length)
      this.#bytes = larger
      return
    }
    this.#emit()
    this.#emitted = true
    this.#bytes.copyWithin(0, this.#length - OVERLAP_BYTES, this.#length)
    this.#length = OVERLAP_BYTES
  }

  #emit(): void {
    this.#sink.field(this.#source, this.#bytes, 0, this.#length, this.#offset, this.#isName)
  }
}
