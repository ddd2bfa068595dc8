import { type MediaType, NO_MEDIA_TYPE } from '../canonical/media-type.ts'
import type { BodyParser, FieldSource } from '../fields.ts'
import type { ConditionClass, FieldPath, Where } from '../types.ts'
import { PIECE_BYTES } from '../windows.ts'
import { isWide, type Reading, readingOf, transcode } from './charset.ts'
import { declaredFormat, type Format, type FormatName, formatNamed } from './formats.ts'
import { besides, type ContainerContext, type ParserContext, pathWithin } from './parser.ts'
import {
  boundaryOfFirstLine,
  firstByte,
  looksBinary,
  mostlyText,
  type SeenCharset,
  SNIFF_BYTES,
  seenCharset,
  startsLikeForm,
  xmlEncoding,
} from './sniff.ts'

/**
 * Content of a declared type, a body or a part of one: read as declared, and as its first bytes have it where they say
 * otherwise, since a server may go by either. A charset or type that isn't known never switches inspection off.
 */
export class Content implements BodyParser, FieldSource {
  readonly where: Where
  readonly #context: ContainerContext
  readonly #mediaType: MediaType
  /** The first bytes, until the parsers are chosen. */
  #gathered: Buffer | undefined
  #parsers: readonly BodyParser[] | undefined

  constructor(context: ParserContext, mediaType: MediaType) {
    this.where = context.where
    this.#context = { ...context, open: openContent }
    this.#mediaType = mediaType
  }

