/**
 * What the screen's quick look knows: three neighbouring bytes of each literal. Any three betray it, so those are taken that
 * ordinary text holds least: about six places in a hundred then need a closer look.
 */
import { frequent, shares } from './frequent.ts'
import { ordinary } from './ordinary.ts'

/** Ways to see a byte: bytes of one column look the same to the quick look. */
export const COLUMN_BITS = 6
const COLUMNS = 1 << COLUMN_BITS
const ZERO = 0x30
const PLACES = 100_000
/** The column of bytes that stand in no literal. */
const ELSEWHERE = 0
/** The column of bytes that wake somebody by themselves. */
const ALARM = COLUMNS - 1
/** Where a place is looked at anyway, the share of its cost that comparing another literal there takes. */
const COST_OF_COMPARING = 0.1
/** What each literal that has the same core already costs, in occurrences per 100,000 bytes of ordinary text. */
const COST_OF_SHARING = 0.02
export const GRAM_MASK = (1 << (3 * COLUMN_BITS)) - 1

/** Bytes of a literal by which it is looked up: three, or the two that it has. */
export interface Core {
  readonly start: number
  readonly end: number
}

/** Three columns in a row. */
export interface Grams {
  readonly column: Uint8Array
  /** A bit for each gram: set if a core or an alarm ends with it. */
  readonly bits: Int32Array
  /** The core of each literal. */
  readonly cores: readonly Core[]
}

/**
 * @param literals latin1 texts of two bytes or more, folded
 * @param alarms bytes at which every gram that they end counts
 */
export function chooseGrams(literals: readonly string[], alarms: readonly number[]): Grams {
  const column = columnsOf(literals, alarms)
  const rarity = new Rarity(column)
  const bits = new Int32Array((GRAM_MASK + 1) >>> 5)
  const set = (gram: number) => {
    bits[gram >>> 5]! |= 1 << gram
  }
  /** How many literals have a core already: a hostile text that repeats it has all of them compared. */
  const taken = new Map<number, number>()
  const choose = (literal: string): Core => {
    const columns = Array.from(literal, (character) => column[character.charCodeAt(0)] as number)
    if (columns.length === 2) {
      const [a, b] = columns as [number, number]
      for (let before = 0; before < COLUMNS; before++) set(gramOf(before, a, b))
      return { start: 0, end: 2 }
    }
    const grams = columns.slice(2).map((last, i) => gramOf(columns[i] as number, columns[i + 1] as number, last))
    const costs = grams.map((gram) => {
      const others = taken.get(gram) ?? 0
      return rarity.of(gram) * (others === 0 ? 1 : COST_OF_COMPARING) + COST_OF_SHARING * others
    })
    const start = costs.indexOf(Math.min(...costs))
    const gram = grams[start] as number
    taken.set(gram, (taken.get(gram) ?? 0) + 1)
    set(gram)
    return { start, end: start + 3 }
  }
  // The shortest first: they have no choice, and what they take costs the others little.
  const cores: Core[] = new Array(literals.length)
  const byLength = [...literals.keys()].sort((a, b) => (literals[a] as string).length - (literals[b] as string).length)
  for (const id of byLength) cores[id] = choose(literals[id] as string)
  for (let before = 0; before < COLUMNS * COLUMNS; before++) set((before << COLUMN_BITS) | ALARM)
  return { column, bits, cores }
}

/** How many bytes one of the table's stands for. */
function digitsOf(byte: number): number {
  return byte === ZERO ? 10 : 1
}

function gramOf(a: number, b: number, c: number): number {
  return (((a << COLUMN_BITS) | b) << COLUMN_BITS) | c
}

/** A column for each byte of a literal, while there are any; bytes that seldom tell one literal from another share one. */
function columnsOf(literals: readonly string[], alarms: readonly number[]): Uint8Array {
  const column = new Uint8Array(256)
  for (const byte of alarms) column[byte] = ALARM
  let free = ELSEWHERE + 1
  for (const byte of Buffer.from(literals.join(''), 'latin1')) {
    if (column[byte] !== ELSEWHERE) continue
    for (const like of alike(byte)) if (column[like] === ELSEWHERE) column[like] = free
    if (free < ALARM - 1) free++
  }
  for (let byte = 0x41; byte <= 0x5a; byte++) column[byte] = column[byte | 0x20] as number
  return column
}

/** Two digits each, and all bytes that continue a character, look the same. */
function alike(byte: number): number[] {
  if (byte >= 0x30 && byte <= 0x39) return [byte & ~1, byte | 1]
  if (byte >= 0x80 && byte <= 0xbf) return Array.from({ length: 0x40 }, (_, i) => 0x80 + i)
  return [byte]
}

/** Of 100,000 places in ordinary text, at how many three columns follow each other: counted, and guessed from pairs where the sample is too small. */
class Rarity {
  readonly #one = new Int32Array(COLUMNS)
  readonly #two = new Int32Array(COLUMNS * COLUMNS)
  readonly #three = new Float64Array(GRAM_MASK + 1)

  constructor(column: Uint8Array) {
    let gram = 0
    const sample = Buffer.from(ordinary.replace(/\s+/g, ' '))
    for (const byte of sample) {
      gram = ((gram << COLUMN_BITS) | (column[byte] as number)) & GRAM_MASK
      this.#three[gram]! += PLACES / sample.length
      this.#two[gram & (COLUMNS * COLUMNS - 1)]!++
      this.#one[gram & (COLUMNS - 1)]!++
    }
    frequent.forEach((grams, level) => {
      const places = PLACES * (shares[level] as number)
      for (let i = 0; i < grams.length; i += 3) this.#spread(grams, i, column, places)
    })
  }

  /** Adds the places of three bytes to those of their columns; a zero stands for any digit. */
  #spread(grams: string, from: number, column: Uint8Array, places: number): void {
    const [a, b, c] = [grams.charCodeAt(from), grams.charCodeAt(from + 1), grams.charCodeAt(from + 2)]
    const [ofA, ofB, ofC] = [digitsOf(a), digitsOf(b), digitsOf(c)]
    const share = places / (ofA * ofB * ofC)
    for (let i = 0; i < ofA; i++) {
      for (let j = 0; j < ofB; j++) {
        const two = gramOf(0, column[a + i] as number, column[b + j] as number) << COLUMN_BITS
        for (let k = 0; k < ofC; k++) this.#three[two | (column[c + k] as number)]! += share
      }
    }
  }

  of(gram: number): number {
    const [a, b, c] = [gram >>> (2 * COLUMN_BITS), (gram >>> COLUMN_BITS) & (COLUMNS - 1), gram & (COLUMNS - 1)]
    const pair = (x: number, y: number) => (this.#two[(x << COLUMN_BITS) | y] as number) + 0.1
    return (this.#three[gram] as number) + (pair(a, b) * pair(b, c)) / ((this.#one[b] as number) + 1)
  }
}
