import { OMITTED } from '../../../fields.ts'
import { CHECK_SEED, checked, hashed, SEED } from './hash.ts'

/** Longer names are no name that a server knows; they have no number of their own. */
export const MAX_NAME_BYTES = 256
/** Different names of one document that are told apart. */
export const MAX_NAMES = 16_384
/** Bytes of all that one document uses. */
const MAX_BYTES = 524_288
/** Names that are kept for the next document, which asks for the same ones as a rule. */
const KEPT_NAMES = 512
const HIGHEST_DOCUMENT = 0x7fffffff
/** Names that would stand further from their slot share number 0, so that nobody can make looking up long. */
const MAX_PROBES = 64
/** Letters that a plain name has at most. */
const MAX_PLAIN_BYTES = 64
const UNDERSCORE = 0x5f

/** The number of a name that isn't told apart. */
export const UNKNOWN = 0
/** The numbers of names that mean something; all others are higher. */
export const QUERY = 1
export const MUTATION = 2
export const SUBSCRIPTION = 3
export const FRAGMENT = 4
export const ON = 5
export const TRUE = 6
export const NULL = 8
export const SCHEMA_FIELD = 9
export const TYPE_FIELD = 10
export const TYPENAME = 11
export const FIRST_TYPE_SYSTEM = 12
export const LAST_TYPE_SYSTEM = 20

const KEYWORDS = (
  'query mutation subscription fragment on true false null __schema __type __typename ' +
  'schema scalar type interface union enum input directive extend'
)
  .split(' ')
  .map((word) => Buffer.from(word))

/**
 * The names of documents, each with a number, so that they are compared as numbers. 64 bits of hash, which nobody
 * outside can foresee, tell them apart; their bytes are kept once, for whoever asks. Open addressing; what it holds is bounded.
 */
export class Names {
  /** Numbers given so far, to names of documents before as well, `UNKNOWN` among them. */
  count = 1
  /** Some name has no number of its own. */
  isFull = false
  #slots = new Int32Array(512)
  #mask = 511
  // By number: two hashes of its bytes, which tell it from all others.
  #hashes: Int32Array = new Int32Array(128)
  #checks: Int32Array = new Int32Array(128)
  /** By number: where its bytes begin; those of the next end them. */
  #starts: Int32Array = new Int32Array(129)
  #bytes = Buffer.allocUnsafe(2_048)
  /** By number: 1 if it isn't a plain name; see `isUnusual`. */
  #unusual = new Uint8Array(128)
  /** By number: the document that has used it last. */
  #usedIn: Int32Array = new Int32Array(128)
  #document = 1
  // What the document uses, the keywords among it: limits go by that, whatever came before.
  #used = 1
  #usedBytes = 0

  constructor() {
    this.#unusual[UNKNOWN] = 1
    for (const word of KEYWORDS) {
      this.number(word, 0, word.length, word.reduce(hashed, SEED), word.reduce(checked, CHECK_SEED))
    }
  }

  /** Begins with another document; forgets all names but the keywords if they have become many. */
  restart(): void {
    if (this.isFull || this.count > KEPT_NAMES || this.#document === HIGHEST_DOCUMENT) {
      this.#slots.fill(0)
      this.#usedIn.fill(0)
      this.#document = 0
      this.count = KEYWORDS.length + 1
      this.isFull = false
      this.#fillSlots()
    }
    this.#document++
    this.#used = KEYWORDS.length + 1
    this.#usedBytes = this.#starts[KEYWORDS.length + 1] as number
  }

  /**
   * The number of the name `bytes[start, end)`, a new one if need be.
   * @param hash that of its bytes, from `SEED` on
   * @param check the same from `CHECK_SEED` on
   */
  number(bytes: Buffer, start: number, end: number, hash: number, check: number): number {
    const number = this.#slots[folded(hash) & this.#mask] as number
    if (this.#hashes[number] === hash && this.#checks[number] === check) {
      return this.#usedIn[number] === this.#document ? number : this.#use(number)
    }
    return this.#search(bytes, start, end, hash, check)
  }

