const TICK_MS = 100

/** A body that is being read. */
export interface Watched {
  /** Ends the hold because memory is short. @returns false if there is none, or it must not end */
  shorten(): boolean
  /** Time passes. @param now as of `performance.now()` */
  tick(now: number, passedMs: number): void
}

/**
 * Looks after all bodies of a worker that are being read: bounds what they hold together, and lets time pass for them.
 * One timer for all.
 */
export class UploadWatch {
  /** Bytes that all of them may hold together. */
  limit: number
  readonly #onShortened: () => void
  #bytes = 0
  /** In the order of their arrival. */
  readonly #uploads = new Set<Watched>()
  #timer: NodeJS.Timeout | undefined

  /** @param onShortened called for each body that stops holding because memory is short */
  constructor(limit: number, onShortened: () => void) {
    this.limit = limit
    this.#onShortened = onShortened
  }

  /** Bytes held now. */
  get bytes(): number {
    return this.#bytes
  }

  add(upload: Watched): void {
    this.#uploads.add(upload)
    this.#timer ??= setInterval(() => this.#tick(), TICK_MS).unref()
  }

  /** The body is being read no longer. */
  remove(upload: Watched): void {
    this.#uploads.delete(upload)
  }

  /**
   * More bytes are held. Past the limit the longest holders stop holding, so that no client waits on another.
   * @returns false if they don't fit, and nobody can stop holding
   */
  take(bytes: number): boolean {
    this.#bytes += bytes
    for (const upload of this.#uploads) {
      if (this.#bytes <= this.limit) return true
      if (upload.shorten()) this.#onShortened()
    }
    return this.#bytes <= this.limit
  }

  /** Bytes are held no longer. */
  release(bytes: number): void {
    this.#bytes -= bytes
  }

  #tick(): void {
    const now = performance.now()
    for (const upload of this.#uploads) upload.tick(now, TICK_MS)
  }
}
