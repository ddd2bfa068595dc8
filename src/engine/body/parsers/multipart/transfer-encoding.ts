import { hexDigit } from '../../../digits.ts'
import type { BodyParser } from '../../../fields.ts'

/** Undoes a Content-Transfer-Encoding for the parser behind it. */
export type CreateDecoder = (next: BodyParser, fault: (message: string) => void) => BodyParser

/** Every encoding of RFC 2045 §6; undefined for those that leave the bytes as they are. */
export const transferEncodings: ReadonlyMap<string, CreateDecoder | undefined> = new Map<
  string,
  CreateDecoder | undefined
>([
  ['7bit', undefined],
  ['8bit', undefined],
  ['binary', undefined],
  ['base64', (next, fault) => new Base64Decoder(next, fault)],
  ['quoted-printable', (next, fault) => new QuotedPrintableDecoder(next, fault)],
])

/** Decoded bytes are handed on in pieces of at most this size … */
const DECODED_BYTES = 16_384
/** … from memory that is no larger than a part needs: there may be thousands of small ones. */
const LEAST_BYTES = 64
const EMPTY = Buffer.alloc(0)
const EQUALS = 0x3d
const CR = 0x0d
const LF = 0x0a

/** 0–63; 64 for what is skipped silently, 65 for what isn't base64. Both alphabets count. */
const SEXTETS = new Uint8Array(256).fill(65)
for (const [i, character] of [...'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'].entries()) {
  SEXTETS[character.charCodeAt(0)] = i
}
SEXTETS['-'.charCodeAt(0)] = 62
SEXTETS['_'.charCodeAt(0)] = 63
for (const byte of [0x20, 0x09, CR, LF, EQUALS]) SEXTETS[byte] = 64

/** Base64; what isn't of its alphabet is skipped as RFC 2045 has it, and after `=` it begins anew, as some servers do. */
export class Base64Decoder implements BodyParser {
  readonly #next: BodyParser
  readonly #fault: (message: string) => void
  #out: Buffer = EMPTY
  #length = 0
  #bits = 0
  #bitCount = 0

  constructor(next: BodyParser, fault: (message: string) => void) {
    this.#next = next
    this.#fault = fault
  }

  write(chunk: Buffer): void {
    this.#out = roomFor(this.#out, chunk)
    const out = this.#out
    let bits = this.#bits
    let bitCount = this.#bitCount
    for (let i = 0; i < chunk.length; i++) {
      const byte = chunk[i] as number
      const sextet = SEXTETS[byte] as number
      if (sextet > 63) {
        if (byte === EQUALS) bitCount = 0
        else if (sextet === 65) this.#fault('base64 with characters that it does not have')
        continue
      }
      bits = ((bits << 6) | sextet) & 0xfff
      bitCount += 6
      if (bitCount < 8) continue
      bitCount -= 8
      if (this.#length === out.length) this.#flush()
      out[this.#length++] = (bits >> bitCount) & 0xff
    }
    this.#bits = bits
    this.#bitCount = bitCount
    this.#flush()
  }

  end(): void {
    this.#next.end()
  }

  #flush(): void {
    if (this.#length > 0) this.#next.write(this.#out.subarray(0, this.#length))
    this.#length = 0
  }
}

/** Quoted-printable. A broken sequence stands as sent; so does white space at a line's end, which hides nothing. */
export class QuotedPrintableDecoder implements BodyParser {
  readonly #next: BodyParser
  readonly #fault: (message: string) => void
  #out: Buffer = EMPTY
  #length = 0
  /** The bytes of an unfinished sequence: `=` and what may end it. */
  readonly #pending: number[] = []

  constructor(next: BodyParser, fault: (message: string) => void) {
    this.#next = next
    this.#fault = fault
  }

  write(chunk: Buffer): void {
    this.#out = roomFor(this.#out, chunk)
    for (let i = 0; i < chunk.length; i++) {
      const byte = chunk[i] as number
      if (this.#pending.length > 0) this.#sequence(byte)
      else if (byte === EQUALS) this.#pending.push(byte)
      else this.#put(byte)
    }
    this.#flush()
  }

  end(): void {
    if (this.#pending.length > 0) this.#break()
    this.#flush()
    this.#next.end()
  }

  #sequence(byte: number): void {
    const second = this.#pending[1]
    if (second === undefined) {
      if (byte === LF) this.#pending.length = 0
      else if (byte === CR || hexDigit(byte) >= 0) this.#pending.push(byte)
      else this.#broken(byte)
      return
    }
    if (second === CR ? byte === LF : hexDigit(byte) >= 0) {
      this.#pending.length = 0
      if (second !== CR) this.#put((hexDigit(second) << 4) | hexDigit(byte))
    } else this.#broken(byte)
  }

  /** The sequence is none, and the byte may begin another. */
  #broken(byte: number): void {
    this.#break()
    if (byte === EQUALS) this.#pending.push(byte)
    else this.#put(byte)
  }

  #break(): void {
    this.#fault('quoted-printable with a broken sequence')
    for (const byte of this.#pending) this.#put(byte)
    this.#pending.length = 0
  }

  #put(byte: number): void {
    if (this.#length === this.#out.length) this.#flush()
    this.#out[this.#length++] = byte
  }

  #flush(): void {
    if (this.#length > 0) this.#next.write(this.#out.subarray(0, this.#length))
    this.#length = 0
  }
}

/** Memory for what a chunk decodes to; what was in the one before has been handed on. */
function roomFor(out: Buffer, chunk: Buffer): Buffer {
  const bytes = Math.min(DECODED_BYTES, Math.max(LEAST_BYTES, chunk.length))
  return bytes <= out.length ? out : Buffer.allocUnsafe(bytes)
}
