import type { BodyParser } from '../fields.ts'

/** How a charset is read: as the UTF-8 that parsers take, or by a decoder of the platform or of ours. */
export type Reading =
  | 'utf-8'
  | 'utf-16le'
  | 'utf-16be'
  | 'utf-32le'
  | 'utf-32be'
  | `windows-${string}`
  | `iso-8859-${string}`

/** Charsets of one byte a letter whose first half is ASCII: none can hide an attack in letters that only it has. */
const SINGLE_BYTE = /^(?:windows-125[0-8]|iso-8859-(?:2|3|4|5|6|7|8|10|13|14|15|16))$/

/**
 * Names of charsets, in lower case. By the WHATWG Encoding Standard ISO-8859-1 is read as windows-1252 and ISO-8859-9 as
 * windows-1254, and UTF-16 without a mark as little-endian. Others could hide an attack in letters that only they have, and are
 * refused.
 */
const readings: Readonly<Record<string, Reading>> = {
  '': 'utf-8',
  'utf-8': 'utf-8',
  utf8: 'utf-8',
  utf_8: 'utf-8',
  'us-ascii': 'utf-8',
  ascii: 'utf-8',
  'iso-8859-1': 'windows-1252',
  'iso-8859-9': 'windows-1254',
  latin1: 'windows-1252',
  cp1252: 'windows-1252',
  'utf-16': 'utf-16le',
  'utf-16le': 'utf-16le',
  'utf-16be': 'utf-16be',
  'utf-32': 'utf-32le',
  'utf-32le': 'utf-32le',
  'utf-32be': 'utf-32be',
}

/** How text of a charset is read; undefined if it isn't. */
export function readingOf(charset: string): Reading | undefined {
  if (Object.hasOwn(readings, charset)) return readings[charset]
  return SINGLE_BYTE.test(charset) ? (charset as Reading) : undefined
}

/** Whether each letter takes two or four bytes. */
export function isWide(reading: Reading): boolean {
  return reading.startsWith('utf-16') || reading.startsWith('utf-32')
}

/** Turns text of another charset into UTF-8 for the parsers behind it. Offsets then count decoded bytes. */
export function transcode(reading: Reading, next: BodyParser): BodyParser {
  if (reading === 'utf-8') return next
  if (reading === 'utf-32le' || reading === 'utf-32be') return new Utf32(reading === 'utf-32le', next)
  return new Platform(reading, next)
}

/** A text decoder of the platform; what isn't of the charset becomes U+FFFD. */
class Platform implements BodyParser {
  readonly #decoder: TextDecoder
  readonly #next: BodyParser

  constructor(charset: string, next: BodyParser) {
    this.#decoder = new TextDecoder(charset)
    this.#next = next
  }

  write(chunk: Buffer): void {
    const text = this.#decoder.decode(chunk, { stream: true })
    if (text !== '') this.#next.write(Buffer.from(text))
  }

  end(): void {
    const text = this.#decoder.decode()
    if (text !== '') this.#next.write(Buffer.from(text))
    this.#next.end()
  }
}

/** UTF-32, which no platform reads any more but some servers do. */
class Utf32 implements BodyParser {
  readonly #littleEndian: boolean
  readonly #next: BodyParser
  #rest: Buffer = Buffer.alloc(0)
  #first = true

  constructor(littleEndian: boolean, next: BodyParser) {
    this.#littleEndian = littleEndian
    this.#next = next
  }

  write(chunk: Buffer): void {
    const bytes = this.#rest.length > 0 ? Buffer.concat([this.#rest, chunk]) : chunk
    const whole = bytes.length - (bytes.length % 4)
    let text = ''
    for (let i = 0; i < whole; i += 4) {
      const point = this.#littleEndian ? bytes.readUInt32LE(i) : bytes.readUInt32BE(i)
      const isMark = this.#first && point === 0xfeff
      this.#first = false
      if (!isMark) text += String.fromCodePoint(isCharacter(point) ? point : 0xfffd)
    }
    this.#rest = Buffer.from(bytes.subarray(whole))
    if (text !== '') this.#next.write(Buffer.from(text))
  }

  end(): void {
    if (this.#rest.length > 0) this.#next.write(Buffer.from('\ufffd'))
    this.#next.end()
  }
}

/** Halves of a UTF-16 pair are none: two of them would become one here or not, by how the bytes are cut. */
function isCharacter(point: number): boolean {
  return point < 0xd800 || (point > 0xdfff && point <= 0x10ffff)
}
