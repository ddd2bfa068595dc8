import { setImmediate } from 'node:timers/promises'
import type { EventStore, RetentionLimits } from './store.ts'

const EVERY_MS = 60_000

/** Drops what is no longer kept. Between its small steps the event loop goes on, so ingestion and queries don't wait. */
export class Retention {
  readonly #store: EventStore
  readonly #limits: RetentionLimits
  readonly #onError: (error: unknown) => void
  #timer: NodeJS.Timeout | undefined
  #running: Promise<void> | undefined
  #stopped = false

  constructor(store: EventStore, limits: RetentionLimits, onError: (error: unknown) => void) {
    this.#store = store
    this.#limits = limits
    this.#onError = onError
  }

  /** Sweeps now and then every minute. */
  start(): void {
    void this.sweep()
    this.#timer = setInterval(() => void this.sweep(), EVERY_MS).unref()
  }

  /** To be called after an insert: a flood must not outgrow the limit until the next minute. */
  afterInsert(): void {
    if (this.#store.count > this.#limits.maxEvents) void this.sweep()
  }

  /** Resolves when nothing is left to drop. Never rejects; one sweep runs at a time. */
  sweep(): Promise<void> {
    this.#running ??= this.#run().finally(() => {
      this.#running = undefined
    })
    return this.#running
  }

  async stop(): Promise<void> {
    this.#stopped = true
    clearInterval(this.#timer)
    await this.#running
  }

  async #run(): Promise<void> {
    try {
      while (!this.#stopped && (await this.#store.dropExpired(this.#limits, Date.now())) > 0) await setImmediate()
    } catch (error) {
      this.#onError(error)
    }
  }
}
