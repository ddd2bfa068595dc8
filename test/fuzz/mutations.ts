import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync, zstdCompressSync } from 'node:zlib'
import { allTypes, charsets, commonTokens, type FuzzedFormat } from './body-formats.ts'
import type { BodyInput } from './body-input.ts'
import type { Random } from './random.ts'

/** Bodies of the fuzzer are hardly longer; now and then one passes the seam of two windows. */
const USUAL_BYTES = 4_096
const LONG_BYTES = 40_000
const EMPTY = Buffer.alloc(0)

const encoders: readonly [string, (bytes: Buffer) => Buffer][] = [
  ['gzip', (bytes) => gzipSync(bytes)],
  ['deflate', (bytes) => deflateSync(bytes)],
  ['deflate', (bytes) => deflateRawSync(bytes)],
  ['br', (bytes) => brotliCompressSync(bytes)],
  ['zstd', (bytes) => zstdCompressSync(bytes)],
]

/** Text in a charset; bytes that aren't UTF-8 are taken as they are. */
export function inCharset(bytes: Buffer, charset: string): Buffer {
  const text = bytes.utf8Slice()
  const unit = charset.startsWith('utf-32') ? 4 : charset.startsWith('utf-16') ? 2 : 1
  if (unit === 1) return charset === 'utf-8' ? bytes : Buffer.from(text, 'latin1')
  if (unit === 2) {
    const wide = Buffer.from(text, 'utf16le')
    return charset.endsWith('be') ? wide.swap16() : wide
  }
  const points = Array.from(text, (character) => character.codePointAt(0) as number)
  const wide = Buffer.alloc(points.length * 4)
  for (const [i, point] of points.entries()) {
    if (charset.endsWith('be')) wide.writeUInt32BE(point, i * 4)
    else wide.writeUInt32LE(point, i * 4)
  }
  return wide
}

/** Makes new bodies of known ones. */
export class Mutator {
  readonly #random: Random
  readonly #format: FuzzedFormat

  constructor(random: Random, format: FuzzedFormat) {
    this.#random = random
    this.#format = format
  }

  /** @param other one to take pieces of */
  mutate({ type, encoding, bytes }: BodyInput, other: BodyInput): BodyInput {
    const random = this.#random
    let changed = bytes
    for (let count = 1 + random.below(random.once(4) ? 12 : 3); count > 0; count--) {
      changed = this.#change(changed, other.bytes)
    }
    const limit = random.once(50) ? LONG_BYTES : USUAL_BYTES
    if (changed.length > limit) changed = changed.subarray(0, limit)
    const next = { type: random.once(8) ? random.pick(random.once(2) ? this.#format.types : allTypes) : type, encoding }
    return this.#dress({ ...next, bytes: changed })
  }

  /** Now and then in another charset, or encoded, in truth or as a lie. */
  #dress(input: BodyInput): BodyInput {
    const random = this.#random
    let { type, encoding, bytes } = input
    if (random.once(12)) {
      const charset = random.pick(charsets)
      bytes = inCharset(bytes, charset)
      if (!random.once(4)) type = `${type.replace(/; charset=[^;]*/, '')}; charset=${charset}`
    }
    if (random.once(25)) {
      const layers = Array.from({ length: 1 + random.below(3) }, () => random.pick(encoders))
      for (const [, encode] of layers) bytes = encode(bytes)
      encoding = (random.once(8) ? [random.pick(encoders)] : layers).map(([name]) => name).join(', ')
    } else if (encoding !== '' && random.once(4)) encoding = ''
    else if (random.once(100)) encoding = random.pick(['gzip', 'br', 'zstd', 'x', 'deflate, gzip', 'br, br, br, br'])
    return { type, encoding, bytes }
  }

  #token(): Buffer {
    const random = this.#random
    const token = random.pick(random.once(3) ? commonTokens : this.#format.tokens)
    return Buffer.from(token, random.once(4) ? 'latin1' : 'utf8')
  }

  #change(bytes: Buffer, other: Buffer): Buffer {
    const random = this.#random
    const at = random.below(bytes.length + 1)
    const end = Math.min(bytes.length, at + 1 + random.below(random.once(3) ? 64 : 8))
    const put = (piece: Buffer, upTo = at) => Buffer.concat([bytes.subarray(0, at), piece, bytes.subarray(upTo)])
    switch (random.below(10)) {
      case 0: {
        const flipped = Buffer.from(bytes)
        if (at < bytes.length) flipped[at]! ^= 1 << random.below(8)
        return flipped
      }
      case 1:
        return put(Buffer.from([random.below(256)]), Math.min(at + 1, bytes.length))
      case 2:
        return put(EMPTY, end)
      case 3:
        return put(bytes.subarray(at, end))
      case 4: {
        const from = random.below(other.length + 1)
        return put(other.subarray(from, from + 1 + random.below(100)), random.once(2) ? at : end)
      }
      case 5:
        return this.#blowUp(bytes, at, end)
      case 6:
        return random.once(3) ? bytes.subarray(0, at) : put(this.#token(), end)
      default:
        return put(this.#token())
    }
  }

  /** Something many times over: deep, long, or many. */
  #blowUp(bytes: Buffer, at: number, end: number): Buffer {
    const random = this.#random
    const piece = random.once(2) ? this.#token() : bytes.subarray(at, end)
    if (piece.length === 0) return bytes
    const length = random.once(60) ? 16_300 + random.below(3_000) : 2 + random.below(random.once(10) ? 3_000 : 200)
    const many = Buffer.alloc(length - (length % piece.length) || piece.length, piece)
    return Buffer.concat([bytes.subarray(0, at), many, bytes.subarray(at)])
  }
}
