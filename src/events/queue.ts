import type { SluiceEvent } from './schema.ts'

/** A bounded first-in first-out queue; what doesn't fit is refused, for the caller to count. */
export class EventQueue {
  readonly #limit: number
  #items: SluiceEvent[] = []

  constructor(limit: number) {
    this.#limit = limit
  }

  get length(): number {
    return this.#items.length
  }

  /** @returns false if the queue is full */
  push(event: SluiceEvent): boolean {
    if (this.#items.length >= this.#limit) return false
    this.#items.push(event)
    return true
  }

  /** The oldest events, which stay until `drop`. */
  peek(count: number): readonly SluiceEvent[] {
    return this.#items.slice(0, count)
  }

  /** Removes the oldest events. */
  drop(count: number): void {
    this.#items = this.#items.slice(count)
  }
}
