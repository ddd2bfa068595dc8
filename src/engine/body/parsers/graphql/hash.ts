import { randomInt } from 'node:crypto'

// FNV's multiplier, and another one.
const PRIME = 0x01000193
const CHECK_PRIME = 0x5bd1e995

/** Where a hash begins. Nobody outside may choose names that all fall into one slot. */
export const SEED: number = randomInt(0x7fffffff)
/** Where a second hash begins, that tells apart what the first one doesn't. */
export const CHECK_SEED: number = randomInt(0x7fffffff)

/** A hash with one more byte or number in it. */
export function hashed(hash: number, value: number): number {
  return Math.imul(hash ^ value, PRIME)
}

/** A second hash with one more byte in it. */
export function checked(check: number, value: number): number {
  return Math.imul(check ^ value, CHECK_PRIME)
}

/** Spreads a hash over all of its 32 bits. */
export function mixed(hash: number): number {
  let bits = hash ^ (hash >>> 16)
  bits = Math.imul(bits, 0x7feb352d)
  bits ^= bits >>> 15
  bits = Math.imul(bits, 0x846ca68b)
  return bits ^ (bits >>> 16)
}

/** A hash with more bytes in it. */
export function hashOf(hash: number, bytes: Buffer, start: number, end: number): number {
  let value = hash
  for (let i = start; i < end; i++) value = hashed(value, bytes[i] as number)
  return value
}
