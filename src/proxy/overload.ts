/** How often the event loop's lag is looked at, in milliseconds. */
const SAMPLE_MS = 50
/** Part of the requests that a second of lateness sheds, or a second without gives back. */
const SHARE_PER_SECOND = 1
/** One pause, however long, counts for no more than this many milliseconds. */
const LONGEST_MS = 250
/** Shed requests a second of which an event tells; the metrics tell of all. */
const TOLD_PER_SECOND = 10

/**
 * Sheds the load that a worker can't carry, so that what it accepts is answered in time. Its event loop's lag says how late it is: one
 * long pause sheds little, while a loop that stays late sheds more and more, until it no longer is. Each turn counts for as long as it
 * took, up to a bound.
 */
export class Overload {
  /** Lag from which requests are shed; below 0: none ever is. A reload may replace it. */
  maxLagMs: number
  #share = 0
  /** The loop was late when it came round last. */
  #wasLate = false
  /** Parts of requests to be shed that have added up: one is, as soon as they make a whole. */
  #due = 0
  #told = 0
  #sampledAt = 0
  /** Milliseconds of the loop's time since it came round that were no load. */
  #excused = 0

  constructor(maxLagMs: number) {
    this.maxLagMs = maxLagMs
  }

  start(): void {
    this.#sampledAt = performance.now()
    setInterval(() => {
      const now = performance.now()
      this.sample(now - this.#sampledAt)
      this.#sampledAt = now
    }, SAMPLE_MS).unref()
  }

  /** So many milliseconds of this turn of the loop went into something else than requests: a reload is no overload. */
  excuse(ms: number): void {
    this.#excused += ms
  }

  /** The loop has come round. @param passedMs time since it last did, of which `SAMPLE_MS` were meant */
  sample(passedMs: number): void {
    this.#told = Math.max(0, this.#told - (TOLD_PER_SECOND * passedMs) / 1_000)
    const taken = Math.max(0, passedMs - this.#excused)
    this.#excused = 0
    const isLate = this.maxLagMs >= 0 && taken - SAMPLE_MS > this.maxLagMs
    const counted = isLate && this.#wasLate ? taken : Math.min(taken, LONGEST_MS)
    const change = (SHARE_PER_SECOND * counted) / 1_000
    this.#share = isLate ? Math.min(1, this.#share + change) : Math.max(0, this.#share - change)
    this.#wasLate = isLate
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
