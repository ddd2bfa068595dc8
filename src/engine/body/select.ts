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
  {
    name: 'urlencoded',
    reads: (essence) => essence === 'application/x-www-form-urlencoded',
    create: (sink) => new UrlencodedParser(sink, 'body'),
  },
  {
    name: 'text',
    reads: (essence) => essence === 'application/graphql' || (essence.startsWith('text/') && essence !== 'text/xml'),
    create: (sink) => new TextParser(sink, 'body'),
  },
]

const CHARSETS = new Set(['', 'utf-8', 'utf8', 'us-ascii', 'ascii', 'iso-8859-1', 'latin1'])

/** How a body will be read. */
export interface Reading {
  /** The parser of the declared type; undefined if there is none. */
  readonly declared: BodyParser | undefined
  /** Reads the body as JSON as well, since its first byte says so and its type doesn't. */
  readonly sniffed: BodyParser | undefined
  /** Why the declared type can't be read, in words; '' if it can. */
  readonly unreadable: string
}

/**
 * Chooses by the declared type, and by the first byte as well when the two disagree: servers that ignore the type
 * (Content-Type confusion) read what the bytes look like.
 * @param first the first bytes of the body, the whole of it or 512
 * @param guessSink takes the guessed parser's fields; its conditions say nothing about the body
 */
export function selectParsers(head: Head, first: Buffer, sink: FieldSink, guessSink: FieldSink): Reading {
  if (head.contentEncoding !== '') {
    return {
      declared: undefined,
      sniffed: undefined,
      unreadable: `no decoder for the encoding ${head.contentEncoding}`,
    }
  }
  const { essence, charset } = head.mediaType
  const format = formats.find(({ reads }) => reads(essence))
  if (format && (!CHARSETS.has(charset) || isWide(first))) {
    const unreadable = `no decoder for the charset ${CHARSETS.has(charset) ? 'UTF-16 or UTF-32' : charset}`
    return { declared: undefined, sniffed: undefined, unreadable }
  }
  const declared = format?.create(sink)
  const looksLikeJson = startsLikeJson(first) && !(declared instanceof JsonParser)
  return {
    declared,
    sniffed: looksLikeJson ? new JsonParser(guessSink, 'body', true) : undefined,
    unreadable: declared ? '' : `no parser for the type ${essence || '(none)'}`,
  }
}

function startsLikeJson(first: Buffer): boolean {
  for (const byte of first) {
    if (byte !== 0x20 && byte !== 0x09 && byte !== 0x0a && byte !== 0x0d) return byte === 0x7b || byte === 0x5b
  }
  return false
}

/** UTF-16 or UTF-32 text: a byte order mark, or a NUL beside an ASCII character. */
function isWide(first: Buffer): boolean {
  const [a, b] = first
  if (a === undefined || b === undefined) return false
  return (a === 0xfe && b === 0xff) || (a === 0xff && b === 0xfe) || (a === 0) !== (b === 0)
}
