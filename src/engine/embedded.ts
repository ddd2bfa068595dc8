import { sextets } from './digits.ts'
import { looksLikeDocument } from './graphql/recognition.ts'
import { looksLikeBase64 } from './views/base64.ts'
import { percentView } from './views/percent.ts'

/** What stands in a value, and how it is read: `text` is looked at as a value of its own. */
export type EmbeddedFormat = 'json' | 'form' | 'xml' | 'graphql' | 'text'

/** Takes a document that stands in a value; the bytes are only valid during the call. */
export type EmbeddedVisitor = (format: EmbeddedFormat, document: Buffer) => void

/** `{a}` */
const SHORTEST = 3
const QUOTE = 0x22
const QUESTION = 0x3f
const HASH = 0x23
const DOT = 0x2e
const EQUALS = 0x3d

/**
 * Opens what servers open: JSON (also percent-encoded, as cookies hold it, and in base64), the query of a URL, XML, the
 * header and claims of a JWT, a GraphQL document, the name and password of Basic authentication. What a value holds shows by its first byte, so that
 * ordinary ones cost a comparison.
 */
export function openEmbedded(bytes: Buffer, start: number, end: number, visit: EmbeddedVisitor): void {
  if (end - start < SHORTEST) return
  switch (bytes[start]) {
    case 0x7b: // {
    case 0x5b: // [
    case 0x20:
    case 0x09:
    case 0x0a:
    case 0x0d:
      if (looksLikeJson(bytes, start, end)) openJson(bytes.subarray(start, end), visit)
      if (looksLikeDocument(bytes, start, end)) visit('graphql', bytes.subarray(start, end))
      return
    case 0x66: // fragment, mutation, query, subscription, a description, a comment, a comma, a byte order mark
    case 0x22:
    case 0x6d:
    case 0x71:
    case 0x73:
    case 0x23:
    case 0x2c:
    case 0xef:
      if (looksLikeDocument(bytes, start, end)) visit('graphql', bytes.subarray(start, end))
      return
    case 0x25: // %7B, %5B
      openPercent(bytes, start, end, visit)
      return
    case 0x65: // eyJ, the beginning of {" in base64
    case 0x57: // WyJ, W3s
      openEncoded(bytes, start, end, visit)
      return
    case 0x42: // Bearer, Basic
    case 0x62:
      openCredentials(bytes, start, end, visit)
      return
    case 0x68: // http
    case 0x48:
      if (isWord(bytes, start, 'http')) openQuery(bytes, start, end, visit)
      return
    case 0x2f: // a target
      openQuery(bytes, start, end, visit)
      return
    case 0x3c:
      if (looksLikeXml(bytes, start, end)) visit('xml', bytes.subarray(start, end))
      return
  }
}

/** The first byte that isn't white space opens an object or an array. */
export function startsJson(bytes: Buffer, start: number, end: number): boolean {
  for (let i = start; i < end; i++) {
    const byte = bytes[i] as number
    if (byte > 0x20) return byte === 0x7b || byte === 0x5b
  }
  return false
}

/** Begins and ends like a document. */
function looksLikeJson(bytes: Buffer, start: number, end: number): boolean {
  const last = bytes[end - 1] as number
  return (last === 0x7d || last === 0x5d || last <= 0x20) && startsJson(bytes, start, end)
}

function openJson(document: Buffer, visit: EmbeddedVisitor): void {
  // Without a string there is nothing in it to look at.
  if (document.includes(QUOTE)) visit('json', document)
}

function openPercent(bytes: Buffer, start: number, end: number, visit: EmbeddedVisitor): void {
  const second = bytes[start + 1]
  if ((second !== 0x37 && second !== 0x35) || ((bytes[start + 2] as number) | 0x20) !== 0x62) return
  const decoded = percentView(bytes.latin1Slice(start, end))
  if (decoded !== undefined) openJson(Buffer.from(decoded, 'latin1'), visit)
}

/** JSON in base64, or a token whose parts between dots are. */
function openEncoded(bytes: Buffer, start: number, end: number, visit: EmbeddedVisitor): void {
  const firstEnd = placeOf(DOT, bytes, start, end)
  if (!openBase64(bytes, start, firstEnd, visit) || firstEnd === end) return
  openBase64(bytes, firstEnd + 1, placeOf(DOT, bytes, firstEnd + 1, end), visit)
}

function openBase64(bytes: Buffer, start: number, end: number, visit: EmbeddedVisitor): boolean {
  if (!mayBeginJson(bytes, start, end) || !looksLikeBase64(bytes, start, end)) return false
  const decoded = Buffer.from(bytes.latin1Slice(start, end), 'base64')
  if (!startsJson(decoded, 0, decoded.length)) return false
  openJson(decoded, visit)
  return true
}

/** Whether what two characters of base64 stand for is a bracket of JSON's, or white space before it. */
function mayBeginJson(bytes: Buffer, start: number, end: number): boolean {
  if (end - start < 2) return false
  const first =
    ((sextets[bytes[start] as number] as number) << 2) | ((sextets[bytes[start + 1] as number] as number) >> 4)
  return first === 0x7b || first === 0x5b || first <= 0x20
}

function openCredentials(bytes: Buffer, start: number, end: number, visit: EmbeddedVisitor): void {
  if (isWord(bytes, start, 'bearer ')) openEncoded(bytes, start + 7, end, visit)
  else if (isWord(bytes, start, 'basic ')) {
    const decoded = Buffer.from(bytes.latin1Slice(start + 6, end), 'base64')
    if (decoded.length > 0) visit('text', decoded)
  }
}

/** From the question mark to the fragment. */
function openQuery(bytes: Buffer, start: number, end: number, visit: EmbeddedVisitor): void {
  const question = placeOf(QUESTION, bytes, start, end)
  if (question === end) return
  const last = placeOf(HASH, bytes, question, end)
  if (placeOf(EQUALS, bytes, question, last) < last) visit('form', bytes.subarray(question + 1, last))
}

/** Where a byte stands first; `end` if nowhere. Looks no further, unlike `indexOf`: behind the value may lie a whole body. */
function placeOf(byte: number, bytes: Buffer, start: number, end: number): number {
  let i = start
  while (i < end && bytes[i] !== byte) i++
  return i
}

/** Begins with a tag or declaration and ends with a tag. */
function looksLikeXml(bytes: Buffer, start: number, end: number): boolean {
  const second = (bytes[start + 1] as number) | 0x20
  const named = (second >= 0x61 && second <= 0x7a) || bytes[start + 1] === 0x3f || bytes[start + 1] === 0x21
  let last = end - 1
  while (last > start && (bytes[last] as number) <= 0x20) last--
  return named && bytes[last] === 0x3e
}

/** @param word lower-case */
function isWord(bytes: Buffer, start: number, word: string): boolean {
  for (let i = 0; i < word.length; i++) {
    if (((bytes[start + i] as number) | 0x20) !== word.charCodeAt(i)) return false
  }
  return true
}
