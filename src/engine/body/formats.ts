import type { MediaType } from '../canonical/media-type.ts'
import type { BodyParser } from '../fields.ts'
import type { ContainerContext } from './parser.ts'
import { BinaryParser } from './parsers/binary.ts'
import { HTTP_MESSAGE, HttpMessageParser } from './parsers/http-message.ts'
import { JsonParser } from './parsers/json/parser.ts'
import { MultipartParser } from './parsers/multipart/parser.ts'
import { TextParser } from './parsers/text.ts'
import { UrlencodedParser } from './parsers/urlencoded.ts'
import { XmlParser } from './parsers/xml/parser.ts'

export type FormatName =
  | 'json'
  | 'json sequence'
  | 'urlencoded'
  | 'multipart'
  | 'http message'
  | 'xml'
  | 'text'
  | 'packed'
  | 'binary'

/** A format that can be read. */
export interface Format {
  readonly name: FormatName
  /** Whether a type declares it. */
  readonly reads: (essence: string) => boolean
  readonly create: (context: ContainerContext, mediaType: MediaType) => BodyParser
}

/** Every format, the first that reads a type is its own; a type that none reads is text or binary by its bytes. */
export const formats: readonly Format[] = [
  {
    name: 'json sequence',
    reads: (essence) => /^application\/(x-ndjson|ndjson|jsonl|x-jsonlines|json-seq)$/.test(essence),
    create: (context) => new JsonParser(context, true),
  },
  {
    name: 'json',
    reads: (essence) => essence === 'application/json' || essence === 'text/json' || essence.endsWith('+json'),
    create: (context) => new JsonParser(context),
  },
  {
    name: 'urlencoded',
    reads: (essence) => essence === 'application/x-www-form-urlencoded',
    create: (context) => new UrlencodedParser(context),
  },
  {
    name: 'multipart',
    reads: (essence) => essence.startsWith('multipart/'),
    create: (context, mediaType) => new MultipartParser(context, mediaType),
  },
  {
    name: 'http message',
    reads: (essence) => essence === HTTP_MESSAGE,
    // As a part of a batch. Nobody sends a bare one, but to have it taken for less than the text that it is elsewhere.
    create: (context) => (context.parent === undefined ? new TextParser(context) : new HttpMessageParser(context)),
  },
  {
    name: 'xml',
    reads: (essence) => essence === 'application/xml' || essence === 'text/xml' || essence.endsWith('+xml'),
    create: (context) => new XmlParser(context),
  },
  {
    name: 'text',
    reads: (essence) => essence === 'application/graphql' || essence.startsWith('text/'),
    create: (context) => new TextParser(context),
  },
  {
    name: 'packed',
    reads: (essence) =>
      /^application\/((x-|vnd\.)?msgpack|cbor|(x-|vnd\.google\.)?protobuf|bson|avro|x-thrift|vnd\.apache\.thrift\.\w{1,20})$/.test(
        essence,
      ) || essence.endsWith('+cbor'),
    create: (context) => new BinaryParser(context, true),
  },
  {
    name: 'binary',
    reads: () => false,
    create: (context) => new BinaryParser(context),
  },
]

/** The format that a type declares; undefined for none. */
export function declaredFormat(essence: string): Format | undefined {
  return formats.find(({ reads }) => reads(essence))
}

export function formatNamed(name: FormatName): Format {
  return formats.find((format) => format.name === name) as Format
}
