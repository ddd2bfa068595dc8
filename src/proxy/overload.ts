/** How often the event loop's lag is looked at, in milliseconds. */
const SAMPLE_MS = 50
/** Part of the requests that the first late sample sheds; each one after it, without a pause, adds twice as much as the one before. */
const FIRST_SHARE = 1 / 16
/** What a sample that isn't late gives back: all of it within two seconds. */
const SHARE_BACK = 1 / 32
/** Shed requests a second of which an event tells; the metrics tell of all. */
const TOLD_PER_SECOND = 10

/**
 * Sheds the load that a worker can't carry, so that what it accepts is answered in time. Its event loop's lag says how late it is: one
 * long pause (a reload, say) sheds next to nothing, while a loop that stays late sheds more each time, until it no longer is.
 */
export class Overload {
  /** Lag from which requests are shed; below 0: none ever is. A reload may replace it. */
  maxLagMs: number
  #share = 0
  #step = FIRST_SHARE
  /** Parts of requests to be shed that have added up: one is, as soon as they make a whole. */
  #due = 0
  #told = 0
  #sampledAt = 0
  #timer: NodeJS.Timeout | undefined

  constructor(maxLagMs: number) {
    this.maxLagMs = maxLagMs
  }

  start(): void {
    this.#sampledAt = performance.now()
    this.#timer = setInterval(() => {
      const now = performance.now()
      this.sample(now - this.#sampledAt)
      this.#sampledAt = now
    }, SAMPLE_MS).unref()
  }

  stop(): void {
    clearInterval(this.#timer)
  }

  /** The loop has come round. @param passedMs time since it last did, of which `SAMPLE_MS` were meant */
  sample(passedMs: number): void {
    this.#told = Math.max(0, this.#told - (TOLD_PER_SECOND * passedMs) / 1_000)
    const isLate = this.maxLagMs >= 0 && passedMs - SAMPLE_MS > this.maxLagMs
    this.#share = isLate ? Math.min(1, this.#share + this.#step) : Math.max(0, this.#share - SHARE_BACK)
    this.#step = isLate ? this.#step * 2 : FIRST_SHARE
  }

  /** Whether the request that has just come is one too many. */
  sheds(): boolean {
    if (this.#share === 0) return false
    this.#due += this.#share
    if (this.#due < 1) return false
    this.#due -= 1
    return true
  }

  /** Whether an event may tell of a request that was shed: under overload they would add to it. */
  maySay(): boolean {
    if (this.#told >= TOLD_PER_SECOND) return false
    this.#told++
    return true
  }
}
