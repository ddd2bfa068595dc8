import type { Head } from '../canonical/head.ts'
import type { FieldSink } from '../fields.ts'
import type { BodyParser } from './parser.ts'
import { JsonParser } from './parsers/json.ts'
import { TextParser } from './parsers/text.ts'
import { UrlencodedParser } from './parsers/urlencoded.ts'

interface Format {
  readonly name: string
  readonly reads: (essence: string) => boolean
  readonly create: (sink: FieldSink) => BodyParser
}

const urlencoded: Format = {
  name: 'urlencoded',
  reads: (essence) => essence === 'application/x-www-form-urlencoded',
  create: (sink) => new UrlencodedParser(sink, 'body'),
}
const text: Format = {
  name: 'text',
  reads: (essence) => essence === 'application/graphql' || (essence.startsWith('text/') && essence !== 'text/xml'),
  create: (sink) => new TextParser(sink, 'body'),
}

/** Every format that can be read, first match wins. */
const formats: readonly Format[] = [
  {
    name: 'json sequence',
    reads: (essence) => /^application\/(x-ndjson|ndjson|jsonl|x-jsonlines|json-seq)$/.test(essence),
    create: (sink) => new JsonParser(sink, 'body', true),
  },
  {
    name: 'json',
    reads: (essence) => essence === 'application/json' || essence === 'text/json' || essence.endsWith('+json'),
    create: (sink) => new JsonParser(sink, 'body'),
  },
  urlencoded,
  text,
]

const CHARSETS = new Set(['', 'utf-8', 'utf8', 'us-ascii', 'ascii', 'iso-8859-1', 'latin1'])

/** How a body will be read. */
export interface Reading {
  /** The parser of the declared type; undefined if it can't be read as declared. */
  readonly declared: BodyParser | undefined
  /**
   * What a server that ignores or misreads the declaration could make of the bytes. Never fewer than the declaration
   * leaves out: a charset, an encoding or a type that is not known must not switch inspection off.
   */
  readonly guesses: readonly BodyParser[]
  /** Why the body can't be read as declared, in words; '' if it can. */
  readonly unreadable: string
}

/**
 * Chooses how to read a body: as declared, and as JSON too where the first byte says so and the type doesn't.
 * @param first the first bytes of the body, the whole of it or 512
 * @param guessSink takes the fields of guessed parsers; their conditions say nothing about the body
 */
export function selectParsers(head: Head, first: Buffer, sink: FieldSink, guessSink: FieldSink): Reading {
  const { essence } = head.mediaType
  const format = formats.find(({ reads }) => reads(essence))
  const unreadable = reasonUnreadable(head, first, format)
  const guesses: BodyParser[] = []
  if (unreadable !== '' && !isCompressed(head.contentEncoding, first)) {
    if (format) guesses.push(format.create(guessSink))
    else if (!looksBinary(first)) guesses.push(urlencoded.create(guessSink), text.create(guessSink))
  }
  const readsJson = format?.name === 'json' || format?.name === 'json sequence'
  if (!readsJson && startsLikeJson(first)) guesses.push(new JsonParser(guessSink, 'body', true))
  return { declared: unreadable === '' ? format?.create(sink) : undefined, guesses, unreadable }
}

function reasonUnreadable(head: Head, first: Buffer, format: Format | undefined): string {
  const { essence, charset } = head.mediaType
  if (head.contentEncoding !== '') return `no decoder for the encoding ${head.contentEncoding}`
  if (!format) return `no parser for the type ${essence || '(none)'}`
  if (!CHARSETS.has(charset)) return `no decoder for the charset ${charset}`
  return isWide(first) ? 'no decoder for UTF-16 or UTF-32' : ''
}

/** White space and a byte order mark, which servers strip, don't hide the first byte that counts. */
function startsLikeJson(first: Buffer): boolean {
  const start = first[0] === 0xef && first[1] === 0xbb && first[2] === 0xbf ? 3 : 0
  for (let i = start; i < first.length; i++) {
    const byte = first[i]
    if (byte !== 0x20 && byte !== 0x09 && byte !== 0x0a && byte !== 0x0d) return byte === 0x7b || byte === 0x5b
  }
  return first.length > start
}

/** UTF-16 or UTF-32 of mostly ASCII text: NULs at every other place, and nowhere else. */
function isWide(first: Buffer): boolean {
  const nulls = [0, 0]
  for (let i = 0; i < first.length; i++) if (first[i] === 0) nulls[i & 1]!++
  const [even = 0, odd = 0] = nulls
  const marked = (first[0] === 0xfe && first[1] === 0xff) || (first[0] === 0xff && first[1] === 0xfe)
  return (
    Math.min(even, odd) * 4 <= Math.max(even, odd) &&
    Math.max(even, odd) * 8 >= first.length &&
    (even + odd > 1 || marked)
  )
}

/** Whether the bytes begin as the encoding that is declared would; text that only claims to be encoded doesn't. */
function isCompressed(encoding: string, first: Buffer): boolean {
  switch (encoding.split(',').at(-1)?.trim()) {
    case 'gzip':
    case 'x-gzip':
      return first[0] === 0x1f && first[1] === 0x8b
    case 'zstd':
      return first.length >= 4 && first.readUInt32LE(0) === 0xfd2fb528
    case 'deflate':
      return looksBinary(first)
    case 'br':
      // Brotli has no mark of its own; text has no control characters.
      return looksBinary(first)
  }
  return false
}

/** Control characters that no text holds. */
function looksBinary(first: Buffer): boolean {
  return first.some((byte) => byte < 0x09 || (byte > 0x0d && byte < 0x20 && byte !== 0x1b))
}
