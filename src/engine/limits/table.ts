import type { ConditionClass } from '../types.ts'

/** A limit that a policy can set. */
export interface LimitRow {
  /** -1: no limit. */
  readonly fallback: number
  /** What a finding of this limit is called, which decides its status. */
  readonly condition: ConditionClass
  /** What is counted, in the plural: `nested containers`. */
  readonly counts: string
  /** How it is counted, for the docs. */
  readonly help: string
}

const row = (fallback: number, condition: ConditionClass, counts: string, help: string): LimitRow => ({
  fallback,
  condition,
  counts,
  help,
})
const OFF = -1
const structure = (fallback: number, counts: string, help: string) => row(fallback, 'structure_limit', counts, help)

/**
 * Every limit, by group and name. Names, units and meanings of `json` and `xml` are those of Kong's JSON and XML threat
 * protection, of `allowed_payload_size` those of its request size limiting (in bytes), of arguments and files those of
 * OWASP CRS. Types, configuration, docs and findings come from this table.
 */
export const limitTable = {
  request: {
    max_uri_length: row(OFF, 'uri_too_long', 'bytes of request target', 'Bytes of the request target, query included.'),
    max_header_count: row(OFF, 'headers_too_large', 'header fields', 'Header fields of the request.'),
    max_header_size: row(
      OFF,
      'headers_too_large',
      'bytes of header fields',
      'Bytes of all header names and values together; `listen.maxHeaderBytes` holds in every mode.',
    ),
    allowed_payload_size: row(
      OFF,
      'body_too_large',
      'bytes of payload',
      'Bytes of the body after its content encoding is undone; `body.maxBytes` counts them as they arrive.',
    ),
    max_num_args: structure(
      10_000,
      'arguments',
      'Values of query, form and multipart fields together, repeated names counted each time.',
    ),
    arg_name_length: structure(OFF, 'bytes of argument name', 'Decoded bytes of an argument’s name.'),
    arg_length: structure(OFF, 'bytes of argument', 'Decoded bytes of an argument’s value.'),
    total_arg_length: structure(OFF, 'bytes of arguments', 'Decoded bytes of all names and values together.'),
    inspection_work: row(
      40,
      'inspection_limit',
      'bytes of inspection work for each byte',
      'Bytes looked at for each byte received, beyond 1 MiB: each reading and each decoded form counts. Past it the rest is not inspected. Ordinary traffic takes one to three.',
    ),
    inspection_looks: row(
      64,
      'inspection_limit',
      'looks of detectors for each kilobyte',
      'Times that a detector looks at a value, for each kilobyte received, beyond 2,048. Past it the rest is not inspected. Ordinary traffic takes one or two, code in JSON some thirty.',
    ),
    inspection_time_ms: row(
      60_000,
      'inspection_limit',
      'milliseconds of inspection',
      'Processor time spent on the request, waiting not counted. Past it the rest is not inspected.',
    ),
  },
  json: {
    max_container_depth: structure(64, 'nested containers', 'Nested objects and arrays; the root is 1.'),
    max_object_entry_count: structure(OFF, 'entries of an object', 'Entries of one object.'),
    max_object_entry_name_length: structure(
      OFF,
      'characters of an entry name',
      'Characters of an entry’s name, escapes undone.',
    ),
    max_array_element_count: structure(OFF, 'elements of an array', 'Elements of one array.'),
    max_string_value_length: structure(OFF, 'characters of a string', 'Characters of a string value, escapes undone.'),
  },
  xml: {
    max_depth: structure(64, 'nested elements', 'Nested elements; the root is 1.'),
    max_children: structure(10_000, 'children of an element', 'Child elements of one element.'),
    max_attributes: structure(
      OFF,
      'attributes of an element',
      'Attributes of one element, namespace declarations left out.',
    ),
    max_namespaces: structure(OFF, 'namespaces of an element', 'Namespace declarations of one element.'),
    document: structure(OFF, 'bytes of document', 'Bytes of the document.'),
    text: structure(OFF, 'bytes of text', 'Bytes of one text node or CDATA section, references undone.'),
    attribute: structure(OFF, 'bytes of an attribute', 'Bytes of one attribute’s value, references undone.'),
    comment: structure(OFF, 'bytes of a comment', 'Bytes of one comment.'),
    localname: structure(OFF, 'bytes of a local name', 'Bytes of the local name of an element or attribute.'),
    prefix: structure(OFF, 'bytes of a prefix', 'Bytes of the prefix of an element or attribute.'),
    namespaceuri: structure(OFF, 'bytes of a namespace', 'Bytes of one namespace URI.'),
    pitarget: structure(OFF, 'bytes of an instruction’s target', 'Bytes of a processing instruction’s target.'),
    pidata: structure(OFF, 'bytes of an instruction’s data', 'Bytes of a processing instruction’s data.'),
  },
  graphql: {
    max_doc_size_kb: structure(
      100,
      'kilobytes of document',
      'Kilobytes of one document, comments and white space included.',
    ),
    max_value_size_kb: structure(10, 'kilobytes of a value', 'Kilobytes of one string in a document.'),
    max_depth: structure(10, 'nested fields', 'Fields within fields; those of fragments count where they are spread.'),
    max_aliases: structure(
      5,
      'aliases in a selection set',
      'Aliases of one selection set, those of its fragments included.',
    ),
    max_document_aliases: structure(
      15,
      'aliases',
      'Aliases of a document, those of fragments each time they are spread.',
    ),
    max_doc_per_batch: structure(10, 'documents', 'Documents of one request: a batch, or the same name twice.'),
    max_directives: structure(
      50,
      'directives',
      'Directives of a document, those of fragments each time they are spread.',
    ),
    max_tokens: structure(
      1_000,
      'tokens',
      'Names, punctuators and values of a document; commas, blanks and comments are none.',
    ),
    max_root_fields: structure(20, 'root fields', 'Fields at the root of one operation, fragments expanded.'),
    max_cost: structure(
      5_000,
      'points of cost',
      'Cost of an operation: a scalar 1, an object 2 and what it holds times 1.5.',
    ),
    // A list of twenty types of block with five fields in common selects 95 times again what it has; floods bring thousands.
    max_duplicate_fields: structure(
      100,
      'repeated fields',
      'Fields of a document that repeat one of their selection set.',
    ),
    // Types that give one name to different fields do so with a few each; servers compare such fields in pairs.
    max_overlapping_fields: structure(
      50,
      'overlapping fields',
      'Fields of a document that answer under the name of another one with other arguments, or another name.',
    ),
    // Forms send one, an editor that saves rows some; who guesses passwords or codes needs hundreds.
    max_repeated_mutations: structure(
      5,
      'times the same mutation',
      'Times that one request runs the same mutation, under whatever aliases: how passwords are tried in one go.',
    ),
  },
  multipart: {
    max_parts: structure(10_000, 'parts', 'Parts of the body, those of nested multiparts included.'),
    max_files: structure(OFF, 'files', 'Parts with a file name.'),
    max_file_size: row(OFF, 'body_too_large', 'bytes of a file', 'Bytes of one file, as sent.'),
    combined_file_sizes: row(OFF, 'body_too_large', 'bytes of files', 'Bytes of all files together, as sent.'),
  },
  encoding: {
    max_decoded_ratio: row(
      200,
      'decompression_bomb',
      'decoded bytes per encoded byte',
      'Bytes after decoding to bytes before, over all layers; looked at from 65,536 decoded bytes on.',
    ),
  },
} as const satisfies Readonly<Record<string, Readonly<Record<string, LimitRow>>>>