  path(): FieldPath {
    return pathWithin(this.#context.parent, [])
  }

  name(): string {
    return this.#context.parent?.name() ?? ''
  }

  write(chunk: Buffer): void {
    // Nothing has come that could be of any format or charset.
    if (chunk.length === 0) return
    if (this.#parsers === undefined) {
      const first = this.#gathered === undefined ? chunk : Buffer.concat([this.#gathered, chunk])
      if (first.length >= SNIFF_BYTES) this.#choose(first)
      // The caller may use the chunk's memory again.
      else this.#gathered = this.#gathered === undefined ? Buffer.from(first) : first
      return
    }
    this.#feed(this.#parsers, chunk)
  }

  end(): void {
    if (this.#parsers === undefined) {
      if (this.#gathered === undefined) return
      this.#choose(this.#gathered)
    }
    for (const parser of this.#parsers as readonly BodyParser[]) parser.end()
  }

  #choose(first: Buffer): void {
    this.#gathered = undefined
    this.#parsers = this.#parsersFor(first)
    this.#feed(this.#parsers, first)
  }

  #feed(parsers: readonly BodyParser[], bytes: Buffer): void {
    for (const parser of parsers) {
      if (bytes.length <= PIECE_BYTES) parser.write(bytes)
      else for (let i = 0; i < bytes.length; i += PIECE_BYTES) parser.write(bytes.subarray(i, i + PIECE_BYTES))
    }
  }

  #parsersFor(bytes: Buffer): BodyParser[] {
    const first = bytes.subarray(0, SNIFF_BYTES)
    const mediaType = this.#mediaType
    const declared = declaredFormat(mediaType.essence)
    const seen = seenCharset(first)
    const said = mediaType.charset
    const xml = declared?.name === 'xml' ? xmlEncoding(first) : ''
    const marked = seen?.marked ? seen.charset : undefined
    // What is said counts beside a mark too: a server may go by either.
    const unknown = [said, xml ?? ''].find((charset) => readingOf(charset) === undefined)
    const charset = marked ?? (said || xml || '')
    const reading = unknown === undefined ? readingOf(charset) : undefined
    if (mediaType.fault !== '') this.#say('malformed_body', `Content-Type with ${mediaType.fault}`)
    if (xml === undefined) this.#say('malformed_body', 'an XML declaration whose end is too far to be seen')
    if (unknown !== undefined) this.#say('unsupported_charset', `no decoder for the charset ${unknown}`)
    else if (said !== '' && marked !== undefined && !agrees(said, marked)) {
      this.#say('malformed_body', `the text is marked as ${marked}, and said to be ${said}`)
    } else if (xml && !agrees(xml, charset)) {
      this.#say('malformed_body', `the XML declaration says ${xml}, but the text is in ${charset}`)
    }
    const parsers = this.#readAs(reading ?? 'utf-8', reading !== undefined, declared, first)
    const other = otherReading(reading, seen)
    return other === undefined ? parsers : [...parsers, ...this.#readAs(other, false, declared, first)]
  }

  /** Reads the bytes in one charset: as declared, and as they begin. */
  #readAs(reading: Reading, counts: boolean, declared: Format | undefined, first: Buffer): BodyParser[] {
    const text = firstText(reading, first)
    const format = declared ?? formatNamed(looksBinary(text) ? 'binary' : 'text')
    const parsers = [format.create(counts ? this.#context : besides(this.#context), this.#mediaType)]
    for (const guess of guessesBeside(format, declared, this.#mediaType, text)) {
      parsers.push(guess({ ...besides(this.#context), isGuess: true }))
    }
    return reading === 'utf-8' ? parsers : parsers.map((parser) => transcode(reading, parser))
  }

  #say(kind: ConditionClass, message: string): void {
    this.#context.sink.condition(this, kind, 'warning', message, this.#context.offset ?? 0)
  }
}

/**
 * How a server could read the bytes that doesn't go by what is declared: text in two or four bytes a letter that nobody
 * declared, and text in single bytes that is said to be of two or four.
 */
function otherReading(reading: Reading | undefined, seen: SeenCharset | undefined): Reading | undefined {
  if (reading !== undefined && isWide(reading)) return 'utf-8'
  return seen?.marked === false ? readingOf(seen.charset) : undefined
}

/** UTF-16 without a word on its order agrees with either. */
function agrees(said: string, charset: string): boolean {
  return readingOf(said) === readingOf(charset) || (/^utf-(?:16|32)$/.test(said) && charset.startsWith(said))
}

/** Opens content within content. */
export function openContent(context: ParserContext, mediaType: MediaType): BodyParser {
  return new Content(context, mediaType)
}

type Guess = (context: ContainerContext) => BodyParser

/** What else the bytes could be, by their beginning. */
function guessesBeside(format: Format, declared: Format | undefined, mediaType: MediaType, start: Buffer): Guess[] {
  const guesses: Guess[] = []
  const as = (name: FormatName, type: MediaType = NO_MEDIA_TYPE) =>
    guesses.push((context) => formatNamed(name).create(context, type))
  const byte = firstByte(start)
  const isBinary = format.name === 'binary'
  const isJson = format.name === 'json' || format.name === 'json sequence'
  // Blank so far: what comes may still be JSON, which is the likeliest.
  if (!isJson && (byte === 0x7b || byte === 0x5b || byte === -1)) as('json sequence')
  if (format.name !== 'xml' && byte === 0x3c) as('xml')
  const boundary = format.name === 'multipart' ? '' : boundaryOfFirstLine(start)
  if (boundary !== '') as('multipart', { ...NO_MEDIA_TYPE, essence: 'multipart/form-data', boundary })
  if (format.name === 'urlencoded') return guesses
  // Without a type some servers take any body for a form, one with a control character in it too.
  const isOpen = declared === undefined && (!isBinary || (mediaType.essence === '' && mostlyText(start)))
  if (isOpen || startsLikeForm(start)) as('urlencoded')
  return guesses
}

/** The first bytes as UTF-8: what is chosen by them is chosen by what they say in their charset. */
function firstText(reading: Reading, first: Buffer): Buffer {
  if (reading === 'utf-8') return first
  const chunks: Buffer[] = []
  transcode(reading, { write: (chunk) => chunks.push(chunk), end: () => {} }).write(first)
  return Buffer.concat(chunks)
}
