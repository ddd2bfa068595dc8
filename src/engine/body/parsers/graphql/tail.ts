const EMPTY = Buffer.alloc(0)

/** The last bytes of what came in chunks. */
export class Tail {
  readonly #size: number
  #bytes = EMPTY
  #length = 0

  /** @param size bytes that are kept */
  constructor(size: number) {
    this.#size = size
  }

  /**
   * The next chunk, whose memory is the caller's.
   * @param wanted how many of the last bytes may be asked for
   */
  keep(chunk: Buffer, wanted: number): void {
    const added = Math.min(chunk.length, wanted, this.#size)
    const kept = Math.min(this.#length, this.#size - added, wanted - added)
    if (added > 0 && this.#bytes.length === 0) this.#bytes = Buffer.allocUnsafe(this.#size)
    if (kept > 0) this.#bytes.copyWithin(0, this.#length - kept, this.#length)
    if (added > 0) chunk.copy(this.#bytes, kept, chunk.length - added, chunk.length)
    this.#length = kept + added
  }

  /** The last `count` bytes, as far as they are kept; valid until more come. */
  last(count: number): Buffer {
    return this.#bytes.subarray(Math.max(0, this.#length - count), this.#length)
  }
}
