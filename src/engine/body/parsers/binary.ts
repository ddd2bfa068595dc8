import { type BodyParser, type FieldSink, type FieldSource, ValueBuffer } from '../../fields.ts'
import type { FieldPath, Where } from '../../types.ts'
import { type ParserContext, pathWithin } from '../parser.ts'

/**
 * Shorter runs are chance: three bytes in eight are printable, so that random data holds a run of 12 in every 180 KiB and
 * one of 24 in every 20 GiB. At 12, one random MiB in thirty held something that reads as an attack.
 */
export const MIN_RUN = 24
/** Those in which a server's code may begin count from here on: `<?=` and a call, in a picture's comment. */
export const MIN_CODE_RUN = 12
/** In formats that pack text between lengths and tags shorter ones count, where a length stands before them … */
export const MIN_PACKED_RUN = 4
/** … and where none does, from here on. */
const SURE_PACKED_RUN = 16
/** Up to here a run is chance where little else was text: one picture in twenty held something that reads as an attack. */
const LONGEST_CHANCE = 7
/** From this many bytes on, and this part of them in runs, there is text enough. */
const TELLING_BYTES = 512
const TEXT_SHARE = 0.25
/** A tag, and a length, of what stands behind a run. */
const MAX_REST = 2

/** Printable ASCII and white space. */
const PRINTABLE = new Uint8Array(256)
for (let byte = 0x20; byte < 0x7f; byte++) PRINTABLE[byte] = 1
for (const byte of [0x09, 0x0a, 0x0b, 0x0c, 0x0d]) PRINTABLE[byte] = 1

/**
 * Bytes of no known format: every run of printable ones is a value, since a script in a picture's comment or a query in a
 * protocol of the server's own still stands there in plain text.
 */
export class BinaryParser implements BodyParser, FieldSource {
  readonly where: Where
  readonly #parent: FieldSource | undefined
  readonly #sink: FieldSink
  readonly #value: ValueBuffer
  readonly #isPacked: boolean
  /** Runs of this many bytes count, if a length says so or code may begin in them; those of `#sure` count anyway. */
  readonly #least: number
  readonly #sure: number
  readonly #beginning: Buffer
  /** Bytes of the run so far, as long as they may be chance; `#sure` once they are a value. */
  #length = 0
  /** The byte before the run; -1 if there is none. */
  #before = -1
  #start = 0
  /** The last byte of the chunk before. */
  #last = -1
  #consumed: number
  /** Bytes that stood in runs. */
  #inRuns = 0

  /** @param isPacked the format puts lengths before its strings */
  constructor(context: ParserContext, isPacked = false) {
    this.#sink = context.sink
    this.#isPacked = isPacked
    this.#least = isPacked ? MIN_PACKED_RUN : MIN_CODE_RUN
    this.#sure = isPacked ? SURE_PACKED_RUN : MIN_RUN
    this.#beginning = Buffer.allocUnsafe(this.#sure)
    this.where = context.where
    this.#parent = context.parent
    this.#consumed = context.offset ?? 0
    this.#value = new ValueBuffer(context.sink, this)
  }

  path(): FieldPath {
    return pathWithin(this.#parent, [])
  }

  name(): string {
    return this.#parent?.name() ?? ''
  }

  write(chunk: Buffer): void {
    const end = chunk.length
    let i = this.#length > 0 ? this.#goOn(chunk) : 0
    // Backwards from where the shortest run would end: most of random bytes are never looked at.
    const least = !this.#isPacked && !hasCode(chunk) ? MIN_RUN : this.#least
    while (i + least <= end) {
      let k = i + least - 1
      while (k >= i && PRINTABLE[chunk[k] as number] === 1) k--
      i = k < i ? this.#run(chunk, i, least) : k + 1
    }
    if (i < end) {
      let from = end
      while (from > i && PRINTABLE[chunk[from - 1] as number] === 1) from--
      this.#extend(chunk, from, end)
    }
    this.#consumed += end
    if (end > 0) this.#last = chunk[end - 1] as number
  }

  end(): void {
    this.#endRun()
  }

  /** Goes on with the run that the last chunk ended in; returns what follows it. */
  #goOn(chunk: Buffer): number {
    const end = endOfRun(chunk, 0)
    this.#extend(chunk, 0, end)
    if (end < chunk.length) this.#endRun()
    return end
  }

