/** What holds memory until it is given up. */
export interface Holder {
  /** Has to let go: others need the memory. */
  shed(): void
}

/**
 * Bounds the memory of all decoders of a process: windows are up to 16 MiB each, and what a client that stalls has made a
 * decoder fill would stand as long as it stalls. Past the bound those that have held longest let go, so that whoever comes
 * finds room.
 */
export class DecoderMemory {
  readonly #limit: number
  #bytes = 0
  /** In the order of their coming. */
  readonly #holders = new Map<Holder, number>()

  /** @param limit bytes */
  constructor(limit: number) {
    this.#limit = limit
  }

  /** Bytes held now. */
  get bytes(): number {
    return this.#bytes
  }

  take(holder: Holder, bytes: number): void {
    this.#holders.set(holder, bytes)
    this.#bytes += bytes
    for (const other of this.#holders.keys()) {
      if (this.#bytes <= this.#limit || other === holder) return
      this.release(other)
      other.shed()
    }
  }

  /** May be called at any time, any number of times. */
  release(holder: Holder): void {
    this.#bytes -= this.#holders.get(holder) ?? 0
    this.#holders.delete(holder)
  }
}

/** That of this process. */
export const decoderMemory = new DecoderMemory(268_435_456)
