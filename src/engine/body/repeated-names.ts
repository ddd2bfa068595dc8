import { WINDOW_BYTES } from '../windows.ts'

/** Names that are told apart; of a form with more, repetitions of these are seen. */
const MAX_NAMES = 128
const AMPERSAND = 0x26
const EQUALS = 0x3d
const EMPTY = Buffer.alloc(0)

/**
 * Servers join the values of a name that stands twice (ASP.NET puts commas between), so that an attack in pieces becomes one
 * behind us. Remembers the first bytes of a form, and gives its repeated names with their values joined.
 */
export class RepeatedNames {
  readonly #hashes: number[] = []
  #kept = EMPTY
  #length = 0
  #isRepeated = false

  /** The next bytes of the form, as sent. */
  keep(bytes: Buffer, start: number, end: number): void {
    const length = Math.min(end - start, WINDOW_BYTES - this.#length)
    if (length <= 0) return
    if (this.#length + length > this.#kept.length) {
      const larger = Buffer.allocUnsafe(Math.min(WINDOW_BYTES, Math.max(1_024, 2 * (this.#length + length))))
      this.#kept.copy(larger, 0, 0, this.#length)
      this.#kept = larger
    }
    bytes.copy(this.#kept, this.#length, start, start + length)
    this.#length += length
  }

  /** A name, decoded. */
  name(bytes: Uint8Array, start: number, end: number): void {
    if (this.#isRepeated) return
    let hash = 0x811c9dc5
    for (let i = start; i < end; i++) hash = Math.imul(hash ^ (bytes[i] as number), 0x01000193)
    if (this.#hashes.includes(hash)) this.#isRepeated = true
    else if (this.#hashes.length < MAX_NAMES) this.#hashes.push(hash)
  }

  /** What was kept, if a name stands in it twice: `a=1&b=2&a=3` gives `a=1,3`. @returns undefined if none does */
  joined(): Buffer | undefined {
    return this.#isRepeated ? joinRepeated(this.#kept.subarray(0, this.#length)) : undefined
  }

  /** Like `joined`, of `bytes[start, end)`, which are all at hand. */
  joinedOf(bytes: Buffer, start: number, end: number): Buffer | undefined {
    return this.#isRepeated ? joinRepeated(bytes.subarray(start, Math.min(end, start + WINDOW_BYTES))) : undefined
  }
}

/** The names that stand twice, each with its values, as sent, and commas between them. */
function joinRepeated(form: Buffer): Buffer | undefined {
  const values = new Map<string, string[]>()
  for (let from = 0; from <= form.length; ) {
    const found = form.indexOf(AMPERSAND, from)
    const end = found < 0 ? form.length : found
    const equals = form.indexOf(EQUALS, from)
    if (equals >= 0 && equals < end) {
      const name = form.latin1Slice(from, equals)
      const value = form.latin1Slice(equals + 1, end)
      const list = values.get(name)
      if (list) list.push(value)
      else values.set(name, [value])
    }
    from = end + 1
  }
  const joined = [...values].filter(([, list]) => list.length > 1).map(([name, list]) => `${name}=${list.join(',')}`)
  return joined.length === 0 ? undefined : Buffer.from(joined.join('&'), 'latin1')
}
