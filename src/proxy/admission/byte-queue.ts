import { freeBytes } from '../memory.ts'

/** Chunks below this size are put together, since a body sent in single bytes would otherwise take a hundredfold. */
const SMALL_BYTES = 2_048
const BLOCK_BYTES = 8_192

/** Bytes of a body in the order of their arrival, kept in as little memory as they need. */
export class ByteQueue {
  length = 0
  readonly #chunks: Buffer[] = []
  /** A block of ours that the last chunk is a part of, and how much of it is taken. */
  #block: Buffer | undefined
  #used = 0

  push(chunk: Buffer): void {
    this.length += chunk.length
    if (chunk.length >= SMALL_BYTES || this.#chunks.length === 0) {
      this.#chunks.push(chunk)
      this.#block = undefined
      return
    }
    for (let from = 0; from < chunk.length; ) from += this.#append(chunk, from)
  }

  /** Bytes of the first chunk: what is taken at once without cutting it. */
  get first(): number {
    return this.#chunks[0]?.length ?? 0
  }

  /** The first bytes, at most so many; they are gone from the queue. */
  take(most: number): Buffer {
    const first = this.#chunks[0]
    if (first === undefined) return EMPTY
    const taken = first.length <= most ? first : first.subarray(0, most)
    if (taken === first) this.#chunks.shift()
    else this.#chunks[0] = first.subarray(most)
    // What is left of a block that is being filled is a chunk of its own.
    if (this.#chunks.length < 2) this.#block = undefined
    this.length -= taken.length
    return taken
  }

  /** Everything in one piece; a single chunk is not copied. */
  takeAll(): Buffer {
    const chunks = this.#chunks
    const all = chunks.length === 1 ? (chunks[0] as Buffer) : Buffer.concat(chunks, this.length)
    if (chunks.length > 1) chunks.forEach(freeBytes)
    this.clear()
    return all
  }

  clear(): void {
    this.length = 0
    this.#chunks.length = 0
    this.#block = undefined
  }

  #append(chunk: Buffer, from: number): number {
    if (this.#block === undefined || this.#used === this.#block.length) {
      this.#block = Buffer.allocUnsafeSlow(BLOCK_BYTES)
      this.#used = 0
      this.#chunks.push(EMPTY)
    }
    const count = chunk.copy(this.#block, this.#used, from)
    const last = this.#chunks.at(-1) as Buffer
    this.#chunks[this.#chunks.length - 1] = this.#block.subarray(this.#used - last.length, this.#used + count)
    this.#used += count
    return count
  }
}

const EMPTY = Buffer.alloc(0)
