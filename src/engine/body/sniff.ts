/** What the first bytes of a body say about it, whatever was declared. */

/** Bytes of a body that are gathered before its parsers are chosen. */
export const SNIFF_BYTES = 512

/** Control characters that no text holds. */
export function looksBinary(first: Buffer): boolean {
  return first.some((byte) => byte < 0x09 || (byte > 0x0d && byte < 0x20 && byte !== 0x1b && byte !== 0x1e))
}

/** Three bytes in four are printable: of random ones three in eight are. */
export function mostlyText(first: Buffer): boolean {
  let printable = 0
  for (const byte of first) if (byte >= 0x20 && byte < 0x7f) printable++
  return printable * 4 >= first.length * 3
}

/** White space and a byte order mark, which servers strip, don't hide the first byte that counts; -1 if there is none. */
export function firstByte(first: Buffer): number {
  for (let i = markLength(first); i < first.length; i++) {
    const byte = first[i] as number
    if (byte !== 0x20 && byte !== 0x09 && byte !== 0x0a && byte !== 0x0d) return byte
  }
  return -1
}

/** Length of the UTF-8 byte order mark. */
function markLength(first: Buffer): number {
  return first[0] === 0xef && first[1] === 0xbb && first[2] === 0xbf ? 3 : 0
}

/** Begins like `name=`: what a form is, and little else. */
export function startsLikeForm(first: Buffer): boolean {
  const equals = first.indexOf(0x3d)
  if (equals < 1 || equals > 64) return false
  for (let i = 0; i < equals; i++) if (!isNameByte(first[i] as number)) return false
  return true
}

function isNameByte(byte: number): boolean {
  return (
    (byte >= 0x30 && byte <= 0x39) ||
    (byte >= 0x41 && byte <= 0x5a) ||
    (byte >= 0x61 && byte <= 0x7a) ||
    '_-.[]%+*'.includes(String.fromCharCode(byte))
  )
}

/** The boundary that the first line would be a delimiter of; '' if it wouldn't. */
export function boundaryOfFirstLine(first: Buffer): string {
  if (first[0] !== 0x2d || first[1] !== 0x2d) return ''
  const end = first.indexOf(0x0a)
  if (end < 0) return ''
  const line = first.latin1Slice(2, end).trimEnd()
  return line.length > 0 && line.length <= 70 ? line : ''
}

/** A charset that the bytes themselves show: by a byte order mark, or by NULs where UTF-16 and UTF-32 text has them. */
export interface SeenCharset {
  readonly charset: string
  /** A byte order mark says so; else it is a guess. */
  readonly marked: boolean
}

export function seenCharset(first: Buffer): SeenCharset | undefined {
  const [a, b, c, d] = first
  if (a === 0xff && b === 0xfe && c === 0 && d === 0) return { charset: 'utf-32le', marked: true }
  if (a === 0 && b === 0 && c === 0xfe && d === 0xff) return { charset: 'utf-32be', marked: true }
  if (a === 0xff && b === 0xfe) return { charset: 'utf-16le', marked: true }
  if (a === 0xfe && b === 0xff) return { charset: 'utf-16be', marked: true }
  if (markLength(first) > 0) return { charset: 'utf-8', marked: true }
  const charset = wideCharset(first)
  return charset === undefined ? undefined : { charset, marked: false }
}

/**
 * By the first two letters, which are ASCII in JSON, XML and forms (RFC 4627 §3, XML 1.0 appendix F); else by NULs at the same
 * places of each unit and nowhere else, as mostly ASCII text has them.
 */
function wideCharset(first: Buffer): string | undefined {
  if (first.indexOf(0) < 0 || first.length < 4) return undefined
  const [a, b, c, d] = first
  if (a === 0 && b === 0 && c === 0 && d !== 0) return 'utf-32be'
  if (a !== 0 && b === 0 && c === 0 && d === 0) return 'utf-32le'
  if (a === 0 && b !== 0 && c === 0 && d !== 0) return 'utf-16be'
  if (a !== 0 && b === 0 && c !== 0 && d === 0) return 'utf-16le'
  const nulls = [0, 0, 0, 0]
  for (let i = 0; i < first.length; i++) if (first[i] === 0) nulls[i & 3]!++
  const many = first.length / 8
  const at = nulls.map((count) => count * 1.5 >= many)
  const few = nulls.map((count) => count * 4 <= many)
  const [a0, a1, a2, a3] = at
  const [f0, f1, f2, f3] = few
  if (a0 && a1 && a2 && f3) return 'utf-32be'
  if (f0 && a1 && a2 && a3) return 'utf-32le'
  if (a0 && f1 && a2 && f3) return 'utf-16be'
  if (f0 && a1 && f2 && a3) return 'utf-16le'
  return undefined
}

/** The encoding that an XML declaration names, in lower case; '' if none; undefined if its end can't be seen. */
export function xmlEncoding(first: Buffer): string | undefined {
  const head = first.latin1Slice(markLength(first), Math.min(first.length, SNIFF_BYTES))
  if (!/^<\?xml[ \t\r\n]/.test(head)) return ''
  const end = head.indexOf('?>')
  if (end < 0) return undefined
  return /encoding\s*=\s*["']([A-Za-z0-9._-]{1,40})["']/.exec(head.slice(0, end))?.[1]?.toLowerCase() ?? ''
}
