/** A body that is being held. */
export interface Held {
  /** Time of the last byte, milliseconds of `performance.now()`. */
  lastByteAt: number
  /** Called when the body has been silent for too long. */
  onIdle(): void
}

const TICK_MS = 1_000

/** Bounds what all requests of a worker hold together, and how long a held body may stay silent. One timer for all. */
export class HoldBudget {
  limit: number
  idleTimeoutMs: number
  #bytes = 0
  readonly #held = new Set<Held>()
  #timer: NodeJS.Timeout | undefined

  /** @param limit bytes */
  constructor(limit: number, idleTimeoutMs: number) {
    this.limit = limit
    this.idleTimeoutMs = idleTimeoutMs
  }

  /** Bytes held now. */
  get bytes(): number {
    return this.#bytes
  }

  add(held: Held): void {
    this.#held.add(held)
    this.#timer ??= setInterval(() => this.#tick(), TICK_MS).unref()
  }

  /** @returns false if the bytes don't fit; nothing is taken then */
  take(bytes: number): boolean {
    if (this.#bytes + bytes > this.limit) return false
    this.#bytes += bytes
    return true
  }

  /** The body is held no longer. @param bytes what it took */
  release(held: Held, bytes: number): void {
    if (this.#held.delete(held)) this.#bytes -= bytes
  }

  #tick(): void {
    const oldest = performance.now() - this.idleTimeoutMs
    for (const held of this.#held) if (held.lastByteAt < oldest) held.onIdle()
  }
}
