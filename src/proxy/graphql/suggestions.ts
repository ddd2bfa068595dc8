const BEGINNING = Buffer.from('Did you mean ')
const HIDDEN = Buffer.from('[Suggestion hidden]')
const QUOTE = 0x22
const QUESTION = 0x3f
const BACKSLASH = 0x5c
const EMPTY = Buffer.alloc(0)

/**
 * Takes suggestions out of an answer in JSON while it streams: from `Did you mean` to the question mark, or to the end of
 * the string. They tell whoever guesses what a schema holds. Keeps no more than the beginning of one.
 */
export class SuggestionMask {
  /** What may be the beginning of a suggestion, at the end of the last chunk. */
  #held = EMPTY
  #inside = false
  #escaped = false

  /** The chunk as it goes on; what can't be told yet comes with the next. */
  write(chunk: Buffer): Buffer {
    const bytes = this.#held.length === 0 ? chunk : Buffer.concat([this.#held, chunk])
    this.#held = EMPTY
    const out: Buffer[] = []
    let i = 0
    while (i < bytes.length) {
      if (this.#inside) {
        i = this.#skip(bytes, i)
        continue
      }
      const at = bytes.indexOf(BEGINNING, i)
      if (at < 0) {
        const end = bytes.length - beginningAtEnd(bytes, i)
        out.push(bytes.subarray(i, end))
        this.#held = Buffer.from(bytes.subarray(end))
        break
      }
      out.push(bytes.subarray(i, at), HIDDEN)
      this.#inside = true
      i = at + BEGINNING.length
    }
    return out.length === 1 ? (out[0] as Buffer) : Buffer.concat(out)
  }

  /** What was still kept when the answer ended. */
  end(): Buffer {
    const left = this.#held
    this.#held = EMPTY
    return left
  }

  #skip(bytes: Buffer, start: number): number {
    for (let i = start; i < bytes.length; i++) {
      const byte = bytes[i]
      if (this.#escaped) this.#escaped = false
      else if (byte === BACKSLASH) this.#escaped = true
      else if (byte === QUESTION || byte === QUOTE) {
        this.#inside = false
        return byte === QUESTION ? i + 1 : i
      }
    }
    return bytes.length
  }
}

/** How many bytes at the end may be the beginning of a suggestion. */
function beginningAtEnd(bytes: Buffer, from: number): number {
  for (let length = Math.min(BEGINNING.length - 1, bytes.length - from); length > 0; length--) {
    if (bytes.subarray(bytes.length - length).equals(BEGINNING.subarray(0, length))) return length
  }
  return 0
}
