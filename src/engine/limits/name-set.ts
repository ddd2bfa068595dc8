import { randomInt } from 'node:crypto'

/** Names that are remembered per request; past that duplicates are no longer looked for. */
export const MAX_NAMES = 16_384
const FIRST_SLOTS = 64
// Nobody outside may choose names that all fall into one slot.
const SEED_LOW = randomInt(0x7fffffff)
const SEED_HIGH = randomInt(0x7fffffff)

/**
 * Remembers names as 64-bit hashes, each within a scope (an object, an element). Open addressing in a table that grows
 * to a fixed size, so that memory stays constant whatever is sent.
 */
export class NameSet {
  #low = new Int32Array(FIRST_SLOTS)
  #high = new Int32Array(FIRST_SLOTS)
  #count = 0
  #scopes = 0

  /** A number for a new scope. */
  openScope(): number {
    this.#scopes = (this.#scopes + 1) | 0
    return this.#scopes
  }

  /** No more names are remembered. */
  get isFull(): boolean {
    return this.#count === MAX_NAMES
  }

  /**
   * Adds a name to a scope.
   * @returns true if it was there already; false also for a new name once the set is full
   */
  has(scope: number, bytes: Uint8Array, start: number, end: number): boolean {
    let low = SEED_LOW ^ Math.imul(scope, 0x9e3779b1)
    let high = SEED_HIGH ^ Math.imul(scope, 0x85ebca6b)
    for (let i = start; i < end; i++) {
      const byte = bytes[i] as number
      low = Math.imul(low ^ byte, 0x01000193)
      high = Math.imul(high + byte, 0xcc9e2d51)
      high ^= high >>> 15
    }
    low = mix(low ^ high)
    // A slot of two zeros is free.
    high = mix(high) | 1
    return this.#insert(low, high)
  }

  #insert(low: number, high: number): boolean {
    const mask = this.#low.length - 1
    for (let slot = low & mask; ; slot = (slot + 1) & mask) {
      if (this.#high[slot] === 0) {
        if (this.isFull) return false
        this.#low[slot] = low
        this.#high[slot] = high
        this.#count++
        if (this.#count * 2 > this.#low.length) this.#grow()
        return false
      }
      if (this.#low[slot] === low && this.#high[slot] === high) return true
    }
  }

  #grow(): void {
    const [lows, highs] = [this.#low, this.#high]
    this.#low = new Int32Array(lows.length * 2)
    this.#high = new Int32Array(highs.length * 2)
    this.#count = 0
    for (let slot = 0; slot < lows.length; slot++) {
      if (highs[slot] !== 0) this.#insert(lows[slot] as number, highs[slot] as number)
    }
  }
}

function mix(hash: number): number {
  let mixed = hash ^ (hash >>> 16)
  mixed = Math.imul(mixed, 0x7feb352d)
  mixed ^= mixed >>> 15
  mixed = Math.imul(mixed, 0x846ca68b)
  return mixed ^ (mixed >>> 16)
}
