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

  /** The next chunk, whose memory is the caller's. */
  keep(chunk: Buffer): void {
    if (this.#bytes.length === 0) this.#bytes = Buffer.allocUnsafe(this.#size)
    const added = Math.min(chunk.length, this.#size)
    const kept = Math.min(this.#length, this.#size - added)
    this.#bytes.copyWithin(0, this.#length - kept, this.#length)
    chunk.copy(this.#bytes, kept, chunk.length - added, chunk.length)
    this.#length = kept + added
  }

  /** The last `count` bytes, as far as they are kept; valid until more come. */
  last(count: number): Buffer {
    return this.#bytes.subarray(Math.max(0, this.#length - count), this.#length)
  }
}