  /** A run that is long enough; returns what follows it. */
  #run(chunk: Buffer, start: number, least: number): number {
    const end = endOfRun(chunk, start + least)
    this.#extend(chunk, start, end)
    if (end < chunk.length) this.#endRun()
    return end
  }

  #extend(chunk: Buffer, start: number, end: number): void {
    let from = start
    if (this.#length === 0) {
      this.#start = this.#consumed + start
      this.#before = start > 0 ? (chunk[start - 1] as number) : this.#last
    }
    if (this.#length < this.#sure) {
      const taken = Math.min(this.#sure - this.#length, end - start)
      chunk.copy(this.#beginning, this.#length, start, start + taken)
      this.#length += taken
      if (this.#length < this.#sure) return
      from += taken
      this.#value.begin(this.#start, false)
      this.#value.push(this.#beginning, 0, this.#sure)
    }
    if (from < end) this.#value.push(chunk, from, end)
  }

  #endRun(): void {
    const length = this.#length
    this.#length = 0
    if (length < this.#least) return
    if (length === this.#sure) {
      this.#value.end()
      this.#inRuns += this.#value.total
      if (this.#isPacked) this.#pieces()
      return
    }
    if (!(this.#isPacked ? this.#hasLength(length) : hasCode(this.#beginning.subarray(0, length)))) return
    this.#value.begin(this.#start, false)
    this.#value.push(this.#beginning, 0, length)
    this.#value.end()
  }

  /** A length stands before the run, and it isn't chance. */
  #hasLength(length: number): boolean {
    const isChance = length <= LONGEST_CHANCE && this.#start >= TELLING_BYTES && this.#inRuns < this.#start * TEXT_SHARE
    this.#inRuns += length
    return !isChance && isLengthOf(this.#before, length)
  }

  /**
   * Tags and lengths may be printable themselves, and then strings stand in one run: `"'1' UNION …` is 39 bytes behind a tag and
   * their length, which would leave no quote where it stands in the whole.
   */
  #pieces(): void {
    const { bytes } = this.#value
    // A string that is longer than a window has a length that isn't printable.
    if (this.#value.total > bytes.length) return
    const first = 1 + lengthIn(bytes[0] as number)
    this.#tile(bytes, 0, 0)
    this.#tile(bytes, 0, 1)
    if (this.#tile(bytes, first, 1)) this.#sink.field(this, bytes, 1, first, this.#start + 1, false)
  }

  /**
   * Shows the strings of a run if all of it consists of them, each behind its length and so many bytes of a tag.
   * @returns whether it does
   */
  #tile(bytes: Buffer, from: number, tag: number): boolean {
    let at = from
    while (bytes.length - at > MAX_REST) at += stringAt(bytes, at, tag)
    if (at > bytes.length || bytes.length - at > MAX_REST) return false
    for (let i = from; i < at; i += stringAt(bytes, i, tag)) {
      const start = i + tag + 1
      const end = i + stringAt(bytes, i, tag)
      if (start < end) this.#sink.field(this, bytes, start, end, this.#start + start, false)
    }
    return true
  }
}

/**
 * Whether a byte may say how long the run behind it is: as it stands (protobuf, Thrift), in its low bits (MessagePack, CBOR), or
 * as the end of a longer number (BSON). A tag and a length that follow may be printable too.
 */
function isLengthOf(byte: number, length: number): boolean {
  const low = byte >= 0x60 ? byte & 0x1f : byte
  return byte === 0 || (low >= MIN_PACKED_RUN && length - low >= 0 && length - low <= 2)
}

/** The length that a printable byte stands for: itself, but CBOR's texts of less than 24 bytes. */
function lengthIn(byte: number): number {
  return byte >= 0x60 && byte < 0x78 ? byte & 0x1f : byte
}

/** Bytes of the string that may begin at `at`, with its tag and its length. */
function stringAt(bytes: Buffer, at: number, tag: number): number {
  return tag + 1 + lengthIn(bytes[at + tag] as number)
}

/** `<?=`, `<?php` */
function hasCode(bytes: Buffer): boolean {
  for (let i = bytes.indexOf('<?', 0, 'latin1'); i !== -1; i = bytes.indexOf('<?', i + 2, 'latin1')) {
    const next = bytes[i + 2] as number
    if (next === 0x3d || (next | 0x20) === 0x70) return true
  }
  return false
}

function endOfRun(chunk: Buffer, from: number): number {
  let end = from
  while (end < chunk.length && PRINTABLE[chunk[end] as number] === 1) end++
  return end
}
