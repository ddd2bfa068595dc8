const FIRST_BYTES = 4_096

/**
 * The bytes of a body that is being held. One chunk is kept as it is; more are put together as they come, since a body
 * sent in single bytes would otherwise take hundreds of times its size.
 */
export class HeldBody {
  length = 0
  #bytes: Buffer | undefined
  /** `#bytes` is ours to write to. */
  #owned = false

  push(chunk: Buffer): void {
    if (this.#bytes === undefined) {
      this.#bytes = chunk
      this.length = chunk.length
      return
    }
    const needed = this.length + chunk.length
    if (!this.#owned || needed > this.#bytes.length) {
      const larger = Buffer.allocUnsafe(Math.max(FIRST_BYTES, needed, this.#owned ? this.#bytes.length * 2 : 0))
      this.#bytes.copy(larger, 0, 0, this.length)
      this.#bytes = larger
      this.#owned = true
    }
    chunk.copy(this.#bytes, this.length)
    this.length = needed
  }

  /** Everything so far. */
  get bytes(): Buffer {
    return this.#bytes === undefined ? Buffer.alloc(0) : this.#bytes.subarray(0, this.length)
  }
}
