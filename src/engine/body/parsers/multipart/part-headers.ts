import { lowerCaseName } from './common-names.ts'

/** Bytes of one part's header fields; what comes after them is read as its content. */
export const MAX_HEADER_BYTES = 16_384
/** Header fields of one part that are understood; those after them are only inspected. */
export const MAX_HEADERS = 64

const CR = 0x0d
const LF = 0x0a
const SPACE = 0x20
const TAB = 0x09
const COLON = 0x3a
const EMPTY = Buffer.alloc(0)

/** A header field of a part, as positions in its block. */
export interface HeaderField {
  /** In lower case; '' for a line that is none. */
  readonly name: string
  readonly nameStart: number
  readonly nameEnd: number
  readonly start: number
  readonly end: number
}

export type SayFault = (message: string, position: number) => void

/** The header fields of one part at a time: gathers them, and takes them apart once the empty line has come. */
export class HeaderBlock {
  bytes: Buffer = EMPTY
  length = 0
  /** Offset of its first byte in the whole. */
  offset = 0
  /** The empty line has come. */
  isComplete = false
  #lineStart = 0

  begin(offset: number): void {
    this.length = 0
    this.isComplete = false
    this.#lineStart = 0
    this.offset = offset
  }

  /** Takes bytes up to the empty line. @returns the position after it; -1 if it or the block's limit is not reached */
  take(chunk: Buffer, start: number, end: number, offset: number): number {
    if (this.length === 0) this.offset = offset
    const stop = Math.min(end, start + MAX_HEADER_BYTES - this.length)
    const shift = this.length - start
    for (let i = start; i < stop; i++) {
      if (chunk[i] !== LF) continue
      const length = i + shift - this.#lineStart
      if (length === 0 || (length === 1 && (i > start ? chunk[i - 1] : this.bytes[this.length - 1]) === CR)) {
        this.#push(chunk, start, i + 1)
        this.isComplete = true
        return i + 1
      }
      this.#lineStart = i + shift + 1
    }
    this.#push(chunk, start, stop)
    return this.length === MAX_HEADER_BYTES ? stop : -1
  }

  #push(chunk: Buffer, start: number, end: number): void {
    const length = this.length + end - start
    if (length > this.bytes.length) {
      const larger = Buffer.allocUnsafe(Math.min(MAX_HEADER_BYTES, Math.max(512, length * 2)))
      this.bytes.copy(larger, 0, 0, this.length)
      this.bytes = larger
    }
    chunk.copy(this.bytes, this.length, start, end)
    this.length = length
  }

  /** The fields of the block. A folded one is put into one line, in place. */
  fields(say: SayFault): HeaderField[] {
    const fields: HeaderField[] = []
    const { bytes, length } = this
    let i = 0
    while (i < length) {
      const start = i
      let end = this.#lineEnd(start, say)
      i = Math.min(end + 1, length)
      if (end > start && bytes[end - 1] === CR) end--
      else if (end < length) say('a part header line that ends without CR LF', end)
      if (end === start) continue
      while (i < length && isBlank(bytes[i])) {
        say('a folded part header', i)
        const next = this.#lineEnd(i, say)
        bytes.fill(SPACE, end, i)
        end = next
        if (bytes[end - 1] === CR && end > i) end--
        i = Math.min(next + 1, length)
      }
      fields.push(this.#field(start, end, fields, say))
    }
    return fields
  }

  #lineEnd(start: number, say: SayFault): number {
    const { bytes, length } = this
    let i = start
    while (i < length && bytes[i] !== LF) {
      const byte = bytes[i] as number
      if (byte < SPACE && byte !== TAB && (byte !== CR || (i + 1 < length && bytes[i + 1] !== LF))) {
        say('a control character in a part header', i)
      }
      i++
    }
    return i
  }

  #field(start: number, end: number, before: readonly HeaderField[], say: SayFault): HeaderField {
    const { bytes } = this
    let colon = start
    while (colon < end && bytes[colon] !== COLON) colon++
    const known = before.length < MAX_HEADERS
    if (before.length === MAX_HEADERS) say(`more than ${MAX_HEADERS} headers of a part`, start)
    if (colon === end) {
      say('a part header without a colon', start)
      return { name: '', nameStart: start, nameEnd: start, start, end }
    }
    let nameStart = start
    let nameEnd = colon
    while (nameStart < nameEnd && isBlank(bytes[nameStart])) nameStart++
    while (nameEnd > nameStart && isBlank(bytes[nameEnd - 1])) nameEnd--
    if (nameEnd < colon || nameStart > start) say('white space around the name of a part header', start)
    if (nameEnd === nameStart) say('a part header without a name', start)
    let valueStart = colon + 1
    let valueEnd = end
    while (valueStart < valueEnd && isBlank(bytes[valueStart])) valueStart++
    while (valueEnd > valueStart && isBlank(bytes[valueEnd - 1])) valueEnd--
    const name = known ? lowerCaseName(bytes, nameStart, nameEnd) : ''
    if (name !== '' && before.some((other) => other.name === name)) say('a part header given twice', start)
    return { name, nameStart, nameEnd, start: valueStart, end: valueEnd }
  }
}

export function isBlank(byte: number | undefined): boolean {
  return byte === SPACE || byte === TAB
}