type Table = typeof limitTable
/** The limits of a policy: -1 is none. */
export type Limits = {
  readonly [Group in keyof Table]: { readonly [Name in keyof Table[Group]]: number }
} & {
  /** Whether an object may hold a name twice. Kong's name and default (true). */
  readonly json: { readonly allow_duplicate_object_entry_name: boolean }
}

/** `json.max_container_depth`: how findings and parsers name a limit. */
export type LimitName = {
  [Group in keyof Table]: `${Group}.${keyof Table[Group] & string}`
}[keyof Table]

/** Every limit, in the order of the table. */
export const limitNames = Object.entries(limitTable).flatMap(([group, rows]) =>
  Object.keys(rows).map((name) => `${group}.${name}`),
) as LimitName[]

/** The row of a limit. */
export function limitRow(name: LimitName): LimitRow {
  const [group, key] = name.split('.') as [keyof Table, string]
  return (limitTable[group] as Readonly<Record<string, LimitRow>>)[key] as LimitRow
}

/** The value that a policy sets; -1 for none. */
export function limitValue(limits: Limits, name: LimitName): number {
  const [group, key] = name.split('.') as [keyof Table, string]
  return (limits[group] as Readonly<Record<string, number>>)[key] as number
}

/** The limits of a policy that sets none. */
export const defaultLimits: Limits = Object.freeze(
  Object.fromEntries(
    Object.entries(limitTable).map(([group, rows]) => [
      group,
      Object.freeze({
        ...Object.fromEntries(Object.entries(rows).map(([name, { fallback }]) => [name, fallback])),
        ...(group === 'json' ? { allow_duplicate_object_entry_name: true } : {}),
      }),
    ]),
  ),
) as unknown as Limits
