import type { IncomingMessage } from 'node:http'
import { HeldBody } from './held-body.ts'
import type { Held, HoldBudget } from './hold-budget.ts'

/** What becomes of a body that is being held. Exactly one of the last four ends the hold. */
export interface HoldEvents {
  /** More has arrived; what comes next waits for a promise. */
  onHeldChunk(chunk: Buffer): void | Promise<void>
  /** All of it has arrived. */
  onHeldWhole(bytes: Buffer): void
  /** It is larger than the policy holds. */
  onHoldExceeded(): void
  /** The worker has no memory left for it. @param bytes what came before `chunk` */
  onHoldExhausted(bytes: Buffer, chunk: Buffer): void
  /** It has been silent for too long. */
  onHoldIdle(): void
}

/** Reads a request's body to its end before anything of it is sent on, within bounds of size, memory and silence. */
export class Hold implements Held {
  lastByteAt = performance.now()
  readonly #req: IncomingMessage
  readonly #budget: HoldBudget
  readonly #limit: number
  readonly #events: HoldEvents
  readonly #body = new HeldBody()
  #active = true

  /** @param limit bytes that the policy holds */
  constructor(req: IncomingMessage, budget: HoldBudget, limit: number, events: HoldEvents) {
    this.#req = req
    this.#budget = budget
    this.#limit = limit
    this.#events = events
    budget.add(this)
    req.on('data', this.#onData)
    req.once('end', this.#onEnd)
  }

  get isActive(): boolean {
    return this.#active
  }

  /** Lets go of the body. May be called at any time, any number of times. */
  stop(): void {
    if (!this.#active) return
    this.#active = false
    this.#req.off('data', this.#onData)
    this.#req.off('end', this.#onEnd)
    this.#budget.release(this, this.#body.length)
  }

  onIdle(): void {
    this.stop()
    this.#events.onHoldIdle()
  }

  readonly #onData = (chunk: Buffer): void => {
    if (!this.#active) return
    this.lastByteAt = performance.now()
    if (this.#body.length + chunk.length > this.#limit) {
      this.stop()
      this.#events.onHoldExceeded()
      return
    }
    if (!this.#budget.take(chunk.length)) {
      this.stop()
      this.#events.onHoldExhausted(this.#body.bytes, chunk)
      return
    }
    this.#body.push(chunk)
    const waiting = this.#events.onHeldChunk(chunk)
    if (waiting === undefined) return
    this.#req.pause()
    void waiting.finally(() => this.#req.resume())
  }

  readonly #onEnd = (): void => {
    if (!this.#active) return
    this.stop()
    this.#events.onHeldWhole(this.#body.bytes)
  }
}
