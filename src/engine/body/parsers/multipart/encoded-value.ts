import { hexDigit } from '../../../digits.ts'

const PERCENT = 0x25
const EQUALS = 0x3d
const UNDERSCORE = 0x5f
const APOSTROPHE = 0x27

/** The value of an extended parameter (`filename*=UTF-8''%e2%82%ac`, RFC 8187); undefined if it isn't of that form. */
export function decodeExtended(bytes: Buffer, start: number, end: number): Buffer | undefined {
  const charsetEnd = bytes.indexOf(APOSTROPHE, start)
  if (charsetEnd < 0 || charsetEnd >= end) return undefined
  const languageEnd = bytes.indexOf(APOSTROPHE, charsetEnd + 1)
  if (languageEnd < 0 || languageEnd >= end) return undefined
  const charset = bytes.latin1Slice(start, charsetEnd)
  return toUtf8(decodeHex(bytes, languageEnd + 1, end, PERCENT), charset)
}

/** The encoded words of a value (`=?utf-8?B?…?=`, RFC 2047), which some servers decode; undefined if it has none. */
export function decodeWords(bytes: Buffer, start: number, end: number): Buffer | undefined {
  const text = bytes.latin1Slice(start, end)
  let open = text.indexOf('=?')
  if (open < 0) return undefined
  const pieces: Buffer[] = []
  let at = 0
  while (open >= 0) {
    const charsetEnd = text.indexOf('?', open + 2)
    const encoding = charsetEnd < 0 ? '' : text.slice(charsetEnd, charsetEnd + 3).toLowerCase()
    if (encoding !== '?b?' && encoding !== '?q?') {
      open = text.indexOf('=?', open + 2)
      continue
    }
    const close = text.indexOf('?=', charsetEnd + 3)
    if (close < 0) break
    const word = text.slice(charsetEnd + 3, close)
    const decoded = encoding === '?b?' ? Buffer.from(word, 'base64') : decodeQ(word)
    pieces.push(Buffer.from(text.slice(at, open), 'latin1'), toUtf8(decoded, text.slice(open + 2, charsetEnd)))
    at = close + 2
    open = text.indexOf('=?', at)
  }
  if (at === 0) return undefined
  pieces.push(Buffer.from(text.slice(at), 'latin1'))
  return Buffer.concat(pieces)
}

function decodeQ(word: string): Buffer {
  const bytes = Buffer.from(word, 'latin1')
  for (let i = 0; i < bytes.length; i++) if (bytes[i] === UNDERSCORE) bytes[i] = 0x20
  return decodeHex(bytes, 0, bytes.length, EQUALS)
}

function decodeHex(bytes: Buffer, start: number, end: number, mark: number): Buffer {
  const result = Buffer.allocUnsafe(end - start)
  let length = 0
  for (let i = start; i < end; i++) {
    const high = bytes[i] === mark && i + 2 < end ? hexDigit(bytes[i + 1]) : -1
    const low = high < 0 ? -1 : hexDigit(bytes[i + 2])
    if (low < 0) result[length++] = bytes[i] as number
    else {
      result[length++] = (high << 4) | low
      i += 2
    }
  }
  return result.subarray(0, length)
}

function toUtf8(bytes: Buffer, charset: string): Buffer {
  return /^iso-8859-1$/i.test(charset) ? Buffer.from(bytes.latin1Slice()) : bytes
}
