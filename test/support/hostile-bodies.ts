import { brotliCompressSync, constants, deflateRawSync, deflateSync, gzipSync, zstdCompressSync } from 'node:zlib'
import { stream } from './inspect.ts'

/** A body of any size; its size is given in bytes of its repeated part. */
export interface Growing {
  readonly name: string
  readonly type: string
  readonly body: (bytes: number) => Generator<Buffer>
}

const growing = (name: string, type: string, before: string, repeated: string, after: string): Growing => ({
  name,
  type,
  body: (bytes) => stream(before, repeated, bytes, after),
})
const MULTIPART = 'multipart/form-data; boundary=XX'
const FORM = 'application/x-www-form-urlencoded'
const field = '--XX\r\nContent-Disposition: form-data; name="a"'
const WORDS = 'harmless words in a row '

/** One endless value in every place that can hold one. */
export const longValues: readonly Growing[] = [
  growing('a JSON string', 'application/json', '{"a":"', WORDS, '"}'),
  growing('a JSON string of escapes', 'application/json', '{"a":"', '\\u0061', '"}'),
  growing('a JSON key', 'application/json', '{"', WORDS, '":1}'),
  growing('JSON that is one string in JSON', 'application/json', '["[\\"', WORDS, '\\"]"]'),
  growing('a JSON number', 'application/json', '[1', '0', ']'),
  growing('a form value', FORM, 'a=', 'harmless+words%20in+a+row+', ''),
  growing('a form name', FORM, '', 'harmless+words+', '=1'),
  growing('text', 'text/plain', '', WORDS, ''),
  growing('XML text', 'application/xml', '<a>', WORDS, '</a>'),
  growing('XML references', 'application/xml', '<a>', '&#97;', '</a>'),
  growing('an XML attribute', 'application/xml', '<a b="', WORDS, '"/>'),
  growing('an XML comment', 'application/xml', '<a><!--', WORDS, '--></a>'),
  growing('a multipart field', MULTIPART, `${field}\r\n\r\n`, WORDS, '\r\n--XX--'),
  growing('a header of a part', MULTIPART, `${field}\r\nX-Long: `, WORDS, '\r\n\r\nx\r\n--XX--'),
  growing('what is almost a boundary', MULTIPART, `${field}\r\n\r\n`, '\r\n--XY\r--X\n--', '\r\n--XX--'),
  growing('binary', 'application/octet-stream', '\0', WORDS, '\0'),
]

/** Much of something small, where work by each of them could grow with their number. */
export const manyThings: readonly Growing[] = [
  growing('line breaks and dashes in multipart', MULTIPART, `${field}\r\n\r\n`, '\r\n-', '\r\n--XX--'),
  growing('dashes before a boundary', 'multipart/form-data; boundary=----', '------\r\n\r\n', '-', '\r\n--------'),
  growing('empty parts', MULTIPART, '', '--XX\r\n\r\n\r\n', '--XX--'),
  growing('parts with headers', MULTIPART, '', `${field}; filename="b"\r\nContent-Type: a/b\r\n\r\nx\r\n`, '--XX--'),
  growing('parts in base64', MULTIPART, '', `${field}\r\nContent-Transfer-Encoding: base64\r\n\r\neA==\r\n`, '--XX--'),
  growing('headers of a part', MULTIPART, '--XX\r\n', 'a:b\r\n', '\r\n\r\n--XX--'),
  growing('parameters of a part', MULTIPART, '--XX\r\nContent-Disposition: form-data', ';a="\\""', '\r\n\r\n--XX--'),
  growing('encoded words', MULTIPART, `${field}; filename="`, '=?', '"\r\n\r\n--XX--'),
  growing('arrays', 'application/json', '[', '[],', '1]'),
  growing('strings that hold JSON', 'application/json', '[', '"[{}]",', '1]'),
  growing('comments in JSON', 'application/json', '[', '/**/', '1]'),
  growing('lines of JSON', 'application/x-ndjson', '', '{"a":"b"}\n', ''),
  growing('form fields', FORM, '', 'a=b&', ''),
  growing('semicolons in a form', FORM, 'a=', 'b;', ''),
  growing('broken percent signs', FORM, 'a=', '%', ''),
  growing('elements', 'application/xml', '<a>', '<b/>', '</a>'),
  growing('elements that stay open', 'application/xml', '', '<a>', ''),
  growing('attributes', 'application/xml', '<a ', 'b="" ', '/>'),
  growing('CDATA sections', 'application/xml', '<a>', '<![CDATA[x]]>', '</a>'),
  growing('comments in a text', 'application/xml', '<a>', 'x<!---->', '</a>'),
  growing('brackets', 'application/xml', '<a><![CDATA[', ']', ']]></a>'),
  growing('less-than signs', 'application/xml', '<a b="', '<', '"/>'),
  growing('a DTD', 'application/xml', '<!DOCTYPE a [', '<!ENTITY b "&b;&b;">', ']><a/>'),
]

const quick = { params: { [constants.BROTLI_PARAM_QUALITY]: 5 } }
/** Every content encoding, by name. */
export const encoders: readonly [name: string, encode: (bytes: Buffer) => Buffer][] = [
  ['gzip', (bytes) => gzipSync(bytes)],
  ['deflate', (bytes) => deflateSync(bytes)],
  ['deflate', (bytes) => deflateRawSync(bytes)],
  ['br', (bytes) => brotliCompressSync(bytes, quick)],
  ['zstd', (bytes) => zstdCompressSync(bytes)],
]