  /** The document uses a name that one before has used. @returns `UNKNOWN` if it has too many of its own */
  #use(number: number): number {
    const length = (this.#starts[number + 1] as number) - (this.#starts[number] as number)
    if (number > KEYWORDS.length && !this.#hasRoom(length)) return UNKNOWN
    this.#usedIn[number] = this.#document
    return number
  }

  /** Counts one more name of the document. @returns false if it has too many */
  #hasRoom(length: number): boolean {
    if (this.#used === MAX_NAMES || this.#usedBytes + length > MAX_BYTES) {
      this.isFull = true
      return false
    }
    this.#used++
    this.#usedBytes += length
    return true
  }

  #search(bytes: Buffer, start: number, end: number, hash: number, check: number): number {
    const slots = this.#slots
    const mask = this.#mask
    let slot = folded(hash) & mask
    for (let probes = 0; probes < MAX_PROBES; probes++, slot = (slot + 1) & mask) {
      const number = slots[slot] as number
      if (number === 0) return this.#add(bytes, start, end, hash, check, slot)
      if (this.#hashes[number] === hash && this.#checks[number] === check) {
        return this.#usedIn[number] === this.#document ? number : this.#use(number)
      }
    }
    this.isFull = true
    return UNKNOWN
  }

  /**
   * The name is more than letters that choose a field: longer than such names are, or with two underscores, as what means
   * something to the language of the server has (`__proto__`), or not told apart.
   */
  isUnusual(number: number): boolean {
    return this.#unusual[number] === 1
  }

  /** The name as text. */
  text(number: number): string {
    if (number === UNKNOWN) return OMITTED
    return this.#bytes.latin1Slice(this.#starts[number] as number, this.#starts[number + 1] as number)
  }

  #add(bytes: Buffer, start: number, end: number, hash: number, check: number, slot: number): number {
    const from = this.#starts[this.count] as number
    const length = end - start
    if (!this.#hasRoom(length)) return UNKNOWN
    if (from + length > this.#bytes.length) {
      const larger = Buffer.allocUnsafe(this.#bytes.length * 4)
      this.#bytes.copy(larger, 0, 0, from)
      this.#bytes = larger
    }
    const number = this.count++
    if (number === this.#hashes.length) this.#makeRoom()
    const own = this.#bytes
    let isUnusual = length > MAX_PLAIN_BYTES
    let before = 0
    for (let i = 0; i < length; i++) {
      const byte = bytes[start + i] as number
      own[from + i] = byte
      if (byte === UNDERSCORE && before === UNDERSCORE) isUnusual = true
      before = byte
    }
    this.#hashes[number] = hash
    this.#checks[number] = check
    this.#usedIn[number] = this.#document
    this.#starts[number + 1] = from + length
    this.#slots[slot] = number
    this.#unusual[number] = isUnusual && number > TYPENAME ? 1 : 0
    if (number * 2 > this.#slots.length) this.#rehash()
    return number
  }

  #makeRoom(): void {
    const size = this.#hashes.length * 4
    this.#hashes = resized(this.#hashes, size)
    this.#checks = resized(this.#checks, size)
    this.#usedIn = resized(this.#usedIn, size)
    this.#starts = resized(this.#starts, size + 1)
    const unusual = new Uint8Array(size)
    unusual.set(this.#unusual)
    this.#unusual = unusual
  }

  #rehash(): void {
    this.#slots = new Int32Array(this.#slots.length * 4)
    this.#mask = this.#slots.length - 1
    this.#fillSlots()
  }

  #fillSlots(): void {
    const slots = this.#slots
    const mask = this.#mask
    for (let number = 1; number < this.count; number++) {
      let slot = folded(this.#hashes[number] as number) & mask
      while (slots[slot] !== 0) slot = (slot + 1) & mask
      slots[slot] = number
    }
  }
}

/** The lower bits of a hash, with the upper ones in them. */
function folded(hash: number): number {
  return hash ^ (hash >>> 16)
}

function resized(array: Int32Array, length: number): Int32Array {
  const larger = new Int32Array(length)
  larger.set(array)
  return larger
}
