import { BEGINS, DOTS, IN_NAME, LETTER } from '../body/parsers/graphql/bytes.ts'
import { ENTRY_NAMES, type Entry, mayBeEntry } from '../entry-names.ts'
import type { FieldSource } from '../fields.ts'
import type { FieldPath } from '../types.ts'

// Where a GraphQL server looks for what it is asked to do: GraphQL over HTTP, the multipart request specification,
// batches as arrays, persisted documents by hash or by id.

/** What stands in the extensions, and not beside them. */
const IN_EXTENSIONS: Readonly<Partial<Record<Entry, readonly string[]>>> = {
  hash: ['extensions', 'persistedquery', 'sha256hash'],
}
/** Longer names than those of entries. */
const MAX_NAME = 20

function folded(name: string): string {
  return /[^a-z_]/.test(name) ? name.toLowerCase().replaceAll('\u017f', 's') : name
}

/** A place among the entries of a call. */
export interface EntryPlace {
  readonly entry: Entry
  /** The call's number in a batch; -1 if it is the only one. */
  readonly call: number
  /** It stands under the entry's name; else it is the body itself. */
  readonly isNamed: boolean
  /** It stands in the `operations` of a multipart body. */
  readonly isInOperations: boolean
}

/** What a field is to a GraphQL server; undefined if it is nothing. Cheap where the name says so. */
export function entryOf(source: FieldSource): EntryPlace | undefined {
  if (source.where !== 'body' && source.where !== 'query') return undefined
  const name = source.name()
  // A body that is one value may be the document itself.
  if (name === '') return source.where === 'body' && source.path().length === 0 ? DOCUMENT : undefined
  if (name.length > MAX_NAME || !mayBeEntry(name)) return undefined
  const entry = ENTRY_NAMES.get(name) ?? ENTRY_NAMES.get(folded(name))
  return entry === undefined ? undefined : placeOf(source.path(), entry)
}

const DOCUMENT: EntryPlace = { entry: 'query', call: -1, isNamed: false, isInOperations: false }

/** An index, or -1: lists with numbers for names are lists to some. */
function indexOf(part: string | number | undefined): number {
  if (typeof part !== 'string') return part ?? -1
  return part.charCodeAt(0) <= 0x39 && /^\d{1,4}$/.test(part) ? Number(part) : -1
}

/** Whether servers take a part of a path for a name. */
function isName(part: string | number | undefined, name: string): boolean {
  return part === name || (typeof part === 'string' && part.length <= MAX_NAME && folded(part) === name)
}

function placeOf(path: FieldPath, entry: Entry): EntryPlace | undefined {
  // A list under an entry's name holds no entries.
  if (typeof path[path.length - 1] === 'number') return undefined
  let from = path.length > 1 && isName(path[0], 'operations') ? 1 : 0
  const isInOperations = from === 1
  const call = indexOf(path[from])
  if (call >= 0) from++
  const left = path.length - from
  const wanted = IN_EXTENSIONS[entry]
  const fits =
    wanted !== undefined
      ? left === wanted.length && wanted.every((name, i) => isName(path[from + i], name))
      : left === 1 || (entry === 'debug' && left === 2 && isName(path[from], 'extensions'))
  return fits ? { entry, call, isNamed: true, isInOperations } : undefined
}

const KEYWORDS = ['query', 'mutation', 'subscription', 'fragment']
const LONGEST_KEYWORD = 'subscription'.length

/** Whether a text begins like a document: with a keyword, a description or a brace, behind whatever means nothing in GraphQL. */
export function looksLikeDocument(bytes: Buffer, start: number, end: number): boolean {
  const i = behindBlanks(bytes, start, end)
  if (i >= end) return false
  if (bytes[i] === 0x7b) return opensSelections(bytes, i + 1, end)
  // A description.
  if (bytes[i] === 0x22) return true
  const behind = behindName(bytes, i, end)
  if (behind === end || behind - i > LONGEST_KEYWORD) return false
  return KEYWORDS.includes(bytes.latin1Slice(i, behind)) && !beginsInTheMiddle(bytes, i, end)
}

/**
 * Whether a text begins in the middle of a document: with an argument's name and a colon. No definition begins so, no reader goes on
 * there, and no server runs it. Where comments end, servers differ: none may stand before the colon.
 */
export function beginsInTheMiddle(bytes: Buffer, start: number, end: number): boolean {
  const name = behindSpaces(bytes, start, end)
  const behind = behindName(bytes, name, end)
  const colon = behindSpaces(bytes, behind, end)
  return behind > name && colon < end && bytes[colon] === 0x3a
}

/** Behind what is white space to every server. */
function behindSpaces(bytes: Buffer, start: number, end: number): number {
  let i = start
  while (
    i < end &&
    (bytes[i] === 0x20 || bytes[i] === 0x2c || bytes[i] === 0x09 || bytes[i] === 0x0a || bytes[i] === 0x0d)
  )
    i++
  return i
}

function behindName(bytes: Buffer, start: number, end: number): number {
  let i = start
  while (i < end && IN_NAME[bytes[i] as number]) i++
  return i
}

/** Behind a brace a field, a spread or a comment begins, and no string or number as in JSON. */
function opensSelections(bytes: Buffer, start: number, end: number): boolean {
  const i = behindBlanks(bytes, start, end)
  const begins = BEGINS[bytes[i] as number]
  return i < end && (begins === LETTER || begins === DOTS)
}

/** Where something begins that is no white space, comma, comment or byte order mark. */
function behindBlanks(bytes: Buffer, start: number, end: number): number {
  let i = start
  while (i < end) {
    const byte = bytes[i] as number
    if (byte === 0x23) while (i < end && bytes[i] !== 0x0a && bytes[i] !== 0x0d) i++
    else if (byte === 0xef && bytes[i + 1] === 0xbb && bytes[i + 2] === 0xbf) i += 3
    else if (byte === 0x20 || byte === 0x2c || (byte >= 0x09 && byte <= 0x0d)) i++
    else break
  }
  return i
}
