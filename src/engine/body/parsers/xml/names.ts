import { randomInt } from 'node:crypto'

// What a byte is to a name.
const OTHER = 0
const PLAIN = 1
/** Not what names are usually made of: such names are inspected. */
const ODD = 2
const COLON = 3

/**
 * XML's NameChar: its ASCII rules, and every byte above, since which letters of Unicode a name may hold is nothing that
 * an attack could hide behind.
 */
const KIND = new Uint8Array(256).fill(ODD, 0x80)
for (const character of 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-') {
  KIND[character.charCodeAt(0)] = PLAIN
}
KIND['.'.charCodeAt(0)] = ODD
KIND[':'.charCodeAt(0)] = COLON

const UNDERSCORE = 0x5f
/** Longer names are refused, so that a name fits in a window. */
export const MAX_NAME_LENGTH = 4_096
/** Longer names are inspected. */
const MAX_PLAIN_LENGTH = 128
/** Names that mean something to the objects that some servers make of elements; those with underscores are caught so. */
const OBJECT_NAMES = ['constructor', 'prototype']

// Nobody outside may choose two names that count as one.
const SEED_LOW = randomInt(0x7fffffff)
const SEED_HIGH = randomInt(0x7fffffff)

export function isNameStart(byte: number): boolean {
  const kind = KIND[byte] as number
  // Digits, the dash and the dot may only follow.
  return kind !== OTHER && byte > 0x39
}

/** A name while it is read: its hash, where its local part begins, and whether it deserves a look. */
export class NameScan {
  low = 0
  high = 0
  /** Bytes so far. */
  length = 0
  /** Bytes before the first colon; -1 if there is none. */
  prefixLength = -1
  #isOdd = false
  #first = 0

  begin(): void {
    this.low = SEED_LOW
    this.high = SEED_HIGH
    this.length = 0
    this.prefixLength = -1
    this.#isOdd = false
  }

  /** Takes the bytes from `start` on that belong to the name, up to one more than it may have; returns where it ends. */
  take(chunk: Buffer, start: number): number {
    let low = this.low
    let high = this.high
    const stop = Math.min(chunk.length, start + MAX_NAME_LENGTH + 1 - this.length)
    let i = start
    for (; i < stop; i++) {
      const byte = chunk[i] as number
      const kind = KIND[byte]
      if (kind !== PLAIN) {
        if (kind === OTHER) break
        if (kind === ODD) this.#isOdd = true
        else if (this.prefixLength < 0) this.prefixLength = this.length + i - start
      }
      low = Math.imul(low ^ byte, 0x01000193)
      high = (Math.imul(high, 0x85ebca6b) + byte) | 0
    }
    if (this.length === 0) this.#first = chunk[start] as number
    this.low = low
    this.high = high
    this.length += i - start
    return i
  }

  /** Bytes of the part after the first colon, or of all of it. */
  get localLength(): number {
    return this.length - this.prefixLength - 1
  }

  /** Whether the name, which stands here, could be anything but a harmless word. */
  deservesLook(bytes: Buffer, start: number, end: number): boolean {
    if (this.#isOdd || this.#first === UNDERSCORE || this.length > MAX_PLAIN_LENGTH) return true
    return (this.length === 9 || this.length === 11) && OBJECT_NAMES.includes(bytes.latin1Slice(start, end))
  }
}
