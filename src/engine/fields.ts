import { Condenser } from './condenser.ts'
import type { LimitName } from './limits/table.ts'
import type { Loaded } from './loaded.ts'
import type { ConditionClass, FieldPath, Severity, Where } from './types.ts'
import { OVERLAP_BYTES, WINDOW_BYTES } from './windows.ts'

/** Whoever emits fields. `path` is called only when something was found, so that it costs nothing otherwise. */
export interface FieldSource {
  readonly where: Where
  /** Names that lead to the field that is being emitted right now; the middle of a very long one is left out. */
  path(): FieldPath
  /** The last name of the path; '' if it has none. Cheap, unlike the path. */
  name(): string
}

/** Entries of a path that are kept at each end. */
export const PATH_ENDS = 16
/** Stands for what is left out of a path. */
export const OMITTED = '…'

/**
 * A push state machine: the same fields however the bytes are cut. Synchronous, iterative, linear, never throws on any
 * bytes, and holds no more than a window of them. From a fault on it says so once and shows the rest as text.
 */
export interface BodyParser {
  write(chunk: Buffer): void
  end(): void
}

/** Takes fields as parsers complete them. */
export interface FieldSink {
  /**
   * A value, or one window of a long one. The bytes are only valid during the call.
   * @param offset byte offset of the value in its part of the request
   * @param isName the value is a name (a JSON key, a parameter's name)
   * @param isWindow this is not the whole value; absent for one that is
   */
  field(
    source: FieldSource,
    bytes: Buffer,
    start: number,
    end: number,
    offset: number,
    isName: boolean,
    isWindow?: boolean,
  ): void
  /** Something about the input itself: malformed, ambiguous, too deep. */
  condition(source: FieldSource, kind: ConditionClass, severity: Severity, message: string, offset: number): void
  /** A limit of the policy was exceeded; reported once a request. The parser goes on: a policy's limit doesn't blind. */
  limit(source: FieldSource, name: LimitName, offset: number): void
  /**
   * Opens a reader for what stands within a value that comes in windows, such as JSON in a string.
   * @param bytes the value's first window
   * @returns undefined if there is nothing to read in it
   */
  nest(source: FieldSource, bytes: Buffer, start: number, end: number, offset: number): BodyParser | undefined
  /**
   * A value begins in JSON that stands in no more than three containers, whatever its type; only for those who ask.
   * @param first its first byte: `"`, `{`, `[`, or that of a number or literal
   */
  opens?: ((source: FieldSource, first: number, offset: number) => void) | undefined
  /**
   * Fields will be cut out of these bytes, from `start` on, which don't change before `forget`: taken in at once, they are looked at for less.
   * @returns what reads them faster; a field that its walk through JSON passes over need not be handed over
   */
  load?(bytes: Buffer, start: number, where: Where): Loaded | undefined
  /** Some fields were passed over. @param bytes of all of them */
  passed?(bytes: number): void
  forget?(): void
  /** The same sink for a reading that was only guessed at: what it says of the input's form doesn't count. */
  quiet(): FieldSink
}

/** Bytes that are copied sooner by a loop than by a call. */
const SHORT = 64
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
  /** Bytes at the beginning of the buffer that the window before held as well. */
  #seen = 0
  #offset = 0
  #isName = false
  /** Decoded bytes of the value so far. */
  #total = 0
  #nested: BodyParser | undefined
  #condenser: Condenser | undefined

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
    this.#total = 0
    this.#nested = undefined
  }

  /** Decoded bytes of the value so far. */
  get total(): number {
    return this.#total + this.#length
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
      if (to - from > SHORT) {
        bytes.copy(this.#bytes, this.#length, from, to)
        this.#length += to - from
        from = to
      } else while (from < to) this.#bytes[this.#length++] = bytes[from++] as number
    }
  }

  /** Ends the value: emits what is left. An empty value is not emitted. */
  end(): void {
    // After a full window what is left may be the overlap alone, which was seen.
    const from = this.#emitted ? this.#seen : 0
    if (this.#length > from) this.#emit()
    if (this.#emitted && !this.#isName) {
      this.#condenser?.write(this.#bytes, from, this.#length)
      this.#condenser?.end()
    }
    if (this.#nested === undefined) return
    if (this.#length > from) this.#nested.write(this.#bytes.subarray(from, this.#length))
    this.#nested.end()
    this.#nested = undefined
  }

  /** The value so far, from its last window on; only valid until more comes. */
  get bytes(): Buffer {
    return this.#bytes.subarray(0, this.#length)
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
    // A window ends, and the next begins, between characters.
    const end = wholeCharactersBefore(this.#bytes, this.#length)
    const rest = this.#length - end
    this.#sink.field(this.#source, this.#bytes, 0, end, this.#offset, this.#isName, true)
    if (!this.#isName) this.#lookTwice(end)
    this.#emitted = true
    const start = characterAt(this.#bytes, end - OVERLAP_BYTES)
    this.#bytes.copyWithin(0, start, this.#length)
    this.#seen = end - start
    this.#length = this.#seen + rest
    this.#total += start
  }

  /** A value that is longer than a window is condensed besides, and read if there is a document in it. */
  #lookTwice(end: number): void {
    const from = this.#emitted ? this.#seen : 0
    if (!this.#emitted) {
      this.#nested = this.#sink.nest(this.#source, this.#bytes, 0, end, this.#offset)
      this.#condenser ??= new Condenser(this.#sink, this.#source)
      this.#condenser.begin(this.#offset)
    }
    this.#nested?.write(this.#bytes.subarray(from, end))
    this.#condenser?.write(this.#bytes, from, end)
  }

  #emit(): void {
    this.#sink.field(this.#source, this.#bytes, 0, this.#length, this.#offset, this.#isName, this.#emitted)
  }
}

/** Where to end before `at` so that no UTF-8 sequence is cut; `at` itself if none is, or if it isn't UTF-8. */
function wholeCharactersBefore(bytes: Buffer, at: number): number {
  for (let back = 1; back <= 4; back++) {
    const byte = bytes[at - back] as number
    if ((byte & 0xc0) === 0x80) continue
    const length = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : byte >= 0xc0 ? 2 : 1
    return back < length ? at - back : at
  }
  return at
}

/** Where the character at `at` begins; `at` itself if it isn't UTF-8. */
function characterAt(bytes: Buffer, at: number): number {
  for (let back = 0; back < 4; back++) if (((bytes[at - back] as number) & 0xc0) !== 0x80) return at - back
  return at
}
