import type { Budget } from '../../../limits/budget.ts'
import type { NameScan } from './names.ts'

/** Attributes of an element that are compared directly; what comes after them goes to the request's set of names. */
const DIRECT = 32

/** The attributes of one element at a time: how many there are, and whether a name comes twice. */
export class Attributes {
  count = 0
  namespaces = 0
  /** The request's set of names is full: some were not compared. */
  isUnchecked = false
  readonly #low = new Int32Array(DIRECT)
  readonly #high = new Int32Array(DIRECT)
  #total = 0
  #scope = 0

  begin(): void {
    this.count = 0
    this.namespaces = 0
    this.#total = 0
  }

  /** Adds a name; returns whether the element has it already. */
  has(name: NameScan, budget: Budget, bytes: Buffer, start: number, end: number): boolean {
    const known = Math.min(this.#total, DIRECT)
    for (let i = 0; i < known; i++) if (this.#low[i] === name.low && this.#high[i] === name.high) return true
    if (this.#total < DIRECT) {
      this.#low[this.#total] = name.low
      this.#high[this.#total++] = name.high
      return false
    }
    if (this.#total === DIRECT) {
      this.#total++
      this.#scope = budget.names.openScope()
    }
    this.isUnchecked ||= budget.names.isFull
    return budget.names.has(this.#scope, bytes, start, end)
  }
}
