/** Bytes of a text that are kept for those who need it whole. */
const KEPT_BYTES = 1_048_576

/** A text that is kept besides being read, as long as it isn't too long. */
export class KeptText {
  /** More came than is kept: what there is of it is of no use. */
  isTooLong = false
  readonly #chunks: Buffer[] = []
  #length = 0

  add(chunk: Buffer): void {
    this.#length += chunk.length
    if (this.#length > KEPT_BYTES) {
      this.isTooLong = true
      this.#chunks.length = 0
    } else this.#chunks.push(Buffer.from(chunk))
  }

  toString(): string {
    return Buffer.concat(this.#chunks).utf8Slice()
  }
}
